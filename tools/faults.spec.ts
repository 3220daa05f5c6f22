import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

describe('npm run faults', () => {
  it('[SC-20] finds that a PostgreSQL that is killed costs nobody an event', async () => {
    const run = spawn(process.execPath, ['tools/faults.mjs', 'postgres-kill', '--rounds', '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [told, [code]] = await Promise.all([text(run.stdout), once(run, 'exit')]);
    expect(told).toMatch(/\| `postgres-kill` \| .* \| 1 of 1 \|\n/);
    expect(told).not.toContain('BROKEN');
    expect(code).toBe(0);
  }, 300_000);
});

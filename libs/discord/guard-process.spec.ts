import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const guarded = `
  const { guardProcess } = require(${JSON.stringify(join(__dirname, 'guard-process.ts'))});
  const errors = { report: (error, { where }) => (console.log(error.message + ': ' + where), 'id') };
  guardProcess(errors, () => {
    console.log('leaves');
    process.exitCode = 7;
  });
  void Promise.reject(new Error('rejected'));
  setTimeout(() => {
    console.log('lives');
    throw new Error('thrown');
  }, 1);
`;

describe('the guard of the process', () => {
  it('reports a rejection and lives on, reports an exception and leaves', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--eval', guarded], {
      cwd: process.cwd(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(said.trim().split('\n')).toEqual([
      'rejected: a promise that nobody waited for',
      'lives',
      'thrown: an exception that nobody caught',
      'leaves',
    ]);
    expect(code).toBe(7);
  });
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Lints a text as if it stood in a file of the house. */
function lint(file: string, text: string): string {
  const { stdout } = spawnSync(
    process.execPath,
    [join('node_modules', 'eslint/bin/eslint.js'), '--stdin', '--stdin-filename', file],
    { input: text, encoding: 'utf8' },
  );
  return stdout;
}

describe('the boundaries of the rooms', () => {
  // The rule reads the project graph, which Nx computes anew when a file has changed.
  beforeAll(() => {
    spawnSync(process.execPath, [join('node_modules', 'nx/dist/bin/nx.js'), 'show', 'projects']);
  }, 60_000);

  it.each([
    [
      'a lower room imports a higher one',
      'libs/platform/planted.ts',
      "export { Bots } from '@cube/bots/bots.service';",
    ],
    ['a feature imports discord.js', 'libs/bots/planted.ts', "export { Client } from 'discord.js';"],
    [
      'the panel imports the server',
      'apps/panel/src/planted.ts',
      "export { Config } from '@cube/platform/config';",
    ],
  ])('[DC-01] are errors: %s', (_, file, text) => {
    expect(lint(file, text)).toContain('@nx/enforce-module-boundaries');
  });

  it('let a room import what lies below it', () => {
    expect(lint('libs/bots/planted.ts', "export { Config } from '@cube/platform/config';\n")).toBe('');
  });
});

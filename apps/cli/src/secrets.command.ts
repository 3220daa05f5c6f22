import { Command, CommandRunner, Option, SubCommand } from 'nest-commander';

import { say } from './say';

@SubCommand({
  name: 'rotate',
  description:
    'Seals every secret anew, under the first of MASTER_KEYS, while the product runs; then the others may go.',
})
export class RotateSecretsCommand extends CommandRunner {
  async run(_: string[], { breakGlass }: { readonly breakGlass?: string } = {}): Promise<void> {
    const { rotateSecrets, secretsStatus } = await import('./operations');
    const { hasNewKey, resealed, rewrapped } = await rotateSecrets(say, breakGlass);
    say(
      `${hasNewKey ? 'A new data key was made' : 'The newest data key was current'}; ` +
        `${counted(resealed, 'secret was', 'secrets were')} sealed anew, ` +
        `${counted(rewrapped, 'older data key was', 'older data keys were')} wrapped anew.`,
    );
    sayWhatMayGo(await secretsStatus());
  }

  @Option({
    flags: '--break-glass <reason>',
    description: 'Without the second person whom the two-person rule asks for; everybody reads why.',
  })
  breakGlass(reason: string): string {
    return reason;
  }
}

@SubCommand({ name: 'status', description: 'Which keys protect what, and which master keys may go.' })
export class SecretsStatusCommand extends CommandRunner {
  async run(): Promise<void> {
    const { secretsStatus } = await import('./operations');
    const status = await secretsStatus();
    if (status.dataKeys.length === 0) say('Nothing was ever sealed here.');
    for (const { id, master, isNewest, sealed } of status.dataKeys) {
      const what = Object.entries(sealed).map(([column, count]) => `${column} ${count}`);
      say(`data key ${id}${isNewest ? ' (newest)' : ''}, under master key “${master}”: ${what.join(', ')}`);
    }
    sayWhatMayGo(status);
  }
}

@Command({
  name: 'secrets',
  description: 'The keys that protect what is stored.',
  subCommands: [RotateSecretsCommand, SecretsStatusCommand],
})
export class SecretsCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

function sayWhatMayGo({
  needed,
  droppable,
}: {
  readonly needed: readonly string[];
  readonly droppable: readonly string[];
}): void {
  say(`Needed of MASTER_KEYS: ${needed.join(', ')}.`);
  if (droppable.length > 0) say(`You may drop: ${droppable.join(', ')}.`);
}

import { Command, CommandRunner, SubCommand } from 'nest-commander';

import { say } from './say';

@SubCommand({
  name: 'rotate',
  description: 'Wraps the data keys by the first of MASTER_KEYS; after that the others may go.',
})
export class RotateSecretsCommand extends CommandRunner {
  async run(): Promise<void> {
    const { rotateSecrets } = await import('./operations');
    const count = await rotateSecrets();
    say(`${count === 1 ? '1 data key is' : `${count} data keys are`} wrapped by the first of MASTER_KEYS.`);
  }
}

@Command({
  name: 'secrets',
  description: 'The keys that protect what is stored.',
  subCommands: [RotateSecretsCommand],
})
export class SecretsCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}

import { Command, CommandRunner, SubCommand } from 'nest-commander';

import { say, withFeatures } from './with-features';

@SubCommand({
  name: 'rotate',
  description: 'Wraps the data keys by the first of MASTER_KEYS; after that the others may go.',
})
export class RotateSecretsCommand extends CommandRunner {
  async run(): Promise<void> {
    const { Secrets } = await import('@cube/platform/secrets');
    const count = await withFeatures((app) => app.get(Secrets).rotate());
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

import { Invalid } from '@cube/platform/errors';
import { Command, CommandRunner } from 'nest-commander';

import { say } from './say';

@Command({
  name: 'create-superuser',
  arguments: '<discord-id>',
  description: 'Makes a person an owner by the id that Discord gave them.',
})
export class CreateSuperuserCommand extends CommandRunner {
  async run([discordId = '']: string[]): Promise<void> {
    if (!/^\d{5,20}$/.test(discordId)) {
      throw new Invalid(
        'A Discord id is a number: in Discord, switch on developer mode, right-click the person, “Copy User ID”.',
      );
    }
    const { createSuperuser } = await import('./operations');
    await createSuperuser(discordId);
    say(`${discordId} owns this installation from the next sign-in on.`);
  }
}

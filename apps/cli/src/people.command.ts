import { Invalid } from '@cube/platform/errors';
import { Command, CommandRunner, SubCommand } from 'nest-commander';

import { say } from './say';

const whom = '<email-or-id>';
const roleNames = ['OWNER', 'ADMIN', 'OPERATOR', 'VIEWER', 'MEMBER'] as const;
type RoleName = (typeof roleNames)[number];

@SubCommand({ name: 'list', description: 'Who is here, waits, was invited or turned away.' })
export class ListPeopleCommand extends CommandRunner {
  async run(): Promise<void> {
    const { listPeople } = await import('./operations');
    for (const { id, name, email, role, state } of await listPeople())
      say(`${id}  ${state.padEnd(10)} ${role.padEnd(8)} ${name}${email ? ` <${email}>` : ''}`);
  }
}

@SubCommand({
  name: 'invite',
  arguments: '<email> [role]',
  description: 'Invites somebody, and prints the link of the mail. MEMBER if no role is given.',
})
export class InviteCommand extends CommandRunner {
  async run([email = '', role = 'MEMBER']: string[]): Promise<void> {
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Invalid('This is no e-mail address.');
    const { invite } = await import('./operations');
    say(`They register at ${await invite(email.toLowerCase(), roleOf(role))}`);
  }
}

@SubCommand({
  name: 'approve',
  arguments: whom,
  description: 'Lets somebody in whose e-mail is verified, or who waits with a Discord identity.',
})
export class ApproveCommand extends CommandRunner {
  async run([who = '']: string[]): Promise<void> {
    const { approve } = await import('./operations');
    say(`${await approve(who)} can sign in.`);
  }
}

@SubCommand({
  name: 'set-role',
  arguments: '<email-or-id> <role>',
  description: 'Says what somebody is in the whole installation.',
})
export class SetRoleCommand extends CommandRunner {
  async run([who = '', role = '']: string[]): Promise<void> {
    const { setRole } = await import('./operations');
    const wanted = roleOf(role);
    say(`${await setRole(who, wanted)} is ${wanted}.`);
  }
}

@SubCommand({
  name: 'reset-password',
  arguments: whom,
  description: 'Prints a link at which somebody chooses a new password, for one hour.',
})
export class ResetPasswordCommand extends CommandRunner {
  async run([who = '']: string[]): Promise<void> {
    const { resetPassword } = await import('./operations');
    say(`They choose a new password at ${await resetPassword(who)}`);
  }
}

@SubCommand({
  name: 'disable-codes',
  arguments: whom,
  description: 'Switches off the one-time codes of somebody who lost them.',
})
export class DisableCodesCommand extends CommandRunner {
  async run([who = '']: string[]): Promise<void> {
    const { disableCodes } = await import('./operations');
    say(`${await disableCodes(who)} signs in without one-time codes.`);
  }
}

@Command({
  name: 'people',
  description: 'The people of this installation, for operators who are locked out.',
  subCommands: [
    ListPeopleCommand,
    InviteCommand,
    ApproveCommand,
    SetRoleCommand,
    ResetPasswordCommand,
    DisableCodesCommand,
  ],
})
export class PeopleCommand extends CommandRunner {
  async run(): Promise<void> {
    this.command.help();
  }
}

function roleOf(text: string): RoleName {
  const role = roleNames.find((each) => each === text.toUpperCase());
  if (!role) throw new Invalid(`There is no role “${text}”: ${roleNames.join(', ')}.`);
  return role;
}

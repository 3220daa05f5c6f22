import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';

import type { PersonRowFragment, Role } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { Confirm } from '../ui/confirm';
import { roleWords } from '../viewer/roles';
import { type Invitation, InviteDialog } from './invite';
import {
  ApprovePersonDocument,
  ReinstatePersonDocument,
  RejectPersonDocument,
  RemoveAccountDocument,
  SetRoleDocument,
  SuspendPersonDocument,
} from './people.generated';
import type { PersonDeed } from './person-words';

type Person = PersonRowFragment;

/** Whatever can be done to people, each with its question where it cannot be undone. */
@Injectable({ providedIn: 'root' })
export class PersonDeeds {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);

  /** Asks whom and as what; for somebody who is known already, only as what. */
  invite(known: Invitation = { email: '', role: 'MEMBER' }): void {
    this.dialog.open<InviteDialog, Invitation>(InviteDialog, {
      data: known,
      width: '520px',
      maxWidth: 'calc(100vw - 32px)',
      autoFocus: 'input, [role=radio], button',
    });
  }

  async do(deed: PersonDeed, person: Person): Promise<void> {
    switch (deed) {
      case 'invite':
        this.invite({ email: person.email ?? '', role: person.role });
        return;
      case 'approve':
        return this.approve(person);
      case 'reject':
        return this.reject(person);
      case 'suspend':
        return this.suspend(person);
      case 'reinstate':
        return this.reinstate(person);
      case 'remove':
        return this.remove(person);
    }
  }

  async setRole({ id: accountId, name }: Person, role: Role): Promise<void> {
    if (role === 'OWNER' || role === 'ADMIN') {
      const { word, means } = roleWords[role];
      const agreed = await this.confirm.ask({
        otherwise: 'Cancel',
        title: `Make ${name} ${word.toLowerCase()}?`,
        consequences: [means, 'It holds at once, on every page that they have open.'],
        deed: `Make ${name} ${word.toLowerCase()}`,
      });
      if (!agreed) return;
    }
    const word = roleWords[role].word.toLowerCase();
    await this.deeds.runAndTell(SetRoleDocument, { accountId, role }, `${name} is ${word} now.`);
  }

  private async approve({ id: accountId, name }: Person): Promise<void> {
    await this.deeds.runAndTell(ApprovePersonDocument, { accountId, role: null }, `${name} can sign in now.`);
  }

  private async reject({ id: accountId, name, state }: Person): Promise<void> {
    const agreed = await this.confirm.ask({
      otherwise: 'Cancel',
      title: state === 'INVITED' ? `Take the invitation of ${name} back?` : `Turn ${name} away?`,
      consequences: ['The links that they were sent stop working.', 'You can reinstate them later.'],
      deed: state === 'INVITED' ? 'Take it back' : `Turn ${name} away`,
    });
    if (agreed) await this.deeds.runAndTell(RejectPersonDocument, { accountId }, `${name} is turned away.`);
  }

  private async suspend({ id: accountId, name }: Person): Promise<void> {
    const agreed = await this.confirm.ask({
      otherwise: 'Cancel',
      title: `Suspend ${name}?`,
      consequences: [
        `${name} is signed out everywhere within a second, and their API keys stop working.`,
        'Nothing of theirs is deleted. Reinstate them to let them back.',
      ],
      deed: `Suspend ${name}`,
    });
    if (agreed) await this.deeds.runAndTell(SuspendPersonDocument, { accountId }, `${name} is suspended.`);
  }

  private async reinstate({ id: accountId, name }: Person): Promise<void> {
    await this.deeds.runAndTell(ReinstatePersonDocument, { accountId }, `${name} is reinstated.`);
  }

  private async remove({ id: accountId, name }: Person): Promise<void> {
    const agreed = await this.confirm.ask({
      otherwise: 'Cancel',
      title: `Remove ${name} for good?`,
      consequences: [
        'Their account, their API keys and their memberships are deleted.',
        'What they did stays in the log, under their name.',
      ],
      deed: `Remove ${name}`,
      name,
    });
    if (!agreed) return;
    const data = await this.deeds.runAndTell(RemoveAccountDocument, { accountId }, `${name} was removed.`);
    if (data) this.deeds.forget('Account', accountId);
  }
}

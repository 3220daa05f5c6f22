import { Conflict } from '@cube/platform/errors';
import { registerEnumType } from '@nestjs/graphql';

/** How far somebody has come on their way in. */
export enum AccountState {
  WAITING = 'WAITING',
  INVITED = 'INVITED',
  REGISTERED = 'REGISTERED',
  VERIFIED = 'VERIFIED',
  APPROVED = 'APPROVED',
  REJECTED = 'REJECTED',
  SUSPENDED = 'SUSPENDED',
}
registerEnumType(AccountState, {
  name: 'AccountState',
  description: 'How far somebody has come on their way in. Only who is APPROVED can sign in.',
  valuesMap: {
    WAITING: { description: 'On the waiting list.' },
    INVITED: { description: 'Was sent an invitation, which has not been used yet.' },
    REGISTERED: { description: 'Has a password; the e-mail is not verified yet.' },
    VERIFIED: { description: 'Has a verified e-mail, and waits for somebody to approve them.' },
    APPROVED: { description: 'Can sign in.' },
    REJECTED: { description: 'Was turned away.' },
    SUSPENDED: { description: 'Could sign in once, and cannot until somebody reinstates them.' },
  },
});

/** What can be done to an account on its way, and in which states. */
const from = {
  invite: [AccountState.WAITING, AccountState.INVITED, AccountState.REJECTED],
  register: [AccountState.INVITED],
  approve: [AccountState.VERIFIED, AccountState.WAITING],
  reject: [AccountState.WAITING, AccountState.INVITED, AccountState.REGISTERED, AccountState.VERIFIED],
  suspend: [AccountState.APPROVED],
  reinstate: [AccountState.SUSPENDED, AccountState.REJECTED],
} as const satisfies Record<string, readonly AccountState[]>;

export type Deed = keyof typeof from;

const sentenceOf: Readonly<Record<AccountState, string>> = {
  WAITING: 'They are on the waiting list: invite them.',
  INVITED: 'They are invited and have not registered yet.',
  REGISTERED: 'They have not verified their e-mail yet.',
  VERIFIED: 'They wait to be approved.',
  APPROVED: 'They can sign in already.',
  REJECTED: 'They were turned away: reinstate them first.',
  SUSPENDED: 'They are suspended: reinstate them instead.',
};

/** Throws, with what could be done instead, when the deed does not fit the state. */
export function refuseUnless(deed: Deed, state: AccountState): void {
  const allowed: readonly AccountState[] = from[deed];
  if (!allowed.includes(state)) throw new Conflict(sentenceOf[state]);
}

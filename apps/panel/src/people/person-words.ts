import type { AccountState, PersonRowFragment } from '../graphql.generated';

interface Face {
  readonly word: string;
  readonly shape: string;
  readonly tone: 'good' | 'busy' | 'bad' | 'idle';
  /** What happens next, for the row. */
  readonly next: string;
}

export const stateFaces = {
  WAITING: { word: 'Waits', shape: '◐', tone: 'busy', next: 'on the waiting list' },
  INVITED: { word: 'Invited', shape: '◐', tone: 'busy', next: 'has not opened the invitation yet' },
  REGISTERED: { word: 'Registered', shape: '◐', tone: 'busy', next: 'has not verified the e-mail yet' },
  VERIFIED: { word: 'To approve', shape: '◐', tone: 'busy', next: 'waits for somebody to approve them' },
  APPROVED: { word: 'Is in', shape: '●', tone: 'good', next: 'can sign in' },
  REJECTED: { word: 'Turned away', shape: '○', tone: 'idle', next: 'was turned away' },
  SUSPENDED: { word: 'Suspended', shape: '▲', tone: 'bad', next: 'cannot sign in' },
} as const satisfies Record<AccountState, Face>;

export const states = [
  'APPROVED',
  'VERIFIED',
  'REGISTERED',
  'INVITED',
  'WAITING',
  'SUSPENDED',
  'REJECTED',
] as const satisfies readonly AccountState[];

export type PersonDeed = 'invite' | 'approve' | 'reject' | 'suspend' | 'reinstate' | 'remove';

/** What can be done to somebody, the likeliest first; the server holds the same table. */
export function deedsFor({ state, discordId }: PersonRowFragment): readonly PersonDeed[] {
  switch (state) {
    case 'WAITING':
      return discordId ? ['approve', 'reject'] : ['invite', 'reject'];
    case 'INVITED':
      return ['invite', 'reject'];
    case 'REGISTERED':
      return ['reject'];
    case 'VERIFIED':
      return ['approve', 'reject'];
    case 'APPROVED':
      return ['suspend'];
    case 'SUSPENDED':
      return ['reinstate', 'remove'];
    case 'REJECTED':
      return ['reinstate', 'remove'];
  }
}

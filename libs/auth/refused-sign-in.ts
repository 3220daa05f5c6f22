import type { NewEvent } from '@cube/realtime/event-log/events';

/** The event of a sign-in that was refused. `why` is a few words of ours, never what somebody typed. */
export const refusedSignIn = (
  by: 'password' | 'discord',
  why: string,
  address: string,
  accountId: string | null = null,
): NewEvent<'sign_in.failed'> => ({
  kind: 'sign_in.failed',
  topic: accountId,
  subject: accountId === null ? null : { kind: 'account', id: accountId },
  data: {
    accountId,
    by,
    why,
    address,
    what: `A sign-in with ${by === 'discord' ? 'Discord' : 'a password'} from ${address} was refused: ${why}.`,
  },
});

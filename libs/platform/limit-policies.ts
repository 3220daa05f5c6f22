interface Policy {
  /** Of one key in so many seconds; LIMITS changes it. */
  readonly points: number;
  readonly seconds: number;
  /** Counted in Redis before the answer, so that it is exact over all processes: for what is rare and worth guessing. */
  readonly exact?: true;
  /** A door with it counts whoever is signed in, and not their address. */
  readonly ofPeople?: true;
  /** What the caller is told. */
  readonly sentence: string;
}

/** Every limit on how often something may be done. Ordinary use of the panel comes near none of them. */
export const policies = {
  address: { points: 6000, seconds: 60, sentence: 'Too many requests come from your address.' },
  stranger: {
    points: 600,
    seconds: 60,
    sentence: 'Too many requests without a session come from your address.',
  },
  graphql: {
    points: 300_000,
    seconds: 60,
    sentence: 'Your requests have cost too much: extensions.cost says how much each does.',
  },
  rest: { points: 1200, seconds: 60, sentence: 'You have sent too many requests.' },
  /** What keys have spent; how much each may is the key's own budget. */
  budget: {
    points: 2_000_000_000,
    seconds: 3600,
    sentence: 'The budget of this API key is used up for this hour.',
  },
  export: {
    points: 20,
    seconds: 600,
    exact: true,
    sentence: 'You have exported the log often enough for now.',
  },
  /** Kilobytes of files that are read as bots: to read the densest hundred of them takes seconds, and nothing else runs meanwhile. */
  import: {
    points: 2000,
    seconds: 600,
    exact: true,
    sentence: 'You have had enough files of bots read for now.',
  },
  /** Questions that Discord is asked at once for somebody: it shuts out an address that asks too often, with all its bots. */
  discord: {
    points: 600,
    seconds: 60,
    ofPeople: true,
    sentence: 'You have had Discord asked often enough for now.',
  },
  'sign-in': { points: 60, seconds: 300, exact: true, sentence: 'Too many sign-ins come from your address.' },
  /** Of one e-mail from one address: whoever tries from elsewhere does not shut its owner out. */
  account: { points: 10, seconds: 900, exact: true, sentence: 'Too many wrong attempts.' },
  /** Of one e-mail from everywhere. */
  'account-anywhere': {
    points: 100,
    seconds: 900,
    exact: true,
    sentence: 'Too many attempts with this e-mail.',
  },
} as const satisfies Record<string, Policy>;
/** Every limit on how much of something there may be at the same time, in one api process. */
export const quotas = {
  /** WebSockets of an address that have not said yet who they are. */
  'unknown-sockets': 50,
  /** WebSockets of a person or key. */
  sockets: 30,
  /** Subscriptions of a person or key, on all their WebSockets. */
  subscriptions: 300,
} as const;
export type QuotaName = keyof typeof quotas;

export type LimitName = keyof typeof policies;
export const limitNames = Object.keys(policies) as readonly LimitName[];
/** Whatever LIMITS can change. */
export const changeable: readonly string[] = [...limitNames, ...Object.keys(quotas)];

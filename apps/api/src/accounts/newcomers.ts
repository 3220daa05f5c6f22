import { until } from '@cube/platform/testing';

import { TestApi } from '../testing';
import manifest from '../trusted-documents.generated.json';

/** A house whose limits leave room for what one spec does in a minute from one address. */
export async function roomyHouse(settings: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const house = await TestApi.start(undefined, {
    LIMITS: 'sign-in:100000,stranger:100000,account:100000,account-anywhere:100000',
    ...settings,
  });
  await house.trial.control.createUser({ name: 'linus' });
  return house;
}

/** Runs a document of the panel that strangers may run, as one. */
export function asStranger(house: TestApi, name: string, variables: object = {}) {
  const found = Object.values(manifest).find((each) => each.name === name);
  if (!found) throw new Error(`The panel has no document ${name}.`);
  return house.ask(found.text, variables);
}

const person = '{ id name email role state emailVerifiedAt }';
const byAccount = (name: string) => `mutation ($accountId: ID!) { ${name}(accountId: $accountId) ${person} }`;

/** What those who may manage people do. */
export const deeds = {
  people: `query ($state: AccountState, $search: String, $first: Int, $after: String) {
    people(state: $state, search: $search, first: $first, after: $after) {
      totalCount nodes ${person} pageInfo { hasNextPage endCursor } } }`,
  invite: `mutation ($email: String!, $role: Role!) { invite(email: $email, role: $role) ${person} }`,
  approve: `mutation ($accountId: ID!, $role: Role) { approve(accountId: $accountId, role: $role) ${person} }`,
  reject: byAccount('reject'),
  suspend: byAccount('suspend'),
  reinstate: byAccount('reinstate'),
  removeAccount: 'mutation ($accountId: ID!) { removeAccount(accountId: $accountId) }',
  setSignUpPolicy: 'mutation ($policy: SignUpPolicy!) { setSignUpPolicy(policy: $policy) { signUpPolicy } }',
  me: `{ me { id name email newEmail emailVerifiedAt role state discordId hasPassword hasTotp recoveryCodesLeft } }`,
} as const;

export interface Letter {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly links: readonly string[];
}

/** The mails to somebody in the development mailbox, newest first. */
export async function lettersTo(house: TestApi, email: string): Promise<readonly Letter[]> {
  const { data } = await asStranger(house, 'Mailbox');
  const letters: readonly Letter[] = Object(data?.['mailbox']).nodes;
  return letters.filter(({ recipient }) => recipient === email);
}

type Page = '/register' | '/verify-email' | '/reset-password';

/** The token in the newest link to somebody that leads to a page. */
export async function tokenFor(house: TestApi, email: string, page: Page): Promise<string> {
  const letters = await lettersTo(house, email);
  const link = letters.flatMap(({ links }) => links).find((each) => each.includes(`${page}#token=`));
  return link?.split('#token=')[1] ?? '';
}

/** What `POST /auth/sign-in` answers. */
export async function knock(house: TestApi, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${house.url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const [setCookie = ''] = response.headers.getSetCookie();
  const answer: unknown = await response.json();
  return { status: response.status, body: answer, cookie: setCookie.split(';')[0] ?? '', setCookie };
}

export const password = 'correct horse battery staple';

/** Invites somebody; returns their id. */
export async function invite(house: TestApi, owner: string, email: string, role = 'MEMBER') {
  const { data, errors } = await house.ask(deeds.invite, { email, role }, owner);
  if (errors) throw new Error(errors[0]?.message);
  return String(Object(data?.['invite']).id);
}

export const register = (house: TestApi, email: string, token?: string, secret = password) =>
  asStranger(house, 'Register', {
    input: { ...(token !== undefined && { token }), email, name: email.split('@')[0], password: secret },
  });

export const verify = async (house: TestApi, email: string) =>
  asStranger(house, 'VerifyEmail', { token: await tokenFor(house, email, '/verify-email') });

/** Brings somebody in the whole way: invited, registered, verified and approved; with the cookie of their session. */
export async function bringIn(house: TestApi, owner: string, email: string, role = 'MEMBER') {
  const id = await invite(house, owner, email, role);
  await register(house, email, await tokenFor(house, email, '/register'));
  await verify(house, email);
  await house.ask(deeds.approve, { accountId: id }, owner);
  const { cookie } = await knock(house, { email, password });
  return { id, email, cookie };
}

/** The deeds of the audit about one account, oldest first, with who did them. */
export async function auditOf(house: TestApi, accountId: string) {
  const rows: { deed: string; by: string }[] = await house.test.database.query(
    `select data->>'deed' as deed, data->>'actorName' as by from event_log
     where kind = 'audit.recorded' and subject_id = $1 order by seq`,
    [accountId],
  );
  return rows;
}

/** Waits until a cookie opens nothing any more: that a session has ended comes to each api by the log. */
export const untilOut = (house: TestApi, cookie: string): Promise<void> =>
  until(
    async () => (await house.ask(deeds.me, {}, cookie)).errors?.[0]?.extensions.code === 'UNAUTHENTICATED',
  );

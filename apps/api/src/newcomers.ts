import type { TestApi } from './testing';
import manifest from './trusted-documents.generated.json';

const textOf = (name: string): string => {
  const found = Object.values(manifest).find((each) => each.name === name);
  if (!found) throw new Error(`The panel has no document ${name}.`);
  return found.text;
};

/** Runs a document of the panel, as somebody who is not signed in unless a cookie says otherwise. */
export const run = (house: TestApi, name: string, variables: object = {}, cookie = '') =>
  house.ask(textOf(name), variables, cookie);

export interface Letter {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
  readonly links: readonly string[];
}

/** The mails to somebody in the development mailbox, newest first. */
export async function lettersTo(house: TestApi, email: string): Promise<readonly Letter[]> {
  const { data } = await run(house, 'Mailbox');
  const letters: readonly Letter[] = Object(data?.['mailbox']).nodes;
  return letters.filter(({ recipient }) => recipient === email);
}

/** The token in the newest link to somebody that leads to a page, such as `/register`. */
export async function tokenFor(house: TestApi, email: string, page: string): Promise<string> {
  const letters = await lettersTo(house, email);
  const link = letters.flatMap(({ links }) => links).find((each) => each.startsWith(`${house.url}${page}#`));
  return link?.split('#token=')[1] ?? '';
}

/** What `POST /auth/sign-in` answers. */
export async function knock(
  house: TestApi,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: unknown; readonly cookie: string }> {
  const response = await fetch(`${house.url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const [cookie = ''] = response.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  return { status: response.status, body: await response.json(), cookie };
}

export const password = 'correct horse battery staple';

/** Brings somebody in the whole way: invited, registered, verified and approved; with the cookie of their session. */
export async function bringIn(house: TestApi, owner: string, email: string, role = 'MEMBER') {
  const invited = await run(house, 'Invite', { email, role }, owner);
  const id = String(Object(invited.data?.['invite']).id);
  const token = await tokenFor(house, email, '/register');
  await run(house, 'Register', { input: { token, email, name: nameOf(email), password } });
  await run(house, 'VerifyEmail', { token: await tokenFor(house, email, '/verify-email') });
  await run(house, 'Approve', { accountId: id }, owner);
  return { id, cookie: (await knock(house, { email, password })).cookie };
}

const nameOf = (email: string) => email.split('@')[0] ?? '';

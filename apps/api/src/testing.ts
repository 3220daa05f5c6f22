import { freePort, type TestDatabase, testDatabase } from '@cube/platform/testing';
import { Trial } from '@cube/simulator/trial';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';

import { type RunningApi, startApi } from './start-api';

const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.looseObject({ code: z.string() }),
      }),
    )
    .optional(),
});
export type Answer = z.infer<typeof answer>;

/** A running api on a database of its own, beside a simulator whose people can sign in. */
export class TestApi {
  private constructor(
    readonly api: RunningApi,
    readonly url: string,
    readonly trial: Trial,
    readonly test: TestDatabase,
  ) {}

  static async start(panel?: string, settings: Readonly<Record<string, string>> = {}): Promise<TestApi> {
    const trial = await Trial.start();
    const url = `http://127.0.0.1:${await freePort()}`;
    const application = await trial.control.createApplication({
      name: 'Social Cube',
      redirectUris: [`${url}/auth/discord/callback`],
    });
    const test = await testDatabase([], {
      PORT: new URL(url).port,
      SIMULATOR_URL: trial.simulator.url,
      DISCORD_CLIENT_ID: application.id,
      DISCORD_CLIENT_SECRET: application.clientSecret,
      ...settings,
    });
    return new TestApi(await startApi(test.config, panel), url, trial, test);
  }

  async end(): Promise<void> {
    await this.api.close();
    await this.test.drop();
    await this.trial.end();
  }

  /** Another api on the same database and of the same address, at a port of its own, as a second process behind a proxy is. */
  async beside(): Promise<{ readonly api: RunningApi; readonly port: number }> {
    const { config } = this.test;
    const port = await freePort();
    const own = Object.assign(Object.create(Object.getPrototypeOf(config)), config, { port });
    return { api: await startApi(own), port };
  }

  /** Goes the whole way of a sign-in and answers where it ended, with the session's cookie if there is one. */
  async signIn(
    name: string,
    decision: 'authorize' | 'deny' = 'authorize',
    returnTo = '/',
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly path: string; readonly cookie: string }> {
    const leaving = await this.leave(returnTo, headers);
    const callback = await this.decide(leaving.authorize, name, decision);
    return this.arrive(callback, { ...headers, cookie: leaving.cookie });
  }

  /** The first step: the page of Discord to which the browser is sent, and the cookie that it gets. */
  async leave(returnTo = '/', headers: Readonly<Record<string, string>> = {}) {
    const leaving = await fetch(`${this.url}/auth/discord?${new URLSearchParams({ returnTo }).toString()}`, {
      redirect: 'manual',
      headers,
    });
    return {
      status: leaving.status,
      authorize: leaving.headers.get('location') ?? '',
      cookie: cookiesOf(leaving),
    };
  }

  /** The second step, at Discord: the address of ours to which the browser comes back. */
  async decide(
    authorize: string,
    name: string,
    decision: 'authorize' | 'deny' = 'authorize',
  ): Promise<string> {
    const { users } = await this.trial.control.state();
    const user = users.find((each) => each.name === name)?.id ?? '';
    const { origin, pathname, searchParams } = new URL(authorize);
    const pressed = await fetch(`${origin}${pathname}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin },
      body: new URLSearchParams({ ...Object.fromEntries(searchParams), user, decision }),
    });
    return pressed.headers.get('location') ?? '';
  }

  /** The last step. */
  async arrive(callback: string, headers: Readonly<Record<string, string>>) {
    const back = await fetch(callback, { redirect: 'manual', headers });
    return {
      status: back.status,
      path: back.headers.get('location') ?? '',
      cookie: cookiesOf(back),
      setCookies: back.headers.getSetCookie(),
    };
  }

  /** Sends one document as whoever the cookie belongs to. */
  async ask(query: string, variables: object = {}, cookie = ''): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ query, variables }),
    });
    return answer.parse(await response.json());
  }

  /** Sends one document with an API key or an access token; a cookie beside it is for those who want to see it ignored. */
  async askWithKey(key: string, query: string, variables: object = {}, cookie = ''): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, cookie },
      body: JSON.stringify({ query, variables }),
    });
    return answer.parse(await response.json());
  }

  /** A graphql-ws client with the cookie of a session. */
  live(cookie: string, headers: Record<string, string> = {}): Client {
    return createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      retryAttempts: 0,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string | string[]) {
          super(address, protocols, { headers: { cookie, ...headers } });
        }
      },
    });
  }
}

/** Collects what a subscription brings. */
export function collect(client: Client, query: string, variables: Record<string, unknown> = {}) {
  const results: Answer[] = [];
  const problems: unknown[] = [];
  const stop = client.subscribe(
    { query, variables },
    {
      next: (result) => results.push(answer.parse(result)),
      error: (problem) => problems.push(problem),
      complete: () => undefined,
    },
  );
  return { results, problems, stop };
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .filter((cookie) => !cookie.endsWith('='))
    .join('; ');

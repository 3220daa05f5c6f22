import { MailTransport } from '@cube/mail/mail-transport';
import { Mails } from '@cube/mail/mails.service';
import { legible, TestMailServer } from '@cube/mail/testing';
import { Config, readConfig } from '@cube/platform/config';
import { freePort, until } from '@cube/platform/testing';

import { type Answer, collect, type TestApi } from '../testing';
import { asStranger, bringIn, deeds, invite, register, roomyHouse } from './newcomers';

const codeOf = ({ errors }: Answer) => errors?.[0]?.extensions.code;
const mails = `query ($state: MailState) { mails(state: $state) { totalCount nodes { id recipient subject state attempts lastError } } }`;

describe('mails of an installation with a mail server', () => {
  let house: TestApi;
  let post: TestMailServer;
  let ada = '';

  beforeAll(async () => {
    post = new TestMailServer(await freePort());
    house = await roomyHouse({ SMTP_URL: post.url });
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(async () => {
    await house.end();
    await post.stop();
  });

  /** What the worker does with what is due; nothing of it runs in an api. */
  const deliver = async () => {
    await house.test.database.query('update mail set due_at = now()');
    for (const id of await house.api.app.get(Mails).due()) await house.api.app.get(MailTransport).deliver(id);
  };

  it('[SA-12] [OM-02] [OM-03] [OM-04] invite and verify over a mail server that was dead at first', async () => {
    const email = 'grace@example.org';
    await invite(house, ada, email);
    await deliver();
    const { data } = await house.ask(mails, { state: 'QUEUED' }, ada);
    expect(data?.['mails']).toMatchObject({
      totalCount: 1,
      nodes: [{ recipient: email, attempts: 1, lastError: expect.stringContaining('ECONNREFUSED') }],
    });
    await post.start();
    await deliver();
    const tokenOf = (index: number) => /#token=([\w-]{43})/.exec(legible(post.to(email)[index]!))?.[1] ?? '';
    expect((await register(house, email, tokenOf(0))).data).toEqual({ register: true });
    await deliver();
    const verified = await asStranger(house, 'VerifyEmail', { token: tokenOf(1) });
    expect(verified.data).toEqual({ verifyEmail: 'VERIFIED' });
    await deliver();
    expect(post.to(email)).toHaveLength(2);
  });

  it('show no mailbox to anybody, and no body of a mail to those who may see that it was sent', async () => {
    expect(codeOf(await asStranger(house, 'Mailbox'))).toBe('NOT_FOUND');
    expect(codeOf(await house.ask('{ mailbox { nodes { text } } }', {}, ada))).toBe('NOT_FOUND');
    const { data } = await house.ask(mails, {}, ada);
    expect(JSON.stringify(data)).toContain('Your invitation to Social Cube');
    expect(JSON.stringify(data)).not.toContain('token');
  });

  it('tell those who follow what becomes of them, and are tried again when somebody says so', async () => {
    post.refusal = () => ({ code: 550, message: 'No such mailbox' });
    const client = house.live(ada);
    const followed = collect(client, 'subscription { mailChanged { change mail { recipient state } } }');
    await until(async () => {
      await invite(house, ada, 'nobody@example.org');
      return followed.results.length > 0;
    });
    await deliver();
    await until(() => JSON.stringify(followed.results).includes('FAILED'));
    await client.dispose();
    const failed = await house.ask(mails, { state: 'FAILED' }, ada);
    const [{ id, lastError }] = Object(failed.data?.['mails']).nodes;
    expect(lastError).toContain('No such mailbox');
    post.refusal = () => undefined;
    const retry = 'mutation ($id: ID!) { retryMail(id: $id) { state attempts } }';
    expect((await house.ask(retry, { id }, ada)).data).toEqual({
      retryMail: { state: 'QUEUED', attempts: 0 },
    });
    await deliver();
    expect(post.to('nobody@example.org').length).toBeGreaterThan(0);
    expect(codeOf(await house.ask(retry, { id }, ada))).toBe('CONFLICT');
  });
});

describe('the development mailbox', () => {
  it('is open to strangers on this machine only while no mail server is set and this is no production', async () => {
    const house = await roomyHouse();
    const ada = (await house.signIn('ada')).cookie;
    await bringIn(house, ada, 'grace@example.org');
    expect((await asStranger(house, 'Mailbox')).errors).toBeUndefined();
    // Strangers run that one document, and no other about mails.
    expect(codeOf(await house.ask('{ mailbox { nodes { text } } }'))).toBe('UNAUTHENTICATED');
    expect(codeOf(await house.ask(mails))).toBe('UNAUTHENTICATED');
    Object.defineProperty(house.api.app.get(Config), 'profile', { value: 'production' });
    expect(codeOf(await asStranger(house, 'Mailbox'))).toBe('NOT_FOUND');
    expect(codeOf(await house.ask('{ mailbox { nodes { text } } }', {}, ada))).toBe('NOT_FOUND');
    expect((await house.ask(deeds.me, {}, ada)).errors).toBeUndefined();
    await house.end();
  });

  it.each([
    [true, {}],
    [true, { PUBLIC_URL: 'http://localhost:3000' }],
    [false, { SMTP_URL: 'smtp://127.0.0.1:25' }],
    [false, { HOST: '0.0.0.0' }],
    [false, { HOST: '192.0.2.1' }],
    [false, { PUBLIC_URL: 'https://cube.example.org' }],
    [false, { PUBLIC_URL: 'http://127.0.0.1.example.org' }],
    [false, { CUBE_PROFILE: 'production', HOST: '127.0.0.1', PUBLIC_URL: 'https://localhost' }],
  ])('is %s there with %j', (isOpen, settings) => {
    const config = readConfig({
      CUBE_PROFILE: 'development',
      DATABASE_URL: 'postgres://cube:a-password-of-its-own@127.0.0.1/cube',
      REDIS_URL: 'redis://127.0.0.1',
      MASTER_KEYS: `k1:${Buffer.from('0123456789abcdef0123456789abcdeX').toString('base64')}`,
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'a-secret-of-its-own',
      ...settings,
    });
    expect(config.hasOpenMailbox).toBe(isOpen);
  });
});

import { MailState } from '@cube/mail/mail.entity';
import { mailQueue, Mails } from '@cube/mail/mails.service';
import { legible, TestMailServer } from '@cube/mail/testing';
import { Config } from '@cube/platform/config';
import { freePort, type TestDatabase, testDatabase, until } from '@cube/platform/testing';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';

import { type RunningWorker, startWorker } from './start-worker';

const link = 'http://127.0.0.1:3000/register#token=a-very-secret-token';

describe('mails', () => {
  let post: TestMailServer;
  let test: TestDatabase;
  let worker: RunningWorker;

  beforeAll(async () => {
    post = new TestMailServer(await freePort());
    await post.start();
    test = await testDatabase([], { SMTP_URL: post.url, MAIL_FROM: 'The Cube <cube@example.org>' });
    worker = await startWorker(test.config, () => undefined);
  });
  afterAll(async () => {
    await worker.close();
    await post.stop();
    await test.drop();
  });
  afterEach(() => {
    post.refusal = () => undefined;
  });

  /** Writes a mail into the outbox as a deed does, without telling the queue. */
  const write = async ({ app }: RunningWorker, to: string): Promise<string> => {
    const put = await app.get(Mails).writer();
    return app.get(EventLog).transact((manager, emit) =>
      put(manager, emit, {
        to,
        name: '<Ada> & co',
        subject: 'Grüße',
        says: ['Something happened.'],
        link: { words: 'Look', address: link },
      }),
    );
  };
  const rowOf = async (id: string) => {
    const [row] = await test.database.query('select * from mail where id = $1', [id]);
    return row;
  };
  const untilSent = (id: string) => until(async () => (await rowOf(id)).state === MailState.SENT);
  /** Time flies: what waits for its next attempt is due. */
  const hasten = (id: string) => test.database.query('update mail set due_at = now() where id = $1', [id]);

  it('[SA-12] leave the outbox as plain text and HTML, sealed up to then', async () => {
    await post.stop();
    const id = await write(worker, 'ada@example.org');
    const { body } = await rowOf(id);
    expect(body).toMatch(/^v1\./);
    expect(body).not.toContain('token');
    await post.start();
    await worker.app.get(Mails).dispatch([id]);
    await until(async () => {
      await hasten(id);
      return (await rowOf(id)).state === MailState.SENT;
    });
    const [mail, ...others] = post.to('ada@example.org');
    expect(others).toEqual([]);
    const text = legible(mail!);
    expect(mail).toMatchObject({ from: 'cube@example.org', to: ['ada@example.org'] });
    expect(text).toContain('From: The Cube <cube@example.org>');
    expect(text).toContain(`Message-ID: <${id}@127.0.0.1>`);
    expect(text).toMatch(/Content-Type: multipart\/alternative/);
    expect(text).toContain(`Look:\r\n${link}`);
    expect(text).toContain(`<a href="${link}">Look</a>`);
    expect(text).toContain('Hello &lt;Ada&gt; &amp; co,');
    expect(text).not.toMatch(/<img|https?:\/\/(?!127\.0\.0\.1)/);
  });

  it('[SA-12] are not sent of what never happened', async () => {
    const { app } = worker;
    const put = await app.get(Mails).writer();
    const undone = app.get(EventLog).transact(async (manager, emit) => {
      await put(manager, emit, { to: 'undone@example.org', name: '', subject: '', says: [] });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const after = await write(worker, 'after@example.org');
    await untilSent(after);
    expect(post.to('undone@example.org')).toEqual([]);
  });

  it('[SA-12] wait for a mail server that is dead for a while, and come exactly once', async () => {
    await post.stop();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await write(worker, `dead${n}@example.org`));
    await worker.app.get(Mails).dispatch(ids);
    await until(async () => {
      const rows = await Promise.all(ids.map(rowOf));
      return rows.every(({ attempts, last_error: error }) => attempts > 0 && error !== null);
    });
    const [first = ''] = ids;
    const row = await rowOf(first);
    expect(row).toMatchObject({ state: 'QUEUED', sent_at: null, held_until: null });
    expect(row.due_at.getTime()).toBeGreaterThan(row.created_at.getTime());
    await post.start();
    await until(async () => {
      for (const id of ids) await hasten(id);
      const rows = await Promise.all(ids.map(rowOf));
      return rows.every(({ state }) => state === MailState.SENT);
    });
    for (let n = 0; n < 5; n += 1) expect(post.to(`dead${n}@example.org`)).toHaveLength(1);
    expect(await rowOf(first)).toMatchObject({ last_error: null });
  });

  it('[SA-12] are tried again after a refusal for now, and given up after one for good', async () => {
    let asked = 0;
    post.refusal = (recipient) => {
      if (recipient === 'nobody@example.org') return { code: 550, message: 'No such mailbox' };
      if (recipient !== 'later@example.org' || (asked += 1) > 1) return undefined;
      return { code: 451, message: 'Come back later' };
    };
    const [later, never] = [
      await write(worker, 'later@example.org'),
      await write(worker, 'nobody@example.org'),
    ];
    await until(async () => (await rowOf(never)).state === MailState.FAILED);
    expect(await rowOf(never)).toMatchObject({
      attempts: 1,
      last_error: expect.stringContaining('No such mailbox'),
    });
    await until(async () => {
      if ((await rowOf(later)).attempts > 0) await hasten(later);
      return (await rowOf(later)).state === MailState.SENT;
    });
    expect(await rowOf(later)).toMatchObject({ attempts: 2 });
    expect(post.to('later@example.org')).toHaveLength(1);
    expect(post.to('nobody@example.org')).toEqual([]);
  });

  it('[SA-12] are found in the outbox when their job was lost with its Redis', async () => {
    const queue = worker.app.get<Queue>(getQueueToken(mailQueue));
    await queue.pause();
    const id = await write(worker, 'lost@example.org');
    expect(await worker.app.get(Mails).dispatch([id])).toBe(true);
    await queue.obliterate({ force: true });
    await queue.resume();
    await untilSent(id);
    expect(post.to('lost@example.org')).toHaveLength(1);
  });

  it('[SA-12] of a sender that died are sent by the next one', async () => {
    const mails = worker.app.get(Mails);
    const id = await write(worker, 'orphan@example.org');
    if (await mails.hold(id)) {
      expect(await mails.hold(id)).toBeNull();
      await test.database.query("update mail set held_until = now() - interval '1 s' where id = $1", [id]);
    }
    await untilSent(id);
    expect(post.to('orphan@example.org')).toHaveLength(1);
  });

  it('[SA-12] come once each from two workers at the same time', async () => {
    const second = await startWorker(test.config, () => undefined);
    const recipients = Array.from({ length: 20 }, (_, n) => `both${n}@example.org`);
    const ids = await Promise.all(recipients.map((to) => write(worker, to)));
    await Promise.all([worker, second, worker, second].map(({ app }) => app.get(Mails).dispatch(ids)));
    for (const id of ids) await untilSent(id);
    expect(recipients.map((to) => post.to(to).length)).toEqual(recipients.map(() => 1));
    await second.close();
  });

  it('[SA-12] are forgotten by us in production as soon as they are sent', async () => {
    expect((await rowOf(await sentMail('kept@example.org'))).body).toMatch(/^v1\./);
    const config = worker.app.get(Config);
    Object.defineProperty(config, 'profile', { value: 'production' });
    expect((await rowOf(await sentMail('wiped@example.org'))).body).toBeNull();
    Object.defineProperty(config, 'profile', { value: 'test' });
  });

  async function sentMail(to: string): Promise<string> {
    const id = await write(worker, to);
    await untilSent(id);
    return id;
  }
});

describe('mails where', () => {
  const withWorker = async (
    settings: Readonly<Record<string, string>>,
    work: (worker: RunningWorker, test: TestDatabase) => Promise<void>,
  ) => {
    const test = await testDatabase([], settings);
    const worker = await startWorker(test.config, () => undefined);
    await work(worker, test);
    await worker.close();
    await test.drop();
  };
  const write = async ({ app }: RunningWorker, to: string): Promise<string> => {
    const put = await app.get(Mails).writer();
    const letter = { to, name: '', subject: 'Hello', says: [] };
    return app.get(EventLog).transact((manager, emit) => put(manager, emit, letter));
  };

  it('[SA-12] Redis is away leave all the same', async () => {
    const post = new TestMailServer(await freePort());
    await post.start();
    const settings = { SMTP_URL: post.url, REDIS_URL: `redis://127.0.0.1:${await freePort()}` };
    await withWorker(settings, async (worker) => {
      await write(worker, 'slow@example.org');
      await until(() => post.to('slow@example.org').length === 1);
    });
    await post.stop();
  }, 60_000);

  it('[SA-21] the mail server refuses our password tell of it without the password', async () => {
    const post = new TestMailServer(await freePort(), { name: 'cube', password: 'hunter2-of-the-cube' });
    await post.start();
    await withWorker({ SMTP_URL: post.url }, async (worker, test) => {
      const id = await write(worker, 'ada@example.org');
      const rowOf = async () => (await test.database.query('select * from mail where id = $1', [id]))[0];
      await until(async () => (await rowOf()).last_error !== null);
      expect(await rowOf()).toMatchObject({ state: 'QUEUED', last_error: expect.stringContaining('535') });
      expect(JSON.stringify(await rowOf())).not.toContain('hunter2');
    });
    await post.stop();
  }, 60_000);
});

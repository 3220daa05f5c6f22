import { Config } from '@cube/platform/config';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { type TestDatabase, testDatabase, until } from '@cube/platform/testing';
import { type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';

import { ErrorReporter } from '../event-log/error-reporter';
import { EventLog } from '../event-log/event-log';
import { EventReader } from '../event-log/event-reader';
import { EventTail } from '../event-log/event-tail';
import { EventBus } from './event-bus';
import { type Heard, OnEvent } from './on-event';

@Injectable()
class Attentive {
  readonly heard: string[] = [];

  @OnEvent('bot.measured', 'message.received')
  take(event: Heard<'bot.measured' | 'message.received'>): void {
    this.heard.push(
      event.kind === 'bot.measured' ? `bot ${event.data.botId}` : `message ${event.data.field}`,
    );
  }
}

@Injectable()
class Clumsy {
  faults = 0;
  raised = 0;

  @OnEvent('bot.measured')
  throws(): void {
    this.faults += 1;
    throw new Error('thrown');
  }

  @OnEvent('bot.measured')
  async rejects(): Promise<void> {
    this.faults += 1;
    throw new Error('rejected');
  }

  @OnEvent('error.raised')
  failsAtErrors({ data }: Heard<'error.raised'>): void {
    this.raised += 1;
    throw new Error(`again: ${data.message}`);
  }
}

describe('[ND-12] [PS-16] the event bus', () => {
  let test: TestDatabase;
  const processes: INestApplicationContext[] = [];
  const start = async () => {
    @Module({
      imports: [DiscoveryModule],
      providers: [
        { provide: Config, useValue: test.config },
        { provide: DataSource, useValue: test.database },
        Logger,
        Hints,
        EventLog,
        EventReader,
        EventTail,
        ErrorReporter,
        EventBus,
        // The clumsy one comes first: whoever follows must not suffer for it.
        Clumsy,
        Attentive,
        { provide: 'another name', useExisting: Attentive },
      ],
    })
    class Process {}

    const running = await NestFactory.createApplicationContext(Process, {
      logger: false,
      abortOnError: false,
    });
    processes.push(running);
    return running;
  };
  const happen = (running: INestApplicationContext, botId: string) =>
    running
      .get(EventLog)
      .transact((_, emit) =>
        emit({ kind: 'bot.measured', topic: botId, subject: null, data: { botId, latency: 1 } }),
      );

  beforeEach(async () => {
    test = await testDatabase();
  });
  afterEach(async () => {
    for (const running of processes.splice(0)) await running.close();
    await test.drop();
  });

  it('tells every process of an event of the log, once and in commit order', async () => {
    const [one, other] = [await start(), await start()];
    for (let index = 0; index < 20; index += 1) await happen(index % 2 ? one : other, `b${index}`);
    const expected = Array.from({ length: 20 }, (_, index) => `bot b${index}`);
    for (const each of [one, other]) {
      await until(() => each.get(Attentive).heard.length >= 20);
      expect(each.get(Attentive).heard).toEqual(expected);
    }
  });

  it('does not tell of what was rolled back', async () => {
    const running = await start();
    const failing = running.get(EventLog).transact(async (_, emit) => {
      await emit({ kind: 'bot.measured', topic: 'x', subject: null, data: { botId: 'x', latency: 1 } });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await happen(running, 'y');
    await until(() => running.get(Attentive).heard.length > 0);
    expect(running.get(Attentive).heard).toEqual(['bot y']);
  });

  it('[PS-17] tells of a message in its own process alone, at once', async () => {
    const [one, other] = [await start(), await start()];
    one
      .get(EventBus)
      .emit('message.received', { connectionId: 'c', accountId: 'a', name: 'ada', field: 'botChanged' });
    expect(one.get(Attentive).heard).toEqual(['message botChanged']);
    expect(other.get(Attentive).heard).toEqual([]);
  });

  it('lets a listener that throws disturb nobody, and reports it without going in circles', async () => {
    const running = await start();
    await happen(running, 'a');
    await happen(running, 'b');
    const { heard } = running.get(Attentive);
    await until(() => heard.length === 2);
    await until(() => running.get(Clumsy).raised === 4);
    expect(running.get(Clumsy).faults).toBe(4);
    const rows: { message: string }[] = await test.database.query(
      "select data ->> 'message' as message from event_log where kind = 'error.raised' order by seq",
    );
    expect(rows.map(({ message }) => message).sort()).toEqual(['rejected', 'rejected', 'thrown', 'thrown']);
  });

  it('hears nothing any more once its process has ended', async () => {
    const [one, other] = [await start(), await start()];
    const { heard } = one.get(Attentive);
    await one.close();
    processes.splice(processes.indexOf(one), 1);
    await happen(other, 'a');
    await until(() => other.get(Attentive).heard.length > 0);
    expect(heard).toEqual([]);
  });
});

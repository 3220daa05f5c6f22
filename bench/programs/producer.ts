/** Records facts as our worker does. */
import 'reflect-metadata';

import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

import { readConfig } from '@cube/platform/config';
import { databaseOptions } from '@cube/platform/database';
import { Logger } from '@cube/platform/logger';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { DataSource } from 'typeorm';

import { offer } from '../kit/commands';
import { aFact, botIdOf } from '../kit/facts';
import { atPace } from '../kit/pace';

const config = readConfig(process.env);
const database = await new DataSource(databaseOptions(config)).initialize();
const open = async () => {
  const log = new EventLog(config, database, new Logger(config));
  await log.onModuleInit();
  return log;
};
/** Facts of a burst that are recorded before the event loop has a turn. */
const step = 250;
let log = await open();
let made = 0;

function record(amount: number): void {
  for (let index = 0; index < amount; index += 1) log.record(aFact((made += 1)));
}

/** Waits until all of it is in PostgreSQL, by ending this log and opening another. */
async function store(): Promise<void> {
  await log.onApplicationShutdown();
}

offer({
  record(amount) {
    record(amount);
    return amount;
  },
  /** Records 200 a second, each of another bot: of the first, the second, … */
  recordOfEach(amount) {
    return atPace(amount, (index) => log.record(aFact((made += 1), botIdOf(index + 1))));
  },
  /** Records at 5,000 a second, in steps as short as the timer allows, and answers when all is stored. */
  async pace(amount) {
    const began = performance.now();
    for (let done = 0; done < amount;) {
      const due = Math.min(amount, Math.floor((performance.now() - began) * 5));
      record(due - done);
      done = due;
      await pause(2);
    }
    await store();
    log = await open();
    return amount;
  },
  /** Records as fast as it can while what it recorded is written, and answers with the milliseconds until all is stored. */
  async burst(amount) {
    const began = performance.now();
    for (let done = 0; done < amount; done += step) {
      record(Math.min(step, amount - done));
      await nextTurn();
    }
    await store();
    const took = performance.now() - began;
    log = await open();
    return took;
  },
});

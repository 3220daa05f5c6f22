/**
 * A program that records facts at a steady pace, as a worker does, and notes the id of each in a file as soon as the log has
 * taken it: how far it came is known, however it ends.
 */
import 'reflect-metadata';

import { openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { readConfig } from '@cube/platform/config';
import { databaseOptions } from '@cube/platform/database';
import { Logger } from '@cube/platform/logger';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { DataSource } from 'typeorm';

import { offer, setting } from '../kit/commands';
import { aFact } from '../kit/facts';

const config = readConfig(process.env);
const database = await new DataSource(databaseOptions(config)).initialize();
const log = new EventLog(config, database, new Logger(config));
await log.onModuleInit();
const notes = openSync(setting('BENCH_NOTES'), 'a');
let made = 0;
let isOver = false;

function record(): void {
  const id = log.record(aFact((made += 1)));
  // Written at once, and nothing leaves this process before: what is stored stands in the notes.
  writeSync(notes, `${id}\n`);
}

async function keepOn(perSecond: number): Promise<void> {
  const began = performance.now();
  for (let done = 0; !isOver;) {
    const due = Math.floor(((performance.now() - began) * perSecond) / 1000);
    for (; done < due; done += 1) record();
    await pause(2);
  }
}

offer({
  /** Records so many a second from now on. */
  begin(perSecond) {
    void keepOn(perSecond);
    return perSecond;
  },
  /** Records so many at once. */
  burst(amount) {
    for (let index = 0; index < amount; index += 1) record();
    return amount;
  },
  /** Stops, and answers when all is stored, with how many were dropped. */
  async finish() {
    isOver = true;
    while (log.state.waiting > 0 || log.state.spilledBytes > 0) await pause(10);
    await log.onApplicationShutdown();
    return log.state.droppedInAll;
  },
});

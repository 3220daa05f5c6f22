import type { RunnableBot } from '@cube/bots/bot-adapter';
import { Config } from '@cube/platform/config';
import { Hints } from '@cube/platform/hints';
import { Logger } from '@cube/platform/logger';
import { Secrets } from '@cube/platform/secrets';
import { testDatabase } from '@cube/platform/testing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { CommandTable } from '../command-table';
import { stepProviders } from '../steps/step-providers';
import { ChatRoom } from './chat-room';
import { adapterContract, type AdapterTrial } from './contract';
import { InProcessAdapter } from './in-process-adapter';

const guild = {
  id: '1',
  name: 'The room',
  icon: null,
  ownerId: null,
  memberCount: 1,
  channels: [],
  roles: [],
  features: [],
  self: null,
};

class RoomModule {}

/** Bots of a chat room, with the table of commands, the steps and the log on a real PostgreSQL. */
async function begin(): Promise<AdapterTrial> {
  const test = await testDatabase();
  const { database } = test;
  const providers = [
    { provide: Config, useValue: test.config },
    { provide: DataSource, useValue: database },
    Logger,
    Hints,
    EventLog,
    ErrorReporter,
    CommandTable,
    Secrets,
    ...stepProviders,
    ChatRoom,
    InProcessAdapter,
  ];
  const app = await NestFactory.createApplicationContext(
    { module: RoomModule, providers },
    { logger: false },
  );
  const room = app.get(ChatRoom);

  return {
    adapter: app.get(InProcessAdapter),
    async makeBot(name): Promise<RunnableBot> {
      const id = uuid();
      const applicationId = String(Date.now()) + String(Math.floor(Math.random() * 1000));
      await database.query(
        `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint,
           wanted, generation, observed, observed_generation)
         values ($1, 'simulator', $2, $2, $3, '', '', '', 'ONLINE', 1, 'OFFLINE', 1)`,
        [id, applicationId, name],
      );
      return { id, applicationId, generation: 1, token: room.register(applicationId, [guild]) };
    },
    async give(bot, name, { steps, enabled = true, throttles = [] }) {
      await database.query(
        `insert into command (id, bot_id, source, type, name, description, steps, enabled, throttles)
         values ($1, $2, 'CUSTOM', 'CHAT_INPUT', $3, 'A command.', $4, $5, $6)`,
        [uuid(), bot.id, name, JSON.stringify(steps), enabled, JSON.stringify(throttles)],
      );
    },
    commandsOf: async ({ applicationId }) => room.commandsOf(applicationId),
    async use({ applicationId }, name) {
      const said = await room.call(applicationId, name, 'ada', guild.id);
      return said && { text: said.text, isPrivate: said.isPrivate };
    },
    revoke: async ({ applicationId }) => room.expel(applicationId),
    remove: async ({ applicationId }) => room.removeFrom(applicationId, guild.id),
    facts: async ({ id }) => {
      const rows = await database.query(
        "select data from event_log where kind = 'command.executed' and topic = $1 order by seq",
        [id],
      );
      return rows.map(({ data }: { data: never }) => data);
    },
    async end() {
      await app.close();
      await test.drop();
    },
  };
}

adapterContract('a chat room in this process', begin);

/**
 * The peer of `fanout`: subscriptions as Nest's documentation has them, on ApolloDriver with graphql-ws and a PubSub in
 * memory. It looks up no session, writes no row and reads none: each of that would only cost it more.
 */
import 'reflect-metadata';

import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Args,
  Field,
  Float,
  GraphQLISODateTime,
  GraphQLModule,
  ID,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

import { offer, setting } from '../kit/commands';
import { aFact, botIdOf } from '../kit/facts';
import { atPace } from '../kit/pace';

/** The PubSub of graphql-subscriptions 3, method for method: an emitter, and an iterator with a queue for each subscriber. */
class PubSub<Payload> {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  publish(trigger: string, payload: Payload): void {
    this.emitter.emit(trigger, payload);
  }

  asyncIterableIterator(trigger: string): AsyncIterableIterator<Payload> {
    const { emitter } = this;
    const pulls: ((result: IteratorResult<Payload>) => void)[] = [];
    const pushed: Payload[] = [];
    let subscribed: Promise<void> | undefined;
    const push = async (payload: Payload) => {
      await subscribed;
      const pull = pulls.shift();
      if (pull) pull({ value: payload, done: false });
      else pushed.push(payload);
    };
    return {
      async next() {
        if (!subscribed) {
          emitter.on(trigger, push);
          await (subscribed = Promise.resolve());
        }
        return new Promise((resolve) => {
          const payload = pushed.shift();
          if (payload) resolve({ value: payload, done: false });
          else pulls.push(resolve);
        });
      },
      async return() {
        emitter.off(trigger, push);
        pulls.splice(0).forEach((pull) => pull({ value: undefined, done: true }));
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

enum LogKind {
  COMMAND_EXECUTED = 'command.executed',
}
registerEnumType(LogKind, { name: 'LogKind' });
enum LogLevel {
  INFO = 'INFO',
}
registerEnumType(LogLevel, { name: 'LogLevel' });
enum CommandOutcome {
  ANSWERED = 'ANSWERED',
}
registerEnumType(CommandOutcome, { name: 'CommandOutcome' });

@ObjectType()
class CommandExecution {
  @Field(() => String)
  command: string;
  @Field(() => String)
  userName: string;
  @Field(() => String, { nullable: true })
  guildName: string | null;
  @Field(() => String, { nullable: true })
  channelName: string | null;
  @Field(() => CommandOutcome)
  outcome: string;
  @Field(() => Float)
  duration: number;
}

@ObjectType()
class LogEntry {
  @Field(() => ID)
  id: string;
  @Field(() => LogKind)
  kind: string;
  @Field(() => LogLevel)
  level: string;
  @Field(() => GraphQLISODateTime)
  at: Date;
  @Field(() => String)
  summary: string;
  @Field(() => ID, { nullable: true })
  botId: string | null;
  @Field(() => CommandExecution, { nullable: true })
  execution: CommandExecution | null;
}

@ObjectType()
class LogEvent {
  @Field(() => String)
  cursor: string;
  @Field(() => LogEntry, { nullable: true })
  entry: LogEntry | null;
}

const pubSub = new PubSub<{ readonly logAdded: LogEvent }>();
const executions = new PubSub<{ readonly commandExecuted: LogEvent }>();

@Resolver(() => LogEvent)
class LogsResolver {
  @Query(() => String)
  version(): string {
    return '1';
  }

  @Subscription(() => LogEvent)
  logAdded(): AsyncIterableIterator<{ readonly logAdded: LogEvent }> {
    return pubSub.asyncIterableIterator('logAdded');
  }

  /** Selects as Nest's documentation has it: every subscriber's filter is asked about every event. */
  @Subscription(() => LogEvent, {
    filter: (
      { commandExecuted }: { readonly commandExecuted: LogEvent },
      { botId }: { readonly botId: string },
    ) => commandExecuted.entry?.botId === botId,
  })
  commandExecuted(
    @Args('botId', { type: () => ID }) _botId: string,
  ): AsyncIterableIterator<{ readonly commandExecuted: LogEvent }> {
    return executions.asyncIterableIterator('commandExecuted');
  }
}

@Controller('health')
class HealthController {
  @Get('ready')
  ready() {
    return { status: 'ok' };
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      playground: false,
      introspection: false,
      subscriptions: { 'graphql-ws': true },
    }),
  ],
  controllers: [HealthController],
  providers: [LogsResolver],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error'],
});
await app.listen(Number(setting('PORT')), '127.0.0.1');

offer({
  publish,
  /** Publishes 200 a second, each of another bot: of the first, the second, … */
  publishOfEach(amount) {
    return atPace(amount, (index) => {
      executions.publish('commandExecuted', { commandExecuted: eventOf(index, botIdOf(index + 1)) });
    });
  },
  /** Publishes 200 a second for so many milliseconds; answers with their number. */
  async pace(milliseconds) {
    const began = performance.now();
    let done = 0;
    for (;;) {
      const passed = performance.now() - began;
      if (passed > milliseconds) return done;
      for (const due = passed / 5; done < due; done += 1) publish(done);
      await pause(2);
    }
  },
});

function publish(amount: number): number {
  pubSub.publish('logAdded', { logAdded: eventOf(amount) });
  return amount;
}

function eventOf(index: number, botId?: string): LogEvent {
  const { data, topic } = aFact(index, botId);
  return {
    cursor: Buffer.from(`0123abcd:${index}`).toString('base64url'),
    entry: {
      id: '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee',
      kind: LogKind.COMMAND_EXECUTED,
      level: LogLevel.INFO,
      at: new Date(),
      summary: `${data.userName} ran /${data.command} in #general of Harbour, and got an answer.`,
      botId: topic,
      execution: data,
    },
  };
}

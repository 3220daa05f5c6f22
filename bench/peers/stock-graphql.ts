/**
 * The peer of the queries: Nest, Express, Apollo and TypeORM as their documentations put them together. Code-first schema, entities
 * with relations that `find` loads, counts as virtual columns (one query, no N+1), production settings. For `query-list` it knows no sessions
 * and keeps no request log: each of that would only cost it more. With BENCH_DUTIES it has a session, a limit and a log of its requests, as ours does.
 */
import 'reflect-metadata';

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Args,
  Field,
  GraphQLISODateTime,
  GraphQLModule,
  ID,
  Int,
  ObjectType,
  Parent,
  Query,
  registerEnumType,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express';
import { getRepositoryToken, InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { pino } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import {
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  MoreThan,
  PrimaryColumn,
  Repository,
  VirtualColumn,
} from 'typeorm';

import { setting } from '../kit/commands';

enum DiscordNetwork {
  DISCORD = 'discord',
  SIMULATOR = 'simulator',
}
registerEnumType(DiscordNetwork, { name: 'DiscordNetwork' });
enum BotWish {
  ONLINE = 'ONLINE',
  OFFLINE = 'OFFLINE',
}
registerEnumType(BotWish, { name: 'BotWish' });
enum BotStatus {
  OFFLINE = 'OFFLINE',
  STARTING = 'STARTING',
  ONLINE = 'ONLINE',
  STOPPING = 'STOPPING',
  FAILING = 'FAILING',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(BotStatus, { name: 'BotStatus' });

@Entity('account')
@ObjectType()
class Account {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;
  @Column('text')
  network: DiscordNetwork;
  @Column('bigint', { name: 'discord_id' })
  discordId: string;
  @Column('text')
  @Field(() => String)
  name: string;
  @Column('text', { nullable: true })
  avatar: string | null;
  @Column('text')
  @Field(() => String)
  role: string;
  @Column('timestamptz', { name: 'created_at' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
}

@Entity('bot')
@ObjectType()
class Bot {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;
  @Column('text')
  @Field(() => DiscordNetwork)
  network: DiscordNetwork;
  @Column('bigint', { name: 'application_id' })
  @Field(() => ID)
  applicationId: string;
  @Column('bigint', { name: 'user_id' })
  userId: string;
  @Column('text')
  @Field(() => String)
  name: string;
  @Column('text')
  @Field(() => String)
  description: string;
  @Column('text', { nullable: true })
  avatar: string | null;
  @ManyToOne(() => Account, { nullable: true })
  @JoinColumn({ name: 'owner_id' })
  @Field(() => Account, { nullable: true })
  owner: Account | null;
  @Column('text', { name: 'token_fingerprint' })
  @Field(() => String)
  tokenFingerprint: string;
  @Column('text')
  @Field(() => BotWish)
  wanted: BotWish;
  @Column('int')
  generation: number;
  @Column('text')
  @Field(() => BotStatus)
  observed: BotStatus;
  @Column('int', { name: 'observed_generation' })
  observedGeneration: number;
  @Column('text', { nullable: true })
  @Field(() => String, { nullable: true })
  reason: string | null;
  @Column('text', { name: 'reason_code', nullable: true })
  @Field(() => String, { nullable: true })
  reasonCode: string | null;
  @Column('timestamptz', { name: 'observed_at', nullable: true })
  @Field(() => GraphQLISODateTime, { nullable: true })
  observedAt: Date | null;
  @Column('uuid', { name: 'worker_id', nullable: true })
  workerId: string | null;
  @Column('int', { nullable: true })
  @Field(() => Int, { nullable: true })
  latency: number | null;
  @Column('timestamptz', { name: 'created_at' })
  @Field(() => GraphQLISODateTime)
  createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' })
  @Field(() => GraphQLISODateTime)
  updatedAt: Date;
  @VirtualColumn('int', { query: (bot) => `select count(*)::int from bot_guild where bot_id = ${bot}.id` })
  @Field(() => Int)
  guildCount: number;
  @VirtualColumn('int', { query: (bot) => `select count(*)::int from command where bot_id = ${bot}.id` })
  @Field(() => Int)
  commandCount: number;
}

@Entity('session')
class Session {
  @PrimaryColumn('uuid')
  id: string;
  @Column('text', { name: 'token_hash' })
  tokenHash: string;
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
  @ManyToOne(() => Account)
  @JoinColumn({ name: 'account_id' })
  account: Account;
}

@ObjectType()
class PageInfo {
  @Field(() => Boolean)
  hasNextPage: boolean;
  @Field(() => String, { nullable: true })
  endCursor: string | null;
}

@ObjectType()
class BotConnection {
  @Field(() => [Bot])
  nodes: Bot[];
  @Field(() => PageInfo)
  pageInfo: PageInfo;
  @Field(() => Int)
  totalCount: number;
}

@Injectable()
class Bots {
  constructor(@InjectRepository(Bot) private readonly rows: Repository<Bot>) {}

  get(id: string): Promise<Bot> {
    return this.rows.findOneOrFail({ where: { id }, relations: { owner: true } });
  }

  async list(first: number): Promise<BotConnection> {
    const [nodes, totalCount] = await this.rows.findAndCount({
      where: { network: DiscordNetwork.SIMULATOR },
      relations: { owner: true },
      order: { name: 'ASC', id: 'ASC' },
      take: first,
    });
    const last = nodes.at(-1);
    const endCursor = last ? Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') : null;
    return { nodes, totalCount, pageInfo: { hasNextPage: totalCount > nodes.length, endCursor } };
  }
}

@Resolver(() => Bot)
class BotsResolver {
  constructor(private readonly bots: Bots) {}

  @Query(() => BotConnection, { name: 'bots' })
  list(@Args('first', { type: () => Int }) first: number): Promise<BotConnection> {
    return this.bots.list(first);
  }

  @Query(() => Bot, { name: 'bot' })
  get(@Args('id', { type: () => ID }) id: string): Promise<Bot> {
    return this.bots.get(id);
  }

  @ResolveField(() => BotStatus)
  status(@Parent() { wanted, observed, generation, observedGeneration }: Bot): BotStatus {
    if (observed === BotStatus.UNKNOWN) return BotStatus.UNKNOWN;
    if (wanted === BotWish.OFFLINE)
      return observed === BotStatus.OFFLINE ? BotStatus.OFFLINE : BotStatus.STOPPING;
    return generation === observedGeneration && observed !== BotStatus.OFFLINE
      ? observed
      : BotStatus.STARTING;
  }

  @ResolveField(() => String, { nullable: true })
  avatarUrl(@Parent() { userId, avatar }: Bot): string | null {
    return avatar && `${setting('SIMULATOR_URL')}/cdn/avatars/${userId}/${avatar}.png?size=128`;
  }
}

@Controller('health')
class HealthController {
  @Get('ready')
  ready() {
    return { status: 'ok' };
  }
}

/** A session that is looked up in the database, a limit that is counted in memory, and a line of JSON for each request. */
function duties(sessions: Repository<Session>): Partial<ApolloDriverConfig> {
  const limiter = new RateLimiterMemory({ points: 1_000_000_000, duration: 60 });
  const log = pino();
  return {
    context: async ({ req: { headers } }: { req: IncomingMessage }) => {
      const began = performance.now();
      const token = /cube-session=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
      const tokenHash = createHash('sha256').update(token).digest('hex');
      const session = await sessions.findOne({
        where: { tokenHash, expiresAt: MoreThan(new Date()) },
        relations: { account: true },
      });
      if (!session) throw new Error('Sign in first.');
      await limiter.consume(session.account.id);
      return { account: session.account, began };
    },
    plugins: [
      {
        requestDidStart: async () => ({
          willSendResponse: async ({ contextValue: { account, began }, operationName, errors }) =>
            log.info({
              account: account?.id,
              operationName,
              failed: Boolean(errors),
              milliseconds: performance.now() - began,
            }),
        }),
      },
    ],
  };
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: setting('DATABASE_URL'), autoLoadEntities: true }),
    TypeOrmModule.forFeature([Account, Bot, Session]),
    GraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: ApolloDriver,
      imports: [TypeOrmModule.forFeature([Session])],
      inject: [getRepositoryToken(Session)],
      useFactory: (sessions: Repository<Session>) => ({
        autoSchemaFile: true,
        playground: false,
        introspection: false,
        ...(process.env['BENCH_DUTIES'] && duties(sessions)),
      }),
    }),
  ],
  controllers: [HealthController],
  providers: [Bots, BotsResolver],
})
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule, new ExpressAdapter(), {
  logger: ['error'],
});
await app.listen(Number(setting('PORT')), '127.0.0.1');

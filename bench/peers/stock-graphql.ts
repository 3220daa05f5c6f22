/**
 * The peer of `query-list`: Nest, Apollo and TypeORM as their documentations put them together. Code-first schema, entities
 * with relations that `find` loads, counts as virtual columns (one query, no N+1), production settings. It knows no sessions and keeps no
 * request log: each of that would only cost it more.
 */
import 'reflect-metadata';

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
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, Repository, VirtualColumn } from 'typeorm';

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

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: setting('DATABASE_URL'), autoLoadEntities: true }),
    TypeOrmModule.forFeature([Account, Bot]),
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      playground: false,
      introspection: false,
    }),
  ],
  controllers: [HealthController],
  providers: [Bots, BotsResolver],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error'],
});
await app.listen(Number(setting('PORT')), '127.0.0.1');

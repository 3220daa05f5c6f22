import { connectionOf } from '@cube/platform/connection';
import { Field, GraphQLISODateTime, ID, ObjectType } from '@nestjs/graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

import type { Change } from '../event-log/events';
import { ChangeEnum, LiveEvent } from '../live/live-event';

/** An open WebSocket, as a row: any api process can list them all. */
@Entity('connection')
@ObjectType({ description: 'One open WebSocket.' })
export class LiveConnection {
  @PrimaryColumn('uuid')
  @Field(() => ID)
  id: string;

  /** The api process that holds the socket. */
  @Column('uuid')
  processId: string;

  @Column('uuid')
  accountId: string;

  @Column('text')
  @Field(() => String)
  accountName: string;

  @Column('uuid')
  sessionId: string;

  @Column('text')
  @Field(() => String)
  address: string;

  @Column('text')
  @Field(() => String)
  userAgent: string;

  @Column('boolean', { default: false })
  isClosing: boolean;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  @Field(() => GraphQLISODateTime)
  openedAt: Date;

  /** The bot whose pages whoever is behind it looks at. */
  @Column('uuid', { nullable: true })
  botId: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true })
  presentSince: Date | null;
}

export const LiveConnectionConnection = connectionOf(LiveConnection);

@ObjectType()
export class LiveConnectionEvent extends LiveEvent {
  @Field(() => ChangeEnum, { nullable: true })
  change: Change | null;

  @Field(() => ID, { nullable: true })
  connectionId: string | null;

  @Field(() => LiveConnection, { nullable: true, description: 'Null once it is closed.' })
  connection: LiveConnection | null;
}

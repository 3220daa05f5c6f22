import { Field, GraphQLISODateTime, ObjectType } from '@nestjs/graphql';

import { LiveEvent } from '../live/live-event';

@ObjectType({ description: 'Somebody who has the pages of a bot open now, in however many windows.' })
export class Present {
  /** For resolvers only: the account, which not everybody may know. */
  accountId: string;

  /** The name that the account had when the socket was opened. */
  accountName: string;

  @Field(() => GraphQLISODateTime, { description: 'Since when, in the window that is open longest.' })
  since: Date;
}

@ObjectType({ description: 'Somebody came, or went.' })
export class PresenceEvent extends LiveEvent {
  botId: string | null;

  @Field(() => [Present], { nullable: true, description: 'Who is there now, all of them.' })
  present: Present[] | null;
}

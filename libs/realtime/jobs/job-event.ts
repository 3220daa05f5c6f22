import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import type { JobProgress } from '../event-log/events';
import { LiveEvent } from '../live/live-event';

export const JobKind = { GUILD_READING: 'GUILD_READING', MAIL: 'MAIL' } as const satisfies {
  [Kind in JobProgress['job']]: Kind;
};
registerEnumType(JobKind, { name: 'JobKind', description: 'What a worker does from a queue.' });

export const JobState = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  DONE: 'DONE',
  FAILED: 'FAILED',
} as const satisfies {
  [State in JobProgress['state']]: State;
};
registerEnumType(JobState, {
  name: 'JobState',
  valuesMap: {
    QUEUED: { description: 'Waits for a worker, for the first time or again.' },
    FAILED: { description: 'Nobody tries it again by themselves.' },
  },
});

@ObjectType({ description: 'How far a job is, as it was at that moment.' })
export class JobEvent extends LiveEvent {
  @Field(() => JobKind, { nullable: true })
  job: JobProgress['job'] | null;

  @Field(() => ID, { nullable: true, description: 'That of the bot whose servers are read, or of the mail.' })
  subjectId: string | null;

  @Field(() => ID, { nullable: true, description: 'Null for what belongs to no bot.' })
  botId: string | null;

  @Field(() => JobState, { nullable: true })
  state: JobProgress['state'] | null;

  @Field(() => Int, { nullable: true, description: 'Parts of it that are done.' })
  done: number | null;

  @Field(() => Int, { nullable: true, description: 'Parts in all, once that is known.' })
  total: number | null;

  @Field(() => String, { nullable: true, description: 'Why the last attempt did not work.' })
  problem: string | null;
}

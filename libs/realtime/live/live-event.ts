import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';

export const ChangeEnum = { ADDED: 'ADDED', UPDATED: 'UPDATED', REMOVED: 'REMOVED' } as const;
registerEnumType(ChangeEnum, { name: 'Change', description: 'What a thing went through.' });

@ObjectType({
  description: 'Events between your cursor and this one cannot be given any more: read the state again.',
})
export class Gap {
  @Field(() => String)
  reason: string;
}

/** What every event of a subscription carries. */
@ObjectType({ isAbstract: true })
export abstract class LiveEvent {
  @Field(() => String, { description: 'Pass it as after to go on behind this event.' })
  cursor: string;

  @Field(() => Gap, {
    nullable: true,
    description: 'When set, this is no event but a gap, and the other fields are null.',
  })
  gap: Gap | null;
}

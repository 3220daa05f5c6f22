import { createHash } from 'node:crypto';

import type { CommandDefinition } from '@cube/bots/bot-adapter';
import { diff, type FieldChange } from '@cube/discord-rules/commands/diff';
import { type CommandBody, fromDiscord } from '@cube/discord-rules/commands/discord-body';
import { JsonScalar } from '@cube/platform/json-scalar';
import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

import { typeOf } from '../command-definition';
import { CommandType } from '../command-kinds';

export enum PlanAction {
  CREATE = 'CREATE',
  UPDATE = 'UPDATE',
  DELETE = 'DELETE',
  UNCHANGED = 'UNCHANGED',
}
registerEnumType(PlanAction, { name: 'PlanAction', description: 'What a plan would do with a thing.' });

@ObjectType({ description: 'A field of a command that differs at Discord.' })
export class PlannedField implements FieldChange {
  @Field(() => String, { description: 'For example options.0.choices.3.name.' })
  path: string;

  @Field(() => JsonScalar, { nullable: true, description: 'As Discord has it.' })
  before: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'As it would be.' })
  after: unknown;
}

@ObjectType()
export class PlannedCommand {
  @Field(() => PlanAction)
  action: PlanAction;

  @Field(() => CommandType)
  type: CommandType;

  @Field(() => String)
  name: string;

  @Field(() => [PlannedField], { description: 'Of an update.' })
  fields: readonly PlannedField[];
}

@ObjectType({
  description: 'What a synchronisation of a bot’s commands would do at Discord, and what it costs.',
})
export class CommandPlan {
  @Field(() => String, {
    description: 'Pass it to applyCommandSync: it refuses when something has moved since.',
  })
  hash: string;

  @Field(() => [PlannedCommand])
  commands: readonly PlannedCommand[];

  @Field(() => Boolean, { description: 'True when Discord has everything as it stands here.' })
  isUpToDate: boolean;

  @Field(() => Int, { description: 'Calls of Discord’s API.' })
  calls: number;

  @Field(() => Int, { description: 'How many it takes of the 200 commands that a bot may create a day.' })
  creates: number;
}

const keyOf = (type: CommandType, name: string) => `${type} ${name}`;

/** Compares what Discord has with what it should have. An update of the whole list is one call, and none when all is there. */
export function planOf(there: readonly CommandBody[], wanted: readonly CommandDefinition[]): CommandPlan {
  const known = new Map(there.map((body) => [keyOf(typeOfBody(body), body.name), body]));
  const commands = [
    ...wanted.map((definition): PlannedCommand => {
      const type = typeOf(definition);
      const { name } = definition;
      const before = known.get(keyOf(type, name));
      known.delete(keyOf(type, name));
      if (!before) return { action: PlanAction.CREATE, type, name, fields: [] };
      const fields = changesOf(before, definition);
      return { action: fields.length > 0 ? PlanAction.UPDATE : PlanAction.UNCHANGED, type, name, fields };
    }),
    ...[...known.values()].map((body): PlannedCommand => ({
      action: PlanAction.DELETE,
      type: typeOfBody(body),
      name: body.name,
      fields: [],
    })),
  ];
  const isUpToDate = commands.every(({ action }) => action === PlanAction.UNCHANGED);
  return {
    hash: createHash('sha256')
      .update(JSON.stringify([there, wanted]))
      .digest('base64url'),
    commands,
    isUpToDate,
    calls: isUpToDate ? 0 : 1,
    creates: commands.filter(({ action }) => action === PlanAction.CREATE).length,
  };
}

function changesOf(before: CommandBody, after: CommandDefinition): readonly FieldChange[] {
  const there = fromDiscord(before);
  const wanted = fromDiscord(after as CommandBody);
  // What we have no words for somebody else made: our list replaces it.
  if (!there || !wanted) return [{ path: '', before, after }];
  return diff(there, wanted);
}

const types: Readonly<Record<number, CommandType>> = { 2: CommandType.USER, 3: CommandType.MESSAGE };
const typeOfBody = ({ type }: CommandBody): CommandType => types[type ?? 1] ?? CommandType.CHAT_INPUT;

import { PlanAction } from '@cube/commands/plans/command-plan';
import { JsonScalar } from '@cube/platform/json-scalar';
import type { Difference } from '@cube/versions/differences';
import { VersionKind } from '@cube/versions/version.entity';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { type BotFile, type FileCommand, nameOf } from './bot-file';
import { type BotNow, settingsIn } from './bot-now';
import { type Planned, planned } from './planned';
import { automations } from './planned-automations';

@ObjectType({ description: 'A field that applying a file would change.' })
export class PlannedChange implements Difference {
  @Field(() => String, { description: 'Where it is, for example description or steps.0.content.' })
  path: string;

  @Field(() => JsonScalar, { nullable: true, description: 'As it is; null also where there is nothing.' })
  before: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'As it would be.' })
  after: unknown;
}

@ObjectType({ description: 'What applying a file would do with one thing.' })
export class PlannedThing {
  @Field(() => PlanAction)
  action: PlanAction;

  @Field(() => VersionKind)
  kind: VersionKind;

  @Field(() => ID, { description: 'Unique within a plan.' })
  key: string;

  @Field(() => String, { description: 'What people call it, for example /hello.' })
  title: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Where it stands in the file, from 1 on; null for what the file does not name.',
  })
  line: number | null;

  @Field(() => [PlannedChange], { description: 'Field by field; empty for what stays as it is.' })
  changes: readonly PlannedChange[];
}

@ObjectType({ description: 'What applying a file to a bot would do.' })
export class BotPlan {
  @Field(() => String, {
    description: 'Pass it to applyBotImport: it refuses when the bot or the file is another by then.',
  })
  hash: string;

  @Field(() => Boolean, { description: 'True when the bot is as the file says.' })
  isUpToDate: boolean;

  @Field(() => [PlannedThing])
  things: readonly PlannedThing[];
}

/** Compares a bot with a file. What the file leaves out does not appear. */
export function compare(now: BotNow, file: BotFile): readonly Planned[] {
  return [
    ...(file.bot
      ? [planned({ ...ofBot, key: 'bot', title: file.bot.name, path: 'bot' }, now.bot, file.bot)]
      : []),
    ...(file.commands ? customs(now, file.commands) : []),
    ...(file.builtinsOff ? builtins(now, file.builtinsOff) : []),
    ...Object.entries(file.guilds ?? {}).map(([guildId, values]) => {
      const guild = now.guilds.get(guildId);
      const named = {
        key: `guild ${guildId}`,
        title: guild?.name ?? guildId,
        path: `guilds.${guildId}`,
        guildId,
      };
      return planned({ ...ofGuild, ...named }, guild?.values ?? {}, settingsIn(values));
    }),
    ...automations(now, file),
  ];
}

const ofBot = { kind: VersionKind.BOT } as const;
const ofCommand = { kind: VersionKind.COMMAND } as const;
const ofGuild = { kind: VersionKind.GUILD_SETTINGS } as const;

function customs(now: BotNow, commands: readonly FileCommand[]): readonly Planned[] {
  const names = new Set(commands.map(nameOf));
  const named = (command: Pick<FileCommand, 'type' | 'name'>) => ({
    ...ofCommand,
    key: `command ${nameOf(command)}`,
    title: titleOf(nameOf(command)),
  });
  return [
    ...commands.map((command, index) => {
      const known = now.commands.get(nameOf(command));
      const place = { ...named(command), path: `commands.${index}`, ...(known && { commandId: known.id }) };
      return { ...planned(place, known?.command ?? null, command), command };
    }),
    ...[...now.commands.values()]
      .filter(({ command }) => !names.has(nameOf(command)))
      .map(({ id, command }) => planned({ ...named(command), path: null, commandId: id }, command, null)),
  ];
}

const builtins = (now: BotNow, off: readonly string[]): readonly Planned[] =>
  [...now.builtins].map(([name, { id, enabled }]) =>
    planned(
      {
        ...ofCommand,
        key: `builtin ${name}`,
        title: titleOf(name),
        path: off.includes(name) ? `builtinsOff.${off.indexOf(name)}` : null,
        commandId: id,
      },
      { enabled },
      { enabled: !off.includes(name) },
    ),
  );

/** People write a slash command with its slash. */
export const titleOf = (name: string): string => (name.includes(' ') ? name : `/${name}`);

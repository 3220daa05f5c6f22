import type { Commands } from '@cube/commands/commands.service';
import type { SwitchableCommand } from '@cube/commands/gates/command-switches';
import { PlanAction } from '@cube/commands/plans/command-plan';
import type { Surroundings } from '@cube/discord-rules/steps/surroundings';
import type { RuleProblem } from '@cube/discord-rules/text';

import { problemsOfBond } from '../reaction-roles/bond';
import { problemsOfSchedule } from '../scheduled-messages/schedule';
import { readWish, type SettingsWish } from '../settings/guild-settings.service';
import type { Choosable } from '../settings/setting-checks';
import { type BotFile, type CommandName, type FileCommand, nameOf } from './bot-file';
import type { BotNow } from './bot-now';
import type { Planned } from './planned';

interface Compared {
  readonly now: BotNow;
  readonly file: BotFile;
  readonly things: readonly Planned[];
  /** What there is to choose from in the guilds that change. */
  readonly places: ReadonlyMap<string, Choosable>;
  readonly commands: Commands;
  readonly around: Surroundings;
}

/** What is wrong with a file for this bot, at the paths of the file. Of what stays as it is nothing is asked. */
export function problemsOf(compared: Compared): readonly RuleProblem[] {
  return [
    ...(compared.file.commands ?? []).flatMap((command, index) =>
      commandProblems(command, `commands.${index}`, compared),
    ),
    ...(compared.file.builtinsOff ?? []).flatMap((name, index) =>
      compared.now.builtins.has(name)
        ? []
        : problem(`builtinsOff.${index}`, 'There is no such built-in command: leave it out.'),
    ),
    ...Object.keys(compared.file.guilds ?? {}).flatMap((id) => guildProblems(id, `guilds.${id}`, compared)),
    ...(['reactionRoles', 'scheduledMessages'] as const).flatMap((part) =>
      Object.keys(compared.file[part] ?? {}).flatMap((id) => strangeGuild(id, `${part}.${id}`, compared)),
    ),
    ...compared.things.flatMap((thing) => automationProblems(thing, compared)),
  ];
}

const problem = (field: string, message: string): readonly RuleProblem[] => [{ field, message }];
const isChanged = ({ things }: Compared, path: string) =>
  things.some((thing) => thing.path === path && thing.action !== PlanAction.UNCHANGED);

function commandProblems(command: FileCommand, path: string, compared: Compared): readonly RuleProblem[] {
  if (!isChanged(compared, path)) return [];
  const isTaken = compared.now.builtins.has(nameOf(command));
  return [
    ...(isTaken ? problem(`${path}.name`, 'A built-in command has this name: choose another.') : []),
    ...compared.commands
      .problemsOf(command, compared.around)
      .map(({ field, message }) => ({ field: `${path}.${field}`, message })),
  ];
}

const strangeGuild = (id: string, path: string, { now }: Compared): readonly RuleProblem[] =>
  now.guilds.has(id)
    ? []
    : problem(path, 'The bot is not in this server: leave it out, or invite the bot first.');

function automationProblems(thing: Planned, { places }: Compared): readonly RuleProblem[] {
  const { path, action, guildId = '', bond, schedule } = thing;
  const there = places.get(guildId);
  if (path === null || action === PlanAction.UNCHANGED || !there) return [];
  return [
    ...(bond?.written ? problemsOfBond(bond.written, there) : []),
    ...(schedule?.written ? problemsOfSchedule(schedule.written, there) : []),
  ].map(({ field, message }) => ({ field: `${path}.${field}`, message }));
}

function guildProblems(id: string, path: string, compared: Compared): readonly RuleProblem[] {
  const strange = strangeGuild(id, path, compared);
  if (strange.length > 0) return strange;
  const there = compared.places.get(id);
  const thing = compared.things.find((each) => each.path === path);
  if (!there || !thing) return [];
  const names = namesOfAll(compared);
  return [
    ...readWish(wishOf(thing, []), there).problems.map(({ field, message }) => ({
      field: `${path}.${field}`,
      message,
    })),
    ...namesIn(compared.file.guilds?.[id]).flatMap((name, index) =>
      names.has(name)
        ? []
        : problem(`${path}.commandsOff.${index}`, `The bot has no command “${name}”: leave it out.`),
    ),
  ];
}

/** What the commands of the bot will be called. */
const namesOfAll = ({ now, file }: Compared): ReadonlySet<CommandName> =>
  new Set([...now.builtins.keys(), ...(file.commands?.map(nameOf) ?? now.commands.keys())]);

/** What a thing of a plan wants of the settings of its guild; commands by their ids. */
export function wishOf(
  thing: Planned,
  commands: readonly Pick<SwitchableCommand, 'id' | 'type' | 'name'>[],
): SettingsWish {
  const others = Object.fromEntries(
    Object.entries(thing.wanted ?? {}).filter(([key]) => key !== 'commandsOff'),
  );
  const ids = new Map(commands.map((command) => [nameOf(command), command.id]));
  const off = namesIn(thing.wanted).flatMap((name) => ids.get(name) ?? []);
  const isGone = ({ path }: { readonly path: string }) =>
    !path.includes('.') && !(path in (thing.wanted ?? {}));
  return {
    settings: { ...others, ...(off.length > 0 && { commandsOff: off }) },
    reset: thing.changes.filter(isGone).map(({ path }) => path),
  };
}

/** The commands that settings switch off. */
const namesIn = (settings: Readonly<Record<string, unknown>> | null | undefined): readonly CommandName[] => {
  const off = settings?.['commandsOff'];
  return Array.isArray(off) ? off.map(String) : [];
};

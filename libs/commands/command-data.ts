import { type CustomShape, doingProblems, shownProblems } from '@cube/discord-rules/commands/custom-command';
import type { Surroundings } from '@cube/discord-rules/steps/surroundings';
import type { RuleProblem } from '@cube/discord-rules/text';
import { z } from 'zod';

import { CommandType } from './command-kinds';
import type { StepBook } from './steps/step-book';

const texts = z.record(z.string().max(10), z.string().max(200).nullable()).nullable();
const bits = z.string().regex(/^\d{1,20}$/, 'A bit set in decimals, such as 32 for Manage Server.');
const ids = z.array(z.string().regex(/^\d{1,20}$/, 'Ids of Discord are numbers.')).max(100);
const words = z.array(z.string().max(40)).max(30).nullable();

const choice = z.strictObject({
  name: z.string().max(200),
  nameLocalizations: texts.optional(),
  value: z.union([z.string().max(200), z.number()]),
});

/** How an option is built; what Discord makes of it is `commandProblems`’ to say. */
const optionOf = (nested: z.ZodType) =>
  z.strictObject({
    type: z.string().max(40),
    name: z.string().max(200),
    nameLocalizations: texts.optional(),
    description: z.string().max(400),
    descriptionLocalizations: texts.optional(),
    required: z.boolean().nullish(),
    options: nested,
    choices: z.array(choice).max(100).nullish(),
    autocomplete: z.boolean().nullish(),
    minValue: z.number().nullish(),
    maxValue: z.number().nullish(),
    minLength: z.number().nullish(),
    maxLength: z.number().nullish(),
    channelTypes: words.optional(),
  });
const none = z.array(z.never()).nullish();
const options = z
  .array(
    optionOf(
      z
        .array(optionOf(z.array(optionOf(none)).max(100).nullish()))
        .max(100)
        .nullish(),
    ),
  )
  .max(100);

/** What Discord shows of a command beside its name and description. */
export const shapeData = z.strictObject({
  nameLocalizations: texts.optional(),
  descriptionLocalizations: texts.optional(),
  options: options.nullish(),
  defaultMemberPermissions: bits.nullish(),
  contexts: words.optional(),
  integrationTypes: words.optional(),
  nsfw: z.boolean().nullish(),
});
export type ShapeData = CustomShape;

export const audienceData = z.strictObject({
  roles: ids.optional(),
  channels: ids.optional(),
  members: ids.optional(),
  notRoles: ids.optional(),
  notChannels: ids.optional(),
  notMembers: ids.optional(),
});

export const throttleData = z.strictObject({
  per: z.enum(['user', 'guild', 'channel', 'command']),
  uses: z.int().min(1).max(10_000),
  seconds: z.int().min(1).max(86_400),
});

/** What is suggested while somebody types an option: a list, or what a query of ours finds. */
export const suggestionData = z.record(
  z.string().max(32),
  z.union([
    z.array(z.string().min(1).max(100)).max(500),
    z.strictObject({ query: z.enum(['commands', 'variables', 'members', 'roles', 'channels']) }),
  ]),
);
export type SuggestionData = z.output<typeof suggestionData>;

/** All that can be written of a custom command, in the panel as in a file. */
export const commandData = z.strictObject({
  type: z.enum(CommandType),
  name: z.string().max(200).trim(),
  description: z.string().max(400).trim(),
  shape: shapeData,
  steps: z.array(z.looseObject({ kind: z.string().max(40) })).max(25),
  handler: z
    .string()
    .regex(/^[\w.-]{1,60}$/)
    .nullable(),
  suggestions: suggestionData,
  audience: audienceData,
  throttles: z.array(throttleData).max(10),
});
export type CommandData = Omit<z.output<typeof commandData>, 'shape'> & { readonly shape: ShapeData };

/** What a command is of which nothing more is said. */
export const plainCommand: CommandData = {
  type: CommandType.CHAT_INPUT,
  name: '',
  description: '',
  shape: {},
  steps: [],
  handler: null,
  suggestions: {},
  audience: {},
  throttles: [],
};

/** Everything that is wrong with a command, at the paths of its data; also what Discord would refuse. */
export function readCommand(
  given: unknown,
  book: StepBook,
  around: Surroundings = {},
): { readonly data: CommandData | null; readonly problems: readonly RuleProblem[] } {
  const { data, error } = commandData.safeParse(given);
  if (!data) {
    const problems = error.issues.map(({ path, message }) => ({
      field: path.join('.') || 'command',
      message,
    }));
    return { data: null, problems };
  }
  // What the words in it mean is checked below, by the rules.
  const command = data as CommandData;
  const problems = [
    ...shownProblems(command),
    ...doingProblems(command),
    ...book.problems(command.steps, named(command, around)),
  ];
  return { data: problems.length === 0 ? command : null, problems };
}

/** Only slash commands are run by others. */
const named = ({ type, name }: CommandData, around: Surroundings): Surroundings =>
  type === CommandType.CHAT_INPUT ? { ...around, name } : around;

/**
 * What Discord accepts of application commands. Source: Discord's documentation, "Application Commands", Application Command
 * Structure, Registering a Command, Slash Commands, Localization.
 */
import { lengthOf, problem, type RuleProblem } from '../text';
import {
  type CommandShape,
  type CommandType,
  commandTypes,
  contexts,
  integrationTypes,
} from './command-shape';
import { localizationProblems } from './locales';
import { descriptionProblems, menuNameProblems, nameProblems } from './names';
import { type NormalChoice, type NormalCommand, normalised, type NormalOption } from './normal';
import { optionsProblems } from './options';

/** How many an application may have in each scope: globally, and again in each guild. Discord's error 30032 beyond it. */
export const mostCommands = { CHAT_INPUT: 100, USER: 15, MESSAGE: 15 } as const satisfies Record<
  CommandType,
  number
>;

/** Characters of all names, descriptions and values of one command, each text in its longest language. */
export const largestCommand = 8000;

const kinds = {
  CHAT_INPUT: 'slash commands',
  USER: 'user commands',
  MESSAGE: 'message commands',
} as const satisfies Record<CommandType, string>;

/** Everything that Discord would refuse in one command; empty when it takes it. */
export function commandProblems(shape: CommandShape): readonly RuleProblem[] {
  const command = normalised(shape);
  // A file that somebody wrote by hand may say anything.
  if (!Object.hasOwn(commandTypes, command.type)) {
    return problem(
      'type',
      `Discord knows no ${command.type}: choose from ${Object.keys(commandTypes).join(', ')}.`,
    );
  }
  return [
    ...(command.type === 'CHAT_INPUT' ? chatInputShapeProblems(command) : menuProblems(command)),
    ...permissionProblems(command),
    ...setProblems(command.contexts, 'contexts', contexts, 'place where it can be run'),
    ...setProblems(command.integrationTypes, 'integrationTypes', integrationTypes, 'way of installing it'),
  ];
}

/** All commands of one scope (global, or one guild): each by itself, and together. Fields begin with the command's index. */
export function commandListProblems(shapes: readonly CommandShape[]): readonly RuleProblem[] {
  return [
    ...shapes.flatMap((shape, index) =>
      commandProblems(shape).map(({ field, message }) => ({ field: `${index}.${field}`, message })),
    ),
    ...duplicateProblems(shapes),
    ...tooManyProblems(shapes),
  ];
}

/** What counts towards `largestCommand`. */
export function commandSize(shape: CommandShape): number {
  return sizeOf(normalised(shape));
}

function chatInputShapeProblems(command: NormalCommand): readonly RuleProblem[] {
  const size = sizeOf(command);
  return [
    ...nameProblems(command.name),
    ...localizationProblems(command.nameLocalizations, 'nameLocalizations', nameProblems),
    ...descriptionProblems(command.description),
    ...localizationProblems(
      command.descriptionLocalizations,
      'descriptionLocalizations',
      descriptionProblems,
    ),
    ...optionsProblems(command.options),
    ...(size > largestCommand
      ? problem(
          'options',
          `All names, descriptions and values together have ${size} characters, and Discord takes ${largestCommand}: shorten some.`,
        )
      : []),
  ];
}

function menuProblems(command: NormalCommand): readonly RuleProblem[] {
  const isDescribed = command.description !== '';
  return [
    ...menuNameProblems(command.name),
    ...localizationProblems(command.nameLocalizations, 'nameLocalizations', menuNameProblems),
    ...(isDescribed ? problem('description', 'A command in a menu has no description: leave it empty.') : []),
    ...Object.keys(command.descriptionLocalizations).flatMap((locale) =>
      problem(
        `descriptionLocalizations.${locale}`,
        'A command in a menu has no description: leave it empty.',
      ),
    ),
    ...(command.options.length > 0
      ? problem('options', 'A command in a menu has no options: take them out, or make it a slash command.')
      : []),
  ];
}

function permissionProblems({ defaultMemberPermissions }: NormalCommand): readonly RuleProblem[] {
  return defaultMemberPermissions === null || /^\d+$/.test(defaultMemberPermissions)
    ? []
    : problem(
        'defaultMemberPermissions',
        'Permissions are a bit set in digits: choose them from the list again.',
      );
}

function setProblems(
  chosen: readonly string[] | null,
  field: string,
  known: Readonly<Record<string, number>>,
  noun: string,
): readonly RuleProblem[] {
  if (chosen?.length === 0) return problem(field, `Choose at least one ${noun}, or leave it to Discord.`);
  return (chosen ?? []).flatMap((word) =>
    Object.hasOwn(known, word)
      ? []
      : problem(field, `Discord knows no ${word} here: choose from ${Object.keys(known).join(', ')}.`),
  );
}

function duplicateProblems(shapes: readonly CommandShape[]): readonly RuleProblem[] {
  const seen = new Map<string, number>();
  return shapes.flatMap(({ type, name }, index) => {
    const key = `${type} ${name.trim()}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, index);
      return [];
    }
    const message = `There is another of the ${kinds[type]} named ${name.trim()}: choose a different name.`;
    return problem(`${index}.name`, message);
  });
}

/** Said once a type, of the first command that has no room. */
function tooManyProblems(shapes: readonly CommandShape[]): readonly RuleProblem[] {
  const places = new Map<CommandType, number[]>();
  for (const [index, { type }] of shapes.entries()) places.set(type, [...(places.get(type) ?? []), index]);
  return [...places].flatMap(([type, indices]) => {
    const first = indices[mostCommands[type]];
    const surplus = indices.length - mostCommands[type];
    return first === undefined
      ? []
      : problem(
          `${first}.type`,
          `Discord allows ${mostCommands[type]} ${kinds[type]} an application: delete ${surplus}.`,
        );
  });
}

/** Of each text only its longest language counts. */
function sizeOf(part: NormalCommand | NormalOption | NormalChoice): number {
  const own = longest(part.name, part.nameLocalizations);
  if ('value' in part) return own + (typeof part.value === 'string' ? lengthOf(part.value) : 0);
  const children = 'choices' in part ? [...part.options, ...part.choices] : part.options;
  const described = longest(part.description, part.descriptionLocalizations);
  return children.reduce((sum, child) => sum + sizeOf(child), own + described);
}

const longest = (text: string, localizations: Readonly<Record<string, string>>): number =>
  Math.max(...[text, ...Object.values(localizations)].map(lengthOf));

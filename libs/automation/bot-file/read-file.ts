import type { RuleProblem } from '@cube/discord-rules/text';
import type { z } from 'zod';

import { isSamePlace, takenEmoji } from '../reaction-roles/bond';
import { type BotFile, botFile, nameOf } from './bot-file';
import { refuseProblems } from './file-problems';
import { readYaml } from './yaml';

export interface ReadFile {
  readonly file: BotFile;
  lineOf(path: string): number;
}

/** Reads the file of a bot. What its parts mean for a bot is not asked yet. Throws `Invalid`, line by line. */
export function readFile(yaml: string): ReadFile {
  const { data, lineOf } = readYaml(yaml);
  const { data: file, error } = botFile.safeParse(data ?? {});
  refuseProblems((error?.issues ?? []).flatMap(problemsIn), lineOf);
  if (!file) throw new Error('A file without problems has data.');
  // What the words in its commands mean is checked later, by the rules.
  const read = file as BotFile;
  refuseProblems(repeated(read), lineOf);
  return { file: read, lineOf };
}

function problemsIn(issue: z.core.$ZodIssue): readonly RuleProblem[] {
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => ({ field: issue.path.join('.'), message }));
  if (issue.code !== 'unrecognized_keys')
    return [{ field: issue.path.join('.') || 'file', message: issue.message }];
  return issue.keys.map((key) => ({
    field: [...issue.path, key].join('.'),
    message: `There is no “${key}” here: leave it out, or see in the schema what there is.`,
  }));
}

function repeated(file: BotFile): readonly RuleProblem[] {
  return [...repeatedNames(file), ...repeatedEmoji(file)];
}

const repeatedEmoji = ({ reactionRoles = {} }: BotFile): readonly RuleProblem[] =>
  Object.entries(reactionRoles).flatMap(([guildId, bonds]) =>
    bonds.flatMap((bond, index) =>
      bonds.slice(0, index).some((other) => isSamePlace(other, bond))
        ? [{ field: `reactionRoles.${guildId}.${index}.emoji`, message: takenEmoji }]
        : [],
    ),
  );

function repeatedNames({ commands = [] }: BotFile): readonly RuleProblem[] {
  const names = commands.map(nameOf);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [
          {
            field: `commands.${index}.name`,
            message: `Another command of this kind is called ${name}: choose a different name.`,
          },
        ],
  );
}

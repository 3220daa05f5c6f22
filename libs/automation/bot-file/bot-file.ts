import { type CommandData, commandData, plainCommand } from '@cube/commands/command-data';
import { CommandType } from '@cube/commands/command-kinds';
import { botDescriptionLength, botNameLength } from '@cube/discord-rules/bot';
import { knownIntents } from '@cube/discord-rules/intents';
import { z } from 'zod';

import { bond, mostBonds } from '../reaction-roles/bond';
import { mostSchedules, schedule } from '../scheduled-messages/schedule';
import { settingShapes } from './setting-shapes';

/** A command as the settings of a server name it: `ping` for a slash command, `PREFIX hello`, `USER Report`, `MESSAGE Report`. */
export type CommandName = string;

/** Steps as the schema for editors tells them: `StepBook` checks them. */
const steps = commandData.shape.steps.meta({ isSteps: true });

const fileCommand = z.strictObject({
  ...commandData.shape,
  type: commandData.shape.type
    .default(plainCommand.type)
    .meta({ description: 'Where people find it; a slash command, if left out.' }),
  description: commandData.shape.description
    .default(plainCommand.description)
    .meta({ description: 'Discord shows it beside the name of a slash command.' }),
  enabled: z.boolean().default(true).meta({ description: 'false switches it off.' }),
  shape: commandData.shape.shape.default({}).meta({
    description: 'What Discord shows of it: options, translations, default permissions, contexts, nsfw.',
  }),
  steps: steps.default([]),
  handler: commandData.shape.handler
    .default(plainCommand.handler)
    .meta({ description: 'The handler in code that it is bound to.' }),
  suggestions: commandData.shape.suggestions
    .default({})
    .meta({ description: 'What is suggested for an option: texts, or a query.' }),
  audience: commandData.shape.audience
    .default({})
    .meta({ description: 'Who may use it, and where; everybody, everywhere, if left out.' }),
  throttles: commandData.shape.throttles.default([]),
});

const guildId = z.string().regex(/^\d{1,20}$/, 'A server stands here by its id, a number.');

/** What a file says of a bot. A part that is left out stays as it is; one that is there is complete. */
export const botFile = z.strictObject({
  version: z.literal(1, 'This is read by version 1 of the format: write “version: 1”.').meta({
    description: 'Of this format.',
  }),
  bot: z
    .strictObject({
      name: z
        .string()
        .trim()
        .min(botNameLength.min, 'Give the bot a name.')
        .max(botNameLength.max, `At most ${botNameLength.max} characters.`),
      description: z
        .string()
        .trim()
        .max(botDescriptionLength.max, `At most ${botDescriptionLength.max} characters.`)
        .default(''),
      intents: z
        .array(z.enum(knownIntents))
        .nullable()
        .default(null)
        .meta({ description: 'What it asks Discord to be told; null for what its commands need.' }),
    })
    .optional()
    .meta({ description: 'What it is called here. Its token is in no file.' }),
  commands: z
    .array(fileCommand)
    .max(1000)
    .optional()
    .meta({ description: 'All its custom commands: those that are not named are deleted.' }),
  builtinsOff: z
    .array(z.string().max(200))
    .max(300)
    .optional()
    .meta({ description: 'The built-in commands that are switched off; all others are on.' }),
  guilds: z.record(guildId, settingShapes).optional().meta({
    description:
      'How it is set in servers, by their ids. What is not named of a server has its default; servers that are not named stay as they are.',
  }),
  reactionRoles: z.record(guildId, z.array(bond).max(mostBonds)).optional().meta({
    description:
      'All roles that members of a server get by reacting, by the id of the server. Servers that are not named stay as they are.',
  }),
  scheduledMessages: z.record(guildId, z.array(schedule).max(mostSchedules)).optional().meta({
    description:
      'All messages that it posts in a server by the clock, by the id of the server. Servers that are not named stay as they are.',
  }),
});
export type FileCommand = CommandData & { readonly enabled: boolean };
export type BotFile = Omit<z.output<typeof botFile>, 'commands'> & {
  readonly commands?: readonly FileCommand[];
};

export const nameOf = ({ type, name }: { readonly type: CommandType; readonly name: string }): CommandName =>
  type === CommandType.CHAT_INPUT ? name : `${type} ${name}`;

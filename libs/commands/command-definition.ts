import type { CommandDefinition } from '@cube/bots/bot-adapter';
import { toDiscord } from '@cube/discord-rules/commands/discord-body';
import { ApplicationCommandType } from 'discord-api-types/v10';

import type { CommandData } from './command-data';
import { CommandType } from './command-kinds';

/** A custom command as Discord wants to hear of it; prefix commands are none of its business. */
export function definitionOf({
  type,
  name,
  description,
  shape,
}: Pick<CommandData, 'type' | 'name' | 'description' | 'shape'>): CommandDefinition {
  if (type === CommandType.PREFIX) throw new Error('Discord never hears of a prefix command.');
  return toDiscord({ type, name, ...shape, ...(type === CommandType.CHAT_INPUT && { description }) });
}

/** Discord takes a definition without a type for a chat-input command. */
export function typeOf(definition: CommandDefinition): CommandType {
  if (definition.type === ApplicationCommandType.User) return CommandType.USER;
  if (definition.type === ApplicationCommandType.Message) return CommandType.MESSAGE;
  return CommandType.CHAT_INPUT;
}

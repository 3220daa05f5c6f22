import type { CommandDefinition } from '@cube/bots/bot-adapter';
import { ApplicationCommandType } from 'discord-api-types/v10';

import { CommandType } from './command-kinds';

/** A custom command as Discord wants to hear of it. */
export function definitionOf({
  name,
  description,
}: {
  name: string;
  description: string;
}): CommandDefinition {
  return { type: ApplicationCommandType.ChatInput, name, description };
}

/** Discord takes a definition without a type for a chat-input command. */
export function typeOf(definition: CommandDefinition): CommandType {
  if (definition.type === ApplicationCommandType.User) return CommandType.USER;
  if (definition.type === ApplicationCommandType.Message) return CommandType.MESSAGE;
  return CommandType.CHAT_INPUT;
}

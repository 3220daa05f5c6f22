import { registerEnumType } from '@nestjs/graphql';

/** Discord's three kinds of application command. */
export enum CommandType {
  CHAT_INPUT = 'CHAT_INPUT',
  USER = 'USER',
  MESSAGE = 'MESSAGE',
}
registerEnumType(CommandType, {
  name: 'CommandType',
  description: 'Where people find the command in Discord.',
});

/** Where a command comes from: our own code, or somebody who wrote it in the panel. */
export enum CommandSource {
  BUILTIN = 'BUILTIN',
  CUSTOM = 'CUSTOM',
}
registerEnumType(CommandSource, { name: 'CommandSource' });

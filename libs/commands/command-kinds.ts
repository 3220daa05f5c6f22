import { registerEnumType } from '@nestjs/graphql';

/** Discord's three kinds of application command. */
export enum CommandType {
  ChatInput = 'CHAT_INPUT',
  User = 'USER',
  Message = 'MESSAGE',
}
registerEnumType(CommandType, {
  name: 'CommandType',
  description: 'Where people find the command in Discord.',
});

/** Where a command comes from: our own code, or somebody who wrote it in the panel. */
export enum CommandSource {
  Builtin = 'BUILTIN',
  Custom = 'CUSTOM',
}
registerEnumType(CommandSource, { name: 'CommandSource' });

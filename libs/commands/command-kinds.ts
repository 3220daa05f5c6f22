import { registerEnumType } from '@nestjs/graphql';

/** Discord's three kinds of application command, and the commands that people write as messages. */
export enum CommandType {
  CHAT_INPUT = 'CHAT_INPUT',
  USER = 'USER',
  MESSAGE = 'MESSAGE',
  PREFIX = 'PREFIX',
}
registerEnumType(CommandType, {
  name: 'CommandType',
  description: 'Where people find the command in Discord.',
  valuesMap: { PREFIX: { description: 'A message such as !hello, for bots that may read messages.' } },
});

/** Where a command comes from: our own code, or somebody who wrote it in the panel. */
export enum CommandSource {
  BUILTIN = 'BUILTIN',
  CUSTOM = 'CUSTOM',
}
registerEnumType(CommandSource, { name: 'CommandSource' });

import type {
  AudienceData,
  CustomCommand,
  CustomCommandType,
  CustomShape,
  ThrottleData,
} from '@cube/discord-rules/commands/custom-command';
import type { Step } from '@cube/discord-rules/steps/step-shapes';

import type { CommandToEditFragment } from '../graphql.generated';

/** What is suggested while somebody types an option: a list, or what a query of ours finds. */
export type Suggestion =
  readonly string[] | { readonly query: 'commands' | 'variables' | 'members' | 'roles' | 'channels' };

/** A command while somebody writes it. */
export interface Draft extends CustomCommand {
  readonly suggestions: Readonly<Record<string, Suggestion>>;
  readonly enabled: boolean;
}

export const newDraft: Draft = {
  type: 'CHAT_INPUT',
  name: '',
  description: '',
  shape: {},
  steps: [{ kind: 'reply', content: '' }],
  handler: null,
  suggestions: {},
  audience: {},
  throttles: [],
  enabled: true,
};

/** The server checked these shapes before it kept them; its schema has no words for them. */
export const draftOf = (command: CommandToEditFragment): Draft => ({
  type: command.type,
  name: command.name,
  description: command.description,
  shape: command.shape as CustomShape,
  steps: (command.steps ?? []) as readonly Step[],
  handler: command.handler,
  suggestions: command.suggestions as Draft['suggestions'],
  audience: command.audience as AudienceData,
  throttles: command.throttles as readonly ThrottleData[],
  enabled: command.enabled,
});

export const kindWords = {
  CHAT_INPUT: { word: 'Slash command', means: 'People type / and its name.' },
  USER: { word: 'User command', means: 'In the menu of a person, below Apps.' },
  MESSAGE: { word: 'Message command', means: 'In the menu of a message, below Apps.' },
  PREFIX: {
    word: 'Text command',
    means: 'A message such as !name. Needs the message content intent.',
  },
} as const satisfies Record<CustomCommandType, { word: string; means: string }>;

const marks = { CHAT_INPUT: '/', USER: '', MESSAGE: '', PREFIX: '!' } as const;

/** As people write it: /hello, !hello, or the words of a menu. */
export const shownName = ({ type, name }: { readonly type: CustomCommandType; readonly name: string }) =>
  `${marks[type]}${name}`;

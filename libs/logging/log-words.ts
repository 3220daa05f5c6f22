import type { LoggedEvent } from '@cube/realtime/event-log/events';

/** What an entry is marked with, beside its words, and the letter of the mark. */
const letters = {
  bot: 'b',
  command: 'c',
  deed: 'd',
  guild: 'g',
  level: 'l',
  outcome: 'o',
  subject: 's',
  user: 'u',
} as const;
export type MarkName = keyof typeof letters;

/** Characters of a word or of the value of a mark, and of a text, that are looked at. */
const longestWord = 100;
const longestText = 4000;
const shortText = 500;
const between = /[\s\x01-/:-@[-`{-\xbf\u2010-\u206f\u3000-\u3003]+/u;

/** No word begins with a colon, so that nobody can type a mark. */
export const markOf = (name: MarkName, value: string): string =>
  `:${letters[name]}:${cut(value, longestWord)}`;

/** The words of a text, in small letters. */
export function wordsIn(text: string): string[] {
  const said = cut(text, longestText).toLowerCase();
  const words = said.split(between).filter((word) => word !== '');
  return cut(said, shortText) !== said ? words.map((word) => cut(word, longestWord)) : words;
}

/** The words and marks of an entry, as the SQL function `event_log_words` gives them to the index. */
export function wordsOf({ kind, topic, subject, level, data }: LoggedEvent): ReadonlySet<string> {
  const fields = new Map<string, unknown>(Object.entries(data));
  const textOf = (name: string) => {
    const value = fields.get(name);
    return value === null || value === undefined ? undefined : String(value);
  };
  const ofRun = kind === 'command.executed';
  const said = ofRun
    ? ['command', 'userName', 'guildName', 'channelName', 'error']
    : ['what', 'message', 'error', 'deed', 'actorName'];
  const marks: readonly (readonly [MarkName, string | null | undefined])[] = [
    ['level', level],
    ['bot', topic],
    ['guild', textOf('guildId')],
    ...(ofRun
      ? ([
          ['command', textOf('command')],
          ['outcome', textOf('outcome')],
          ['user', textOf('userId')],
        ] as const)
      : ([
          ['deed', textOf('deed')],
          ['subject', subject?.id],
          ['user', textOf('actorId') ?? textOf('accountId')],
        ] as const)),
  ];
  return new Set([
    ...wordsIn(said.flatMap((name) => textOf(name) ?? []).join(' ')),
    ...marks.flatMap(([name, value]) => (value === null || value === undefined ? [] : [markOf(name, value)])),
  ]);
}

/** The first so many characters, counted as PostgreSQL does. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : [...text].slice(0, most).join('');
}

import type { CommandData } from '@cube/commands/command-data';
import { CommandType } from '@cube/commands/command-kinds';
import type { CommandShape } from '@cube/discord-rules/commands/command-shape';
import { aCommand, slashName } from '@cube/discord-rules/testing/sound-commands';
import fc, { type Arbitrary } from 'fast-check';

import type { Bond } from '../reaction-roles/bond';
import type { Schedule } from '../scheduled-messages/schedule';
import type { FileCommand } from './bot-file';

/** Texts that YAML might take for something else, and any others. No Liquid: what stands in braces has rules of its own. */
const text = (maxLength: number): Arbitrary<string> =>
  fc
    .oneof(
      fc.constantFrom(
        'yes',
        'null',
        '~',
        '012',
        '1e3',
        '- a',
        'a: b',
        '#x',
        '*a',
        '&a',
        '!a',
        '<<',
        '%',
        '0x1F',
      ),
      fc.constantFrom(
        'line\n  deeper\n\nlast\n',
        ' \n',
        '\ttab',
        'trailing \n',
        '"\'\\',
        '|',
        '>',
        '---\n...',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength, size: 'small' }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength, size: 'small' }),
    )
    // PostgreSQL keeps neither nought nor half a character.
    .map((found) => found.slice(0, maxLength))
    .filter((found) => found.trim() !== '' && !/[{}\0\p{Surrogate}]/u.test(found));
const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const ids = fc.array(id, { maxLength: 3 });

const reply = fc.record(
  { kind: fc.constant('reply'), content: text(200), private: fc.boolean() },
  { requiredKeys: ['kind', 'content'] },
);
const plainStep = fc.oneof(
  reply,
  fc.record({ kind: fc.constant('send'), channel: id, content: text(200) }),
  fc.record({ kind: fc.constant('wait'), seconds: fc.double({ min: 0, max: 600, noNaN: true }) }),
  fc.record({ kind: fc.constant('giveRole'), role: id }),
  fc.record({ kind: fc.constant('set'), variable: fc.constantFrom('a', 'null', 'y'), value: text(50) }),
);
const step = fc.oneof(
  plainStep,
  fc.record({
    kind: fc.constant('if'),
    value: text(20),
    test: fc.constant('is'),
    with: text(20),
    then: fc.array(plainStep, { maxLength: 2 }),
  }),
);

const toData = ({ type, name, description = '', ...shape }: CommandShape) => ({
  type: CommandType[type],
  name: name.trim(),
  description: description?.trim() ?? '',
  shape,
});
const prefixed = slashName.map((name) => ({
  type: CommandType.PREFIX,
  name,
  description: '',
  shape: {},
}));

/** Custom commands of every type that nothing is wrong with. */
export const aCustomCommand: Arbitrary<FileCommand> = fc
  .record({
    shown: fc.oneof({ weight: 3, arbitrary: aCommand.map(toData) }, prefixed),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    handler: fc.option(fc.constantFrom('report', 'null', '1.5')),
    suggestions: fc.dictionary(slashName, fc.array(text(100), { maxLength: 3 }), { maxKeys: 2 }),
    audience: fc.record({ roles: ids, notMembers: ids, channels: ids }, { requiredKeys: [] }),
    throttles: fc.array(
      fc.record({
        per: fc.constantFrom('user' as const, 'guild' as const, 'command' as const),
        uses: fc.integer({ min: 1, max: 10_000 }),
        seconds: fc.integer({ min: 1, max: 86_400 }),
      }),
      { maxLength: 2 },
    ),
    enabled: fc.boolean(),
  })
  .map(({ shown, ...rest }) => ({ ...shown, ...rest }) as CommandData & FileCommand);

/** Commands of one bot: no two of one type and name. */
export const someCommands: Arbitrary<readonly FileCommand[]> = fc.uniqueArray(aCustomCommand, {
  maxLength: 5,
  selector: ({ type, name }) => `${type} ${name}`,
});

/** What a bot is called, and how it is described. */
export const aName = text(80).map((found) => found.trim());
export const aPrefix = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 5 })
  .filter((found) => /^[^\s\0\p{Surrogate}]+$/u.test(found) && [...found].length <= 5);

const emojis = ['🔵', '🟢', '❤️', '🇫🇷', '1️⃣'];
/** Reaction roles of a guild that has this channel, these messages and roles. */
export const someBonds = (there: {
  readonly channelId: string;
  readonly messageIds: readonly string[];
  readonly roleIds: readonly string[];
}): Arbitrary<readonly Bond[]> =>
  fc.uniqueArray(
    fc.record({
      channelId: fc.constant(there.channelId),
      messageId: fc.constantFrom(...there.messageIds),
      emoji: fc.constantFrom(...emojis),
      roleId: fc.constantFrom(...there.roleIds),
    }),
    { maxLength: 2, selector: ({ messageId, emoji }) => `${messageId} ${emoji}` },
  );

/** Scheduled messages; also two that are the same. */
export const someSchedules = (channelId: string): Arbitrary<readonly Schedule[]> =>
  fc.array(
    fc.record({
      channelId: fc.constant(channelId),
      cron: fc.constantFrom('0 9 * * 1-5', '*/30 * * * *', '0 0 1 1 *'),
      timeZone: fc.constantFrom('UTC', 'Europe/Paris'),
      template: fc.oneof(text(200), fc.constant('It is {{ now | date: "%H:%M" }}.')),
      enabled: fc.boolean(),
    }),
    { maxLength: 4 },
  );

import { Invalid } from '@cube/platform/errors';

import { readFile } from './read-file';
import { readYaml, writeYaml } from './yaml';

const refusal = (yaml: string): string => {
  try {
    readYaml(yaml);
  } catch (error) {
    if (error instanceof Invalid) return error.message;
    throw error;
  }
  return 'read';
};
const problems = (yaml: string) => {
  try {
    readFile(yaml);
  } catch (error) {
    if (error instanceof Invalid) return error.fields.map(({ field, message }) => `${field}: ${message}`);
    throw error;
  }
  return [];
};

describe('[SC-15] the YAML of a bot', () => {
  it('is read as JSON has it, and known by its lines', () => {
    const { data, lineOf } = readYaml('a:\n  - yes\n  - 012\n  - ~\nb: { c: "1" }\n987654321987654321: 1\n');
    expect(data).toEqual({ a: ['yes', 12, null], b: { c: '1' }, '987654321987654321': 1 });
    expect([lineOf('a.1'), lineOf('b.c'), lineOf('b.d.e'), lineOf('z')]).toEqual([3, 5, 5, 1]);
  });

  it('keeps an id of Discord that somebody wrote without quotes', () => {
    expect(readYaml('- 1234567890123456789').data).toEqual(['1234567890123456789']);
  });

  it('comes back as it was, be the same thing in it twice', () => {
    const same = { roles: ['1'] };
    const data = { one: same, two: same, text: '# no comment\n---\n', yes: 'no', '~': null };
    const text = writeYaml(data, ['said first']);
    expect(text).toMatch(/^# said first\n/);
    expect(text).not.toContain('&');
    expect(readYaml(text).data).toEqual(data);
  });

  it.each([
    ['an alias', 'a: &x 1\nb: *x', 'Line 2: Aliases'],
    ['aliases of aliases', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]', 'Line 2: Aliases'],
    ['an alias as a key', '? &a x\n: 1\n? *a\n: 2', 'Line 3: A key is a word'],
    ['a key twice', 'a: 1\nb:\n  c: 1\n  c: 2', 'Line 4: “c” stands here for the second time'],
    ['a key twice, in brackets', '{ "a": 1, a: 2 }', 'Line 1: “a” stands here for the second time'],
    ['the prototype as a key', 'a:\n  __proto__: { admin: true }', 'Line 2: “__proto__”'],
    ['a tag', 'a: !!js/function "x"', 'Line 1: '],
    ['a tag that YAML knows', 'a: !!binary aGk=', 'Line 1: '],
    ['another schema', '%YAML 1.1\n---\na: !!set { x }', 'Line 3: '],
    ['a list as a key', '? [a]\n: 1', 'Line 1: A key is a word'],
    ['two documents', 'a: 1\n---\nb: 2', 'Line '],
    ['no YAML', 'a: [1', 'Line '],
  ])('refuses %s', (_, yaml, message) => {
    expect(refusal(yaml)).toContain(message);
  });

  it('merges nothing into a map', () => {
    expect(readYaml('%YAML 1.1\n---\n<<: { a: 1 }').data).toEqual({ '<<': { a: 1 } });
  });

  // Each of these ends the process, or holds it for many seconds, where the parser sees it.
  it.each([
    ['brackets', '['.repeat(500_000)],
    ['braces', '{'.repeat(500_000)],
    ['maps in brackets', '{a: ['.repeat(100_000)],
    ['lists on one line', '- '.repeat(250_000)],
    ['keys on one line', '? '.repeat(250_000)],
    ['colons', ': '.repeat(250_000)],
    ['steps of indentation', Array.from({ length: 900 }, (__, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['lists of lists', Array.from({ length: 900 }, (__, depth) => `${' '.repeat(depth)}-`).join('\n')],
  ])('refuses too many %s before it parses them', (_, yaml) => {
    expect(refusal(yaml)).toMatch(/^Line \d+: Values stand 100 levels deep/);
  });

  it.each([
    ['keys', Array.from({ length: 60_000 }, (__, at) => `${at.toString(36)}:`).join('\n')],
    ['entries', '- a\n'.repeat(120_000)],
    ['anchors', '&a '.repeat(150_000)],
    ['commas', `[${','.repeat(500_000)}]`],
    ['comments', '#\n'.repeat(250_000)],
  ])('refuses too many %s before it parses them', (_, yaml) => {
    expect(refusal(yaml)).toMatch(/^Line \d+: A file has at most 100000 words/);
  });

  it('refuses what is too large', () => {
    expect(refusal(`# ${'é'.repeat(300_000)}`)).toContain('more than 512 kB');
  });

  it('says of every mistake its line, its path and what to do', () => {
    const yaml = `version: 1
bot:
  name: ''
commands:
  - name: hello
    colour: red
    throttles:
      - per: planet
        uses: 1
        seconds: 1
  - description: nameless
guilds:
  lab: {}
`;
    expect(problems(yaml)).toEqual([
      'bot.name: Line 3: Give the bot a name.',
      expect.stringMatching(/^commands\.0\.colour: Line 6: There is no “colour” here: leave it out/),
      expect.stringMatching(/^commands\.0\.throttles\.0\.per: Line 8: .*user.*guild/),
      expect.stringMatching(/^commands\.1\.name: Line 11: /),
      expect.stringMatching(/^guilds\.lab: Line 13: .*by its id/),
    ]);
    expect(problems('version: 2')).toEqual([expect.stringMatching(/^version: Line 1: .*“version: 1”/)]);
    expect(problems('')).toEqual([expect.stringContaining('version: Line 1')]);
    expect(problems('version: 1\ncommands: [{ name: a }, { name: a }]')).toEqual([
      expect.stringContaining('commands.1.name: Line 2: Another command of this kind is called a'),
    ]);
  });
});

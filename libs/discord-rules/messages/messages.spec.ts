import type { ButtonShape, EmbedShape, MenuShape, MessageShape } from './message-shape';
import { messageProblems } from './messages';

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const embed = (more: EmbedShape): MessageShape => ({ embeds: [more] });
const row = (...components: (ButtonShape | MenuShape)[]): MessageShape => ({
  content: 'Choose.',
  rows: [{ components }],
});
const button = (more: Partial<ButtonShape> = {}): ButtonShape => ({
  type: 'BUTTON',
  style: 'PRIMARY',
  label: 'Yes',
  customId: 'yes',
  ...more,
});
const link = (more: Partial<ButtonShape> = {}) =>
  button({ style: 'LINK', customId: null, url: 'https://example.org/a', ...more });
const menu = (more: Partial<MenuShape> = {}): MenuShape => ({
  type: 'STRING_SELECT',
  customId: 'colour',
  options: [
    { label: 'Red', value: 'red' },
    { label: 'Blue', value: 'blue' },
  ],
  ...more,
});

type Case = readonly [what: string, message: MessageShape, field: string, sentence: string];

function refuses(cases: readonly Case[]): void {
  it.each(cases)('refuses %s', (_, message, field, sentence) => {
    expect(messageProblems(message)).toEqual([{ field, message: expect.stringContaining(sentence) }]);
  });
}

describe('a message', () => {
  it.each<[string, MessageShape]>([
    ['2,000 characters', { content: '😀'.repeat(2000) }],
    ['a file alone', { files: ['a.png'] }],
    ['an embed alone', embed({ imageUrl: 'attachment://a.png' })],
    ['a row of buttons alone', { rows: [{ components: [button(), link()] }] }],
  ])('may be %s', (_, message) => {
    expect(messageProblems(message)).toEqual([]);
  });

  refuses([
    ['nothing', {}, 'content', 'no empty message'],
    ['blanks', { content: ' \n' }, 'content', 'no empty message'],
    ['2,001 characters', { content: 'a'.repeat(2001) }, 'content', 'this has 2001'],
    ['11 files', { files: many(11, String) }, 'files', 'At most 10 files'],
  ]);
});

describe('an embed', () => {
  const filled: EmbedShape = {
    title: ` ${'t'.repeat(256)} `,
    description: 'd'.repeat(101),
    url: 'https://example.org',
    color: 0xffffff,
    timestamp: '2030-01-31T18:00:00.000Z',
    imageUrl: 'attachment://chart.png',
    thumbnailUrl: 'http://example.org/a.png',
    author: { name: 'a'.repeat(256), url: 'https://example.org', iconUrl: 'https://example.org/a.png' },
    footer: { text: 'f'.repeat(2048) },
    fields: many(3, () => ({ name: 'n'.repeat(256), value: 'v'.repeat(857) })),
  };

  it('may be filled up to 6,000 characters', () => {
    expect(messageProblems(embed(filled))).toEqual([]);
  });

  const field = { name: 'Name', value: 'Value' };
  refuses([
    ['11 of them', { embeds: many(11, () => ({ title: 't' })) }, 'embeds', 'At most 10 embeds'],
    [
      'one that shows nothing',
      embed({ color: 1, url: 'https://example.org' }),
      'embeds.0.description',
      'shows nothing',
    ],
    ['a title of 257', embed({ title: 't'.repeat(257) }), 'embeds.0.title', 'this has 257'],
    [
      'a description of 4,097',
      embed({ description: 'd'.repeat(4097) }),
      'embeds.0.description',
      'this has 4097',
    ],
    ['26 fields', embed({ fields: many(26, () => field) }), 'embeds.0.fields', 'At most 25 fields'],
    [
      'a field without a heading',
      embed({ fields: [field, { name: ' ', value: 'v' }] }),
      'embeds.0.fields.1.name',
      'heading',
    ],
    [
      'a field of 1,025',
      embed({ fields: [{ name: 'n', value: 'v'.repeat(1025) }] }),
      'embeds.0.fields.0.value',
      'this has 1025',
    ],
    [
      'a footer of 2,049',
      embed({ footer: { text: 'f'.repeat(2049) } }),
      'embeds.0.footer.text',
      'this has 2049',
    ],
    ['an author without a name', embed({ author: { name: '' } }), 'embeds.0.author.name', 'Name the author'],
    ['a picture from nowhere', embed({ imageUrl: 'a.png' }), 'embeds.0.imageUrl', 'attachment://'],
    ['an empty address', embed({ title: 't', url: '' }), 'embeds.0.url', 'begins with http:// or https://.'],
    [
      'an attachment as a page',
      embed({ title: 't', url: 'attachment://a.png' }),
      'embeds.0.url',
      'begins with',
    ],
    [
      'script in an address',
      embed({ title: 't', url: 'javascript:alert(1)' }),
      'embeds.0.url',
      'begins with',
    ],
    ['a colour outside', embed({ title: 't', color: 0x1000000 }), 'embeds.0.color', '16777215'],
    [
      'a time in words',
      embed({ title: 't', timestamp: 'tomorrow' }),
      'embeds.0.timestamp',
      '2030-01-31T18:00:00Z',
    ],
    ['6,001 characters in all', { embeds: [filled, { title: 't' }] }, 'embeds', 'have 6001 characters'],
  ]);
});

describe('buttons and menus', () => {
  it('may be five rows, each five buttons or one menu', () => {
    const buttons = (place: number) => ({
      components: many(5, (index) => button({ customId: `${place}.${index}` })),
    });
    const rows = [...many(4, buttons), { components: [menu({ minValues: 0, maxValues: 2 })] }];
    expect(messageProblems({ content: 'Choose.', rows })).toEqual([]);
    expect(messageProblems(row(menu({ type: 'USER_SELECT', options: null })))).toEqual([]);
    expect(
      messageProblems(row(link({ url: 'discord://-/settings' }), button({ label: null, emoji: '🎲' }))),
    ).toEqual([]);
  });

  const options = (count: number) => many(count, (index) => ({ label: 'L', value: `${index}` }));
  refuses([
    [
      'six rows',
      { content: 'c', rows: many(6, (index) => ({ components: [button({ customId: `${index}` })] })) },
      'rows',
      'At most 5 rows',
    ],
    ['an empty row', row(), 'rows.0.components', 'The row is empty'],
    [
      'six buttons in a row',
      row(...many(6, (index) => button({ customId: `${index}` }))),
      'rows.0.components',
      'At most 5 buttons',
    ],
    ['a button beside a menu', row(menu(), button()), 'rows.0.components', 'A menu fills a row'],
    ['two of one id', row(button(), button()), 'rows.0.components.1.customId', 'has the id yes'],
    [
      'a button without an id',
      row(button({ customId: null })),
      'rows.0.components.0.customId',
      'Give it an id',
    ],
    [
      'an id of 101',
      row(button({ customId: 'i'.repeat(101) })),
      'rows.0.components.0.customId',
      'this has 101',
    ],
    [
      'a button with nothing on it',
      row(button({ label: ' ' })),
      'rows.0.components.0.label',
      'Write something',
    ],
    ['a label of 81', row(button({ label: 'l'.repeat(81) })), 'rows.0.components.0.label', 'this has 81'],
    ['a link to nowhere', row(link({ url: null })), 'rows.0.components.0.url', 'begins with'],
    ['a link with an id', row(link({ customId: 'a' })), 'rows.0.components.0.customId', 'A link has no id'],
    [
      'a link of 513',
      row(link({ url: `https://e.org/${'a'.repeat(499)}` })),
      'rows.0.components.0.url',
      'this has 513',
    ],
    [
      'a button with an address',
      row(button({ url: 'https://e.org' })),
      'rows.0.components.0.url',
      'make the button a link',
    ],
    [
      'a menu without options',
      row(menu({ options: [] })),
      'rows.0.components.0.options',
      'something to choose',
    ],
    ['26 options', row(menu({ options: options(26) })), 'rows.0.components.0.options', 'At most 25 options'],
    [
      'options of one value',
      row(menu({ options: [...options(2), ...options(1)] })),
      'rows.0.components.0.options.2.value',
      'has the value 0',
    ],
    [
      'an option without a label',
      row(menu({ options: [{ label: '', value: 'a' }] })),
      'rows.0.components.0.options.0.label',
      'what people read',
    ],
    [
      'options of a menu of people',
      row(menu({ type: 'USER_SELECT' })),
      'rows.0.components.0.options',
      'fills this menu by itself',
    ],
    [
      'a placeholder of 151',
      row(menu({ placeholder: 'p'.repeat(151) })),
      'rows.0.components.0.placeholder',
      'this has 151',
    ],
    [
      'more to choose than can be',
      row(menu({ minValues: 2 })),
      'rows.0.components.0.minValues',
      'above the most, 1',
    ],
    ['26 to choose', row(menu({ maxValues: 26 })), 'rows.0.components.0.maxValues', 'from 1 to 25'],
    [
      'more chosen beforehand than can be',
      row(menu({ options: options(2).map((option) => ({ ...option, isDefault: true })) })),
      'rows.0.components.0.options',
      'only 1 can be',
    ],
  ]);
});

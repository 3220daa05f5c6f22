import { chatInputProblems, descriptionProblems, nameProblems, responseProblems } from './chat-input';

describe('the name of a chat-input command', () => {
  it.each([
    'ping',
    'role-add',
    'snake_case',
    "rock'n'roll",
    'größe',
    'привет',
    '天気',
    'नमस्ते',
    'สวัสดี',
    '8ball',
    'a'.repeat(32),
  ])('may be %s', (name) => {
    expect(nameProblems(name)).toEqual([]);
  });

  it.each([
    ['', 'Give the command a name'],
    ['/ping', 'Leave out the slash'],
    ['two words', 'no spaces'],
    ['Ping', 'Discord wants lower case: ping'],
    ['Привет', 'Discord wants lower case: привет'],
    ['wow!', "Only letters, digits, - _ and ' are allowed; ! is not."],
    ['a.b.c?', '. ? is not'],
    ['😀', '😀 is not'],
    ['a'.repeat(33), 'At most 32 characters; this has 33.'],
  ])('may not be "%s"', (name, message) => {
    expect(nameProblems(name)).toEqual([{ field: 'name', message: expect.stringContaining(message) }]);
  });
});

describe('the description', () => {
  it('takes 100 characters and refuses one more', () => {
    expect(descriptionProblems('d'.repeat(100))).toEqual([]);
    expect(descriptionProblems('d'.repeat(101))).toEqual([
      { field: 'description', message: 'At most 100 characters; this has 101.' },
    ]);
  });

  it('counts an emoji as one character', () => {
    expect(descriptionProblems('😀'.repeat(100))).toEqual([]);
  });

  it('is not made of blanks alone', () => {
    expect(descriptionProblems('   ')).toHaveLength(1);
  });
});

describe('the response', () => {
  it('takes 2,000 characters and refuses one more', () => {
    expect(responseProblems('r'.repeat(2000))).toEqual([]);
    expect(responseProblems('r'.repeat(2001))).toHaveLength(1);
  });
});

it('names every field that Discord would refuse, in the order of the form', () => {
  const problems = chatInputProblems({ name: 'No Way', description: '', response: '' });
  expect(problems.map(({ field }) => field)).toEqual(['name', 'description', 'response']);
});

it('finds nothing to say about a good command', () => {
  expect(chatInputProblems({ name: 'hello', description: 'Says hello.', response: 'Hello there.' })).toEqual(
    [],
  );
});

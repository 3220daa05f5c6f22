import { commandInWords } from './command-words';

describe('a command in words', () => {
  it.each([
    ['CHAT_INPUT', 'ban add', '/ban add'],
    ['PREFIX', '!hello', '!hello'],
    ['USER', 'Who is it', 'Who is it (user menu)'],
    ['MESSAGE', 'Quote', 'Quote (message menu)'],
    [null, 'ping', '/ping'],
    [undefined, '!hello', '!hello'],
  ])('of the type %s called %s reads %s', (type, name, words) => {
    expect(commandInWords(type, name)).toBe(words);
  });
});

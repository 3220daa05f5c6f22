/**
 * What Discord accepts of a chat-input ("slash") command, as pure functions: the panel asks while somebody types,
 * the server asks before it saves. Source: Discord's documentation, "Application Commands", naming and structure.
 */

export interface RuleProblem {
  /** The input field, for example `name`. */
  readonly field: string;
  /** One sentence for the person who filled it in. */
  readonly message: string;
}

/** The Unicode script properties cover Hindi and Thai, whose vowel signs are marks and not letters. */
export const chatInputName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
export const chatInputNameLength = { min: 1, max: 32 } as const;
export const descriptionLength = { min: 1, max: 100 } as const;
/** The content of one message. */
export const responseLength = { min: 1, max: 2000 } as const;

/** Discord counts characters as people do: a surrogate pair is one. */
export const lengthOf = (text: string): number => [...text].length;

export interface ChatInputCommand {
  readonly name: string;
  readonly description: string;
  readonly response: string;
}

export function nameProblems(name: string, field = 'name'): readonly RuleProblem[] {
  const problem = (message: string): readonly RuleProblem[] => [{ field, message }];
  if (name.length === 0) return problem('Give the command a name: people type it after the slash.');
  if (name.startsWith('/')) return problem('Leave out the slash: Discord adds it.');
  if (/\s/u.test(name)) return problem('A command name has no spaces: use - or _ instead.');
  if (lengthOf(name) > chatInputNameLength.max) {
    return problem(`At most ${chatInputNameLength.max} characters; this has ${lengthOf(name)}.`);
  }
  if (!chatInputName.test(name)) {
    return problem(`Only letters, digits, - _ and ' are allowed; ${strangers(name)} is not.`);
  }
  // Scripts without case (Thai, Japanese, …) have nothing to lower.
  if (name !== name.toLowerCase()) return problem(`Discord wants lower case: ${name.toLowerCase()}`);
  return [];
}

export function descriptionProblems(description: string, field = 'description'): readonly RuleProblem[] {
  return textProblems(description, field, descriptionLength.max, 'Say in a few words what the command does.');
}

export function responseProblems(response: string, field = 'response'): readonly RuleProblem[] {
  return textProblems(response, field, responseLength.max, 'Write what the bot answers.');
}

export function chatInputProblems(command: ChatInputCommand): readonly RuleProblem[] {
  return [
    ...nameProblems(command.name),
    ...descriptionProblems(command.description),
    ...responseProblems(command.response),
  ];
}

function textProblems(text: string, field: string, max: number, whenEmpty: string): readonly RuleProblem[] {
  // Discord trims before it counts, so that blanks alone are nothing.
  if (text.trim().length === 0) return [{ field, message: whenEmpty }];
  const length = lengthOf(text);
  return length > max ? [{ field, message: `At most ${max} characters; this has ${length}.` }] : [];
}

function strangers(name: string): string {
  const found = [...name].filter((character) => !chatInputName.test(character));
  return [...new Set(found)].join(' ');
}

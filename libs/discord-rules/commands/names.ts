/** Names and descriptions. Source: Discord's documentation, "Application Commands", Application Command Naming and Structure. */
import { lengthOf, problem, type RuleProblem, textProblems } from '../text';

/** The Unicode script properties cover Hindi and Thai, whose vowel signs are marks and not letters. */
export const chatInputName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
export const nameLength = { min: 1, max: 32 } as const;
export const descriptionLength = { min: 1, max: 100 } as const;

const whenNameless = {
  command: 'Give the command a name: people type it after the slash.',
  option: 'Give the option a name: people see it while they fill it in.',
} as const;

/** The name of a chat-input command, of its sub-commands and of its options. */
export function nameProblems(
  name: string,
  field = 'name',
  noun: keyof typeof whenNameless = 'command',
): readonly RuleProblem[] {
  if (name.length === 0) return problem(field, whenNameless[noun]);
  if (name.startsWith('/')) return problem(field, 'Leave out the slash: Discord adds it.');
  if (/\s/u.test(name)) {
    return problem(
      field,
      `${noun === 'command' ? 'A command' : 'An option'} name has no spaces: use - or _ instead.`,
    );
  }
  if (lengthOf(name) > nameLength.max) {
    return problem(field, `At most ${nameLength.max} characters; this has ${lengthOf(name)}.`);
  }
  if (!chatInputName.test(name)) {
    return problem(field, `Only letters, digits, - _ and ' are allowed; ${strangers(name)} is not.`);
  }
  // Scripts without case (Thai, Japanese, …) have nothing to lower.
  if (name !== name.toLowerCase()) return problem(field, `Discord wants lower case: ${name.toLowerCase()}`);
  return [];
}

/** The name of a user or message command: it stands in a menu, and may have spaces and capitals. */
export const menuNameProblems = (name: string, field = 'name'): readonly RuleProblem[] =>
  textProblems(name, field, nameLength.max, 'Give the command a name: people see it in the menu.');

export const descriptionProblems = (description: string, field = 'description'): readonly RuleProblem[] =>
  textProblems(description, field, descriptionLength.max, 'Say in a few words what the command does.');

export const optionDescriptionProblems = (description: string, field: string): readonly RuleProblem[] =>
  textProblems(description, field, descriptionLength.max, 'Say in a few words what to fill in.');

function strangers(name: string): string {
  const found = [...name].filter((character) => !chatInputName.test(character));
  return [...new Set(found)].join(' ');
}

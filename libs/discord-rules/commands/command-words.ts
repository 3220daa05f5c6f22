export type Through = 'BUTTON' | 'MENU' | 'FORM';

const parts: ReadonlyMap<string, string> = new Map<Through, string>([
  ['BUTTON', 'a button of '],
  ['MENU', 'a menu of '],
  ['FORM', 'a form of '],
]);

/** What was used: the command itself, or something that it showed. */
export const useInWords = (
  through: string | null | undefined,
  type: string | null | undefined,
  name: string,
): string => (parts.get(through ?? '') ?? '') + commandInWords(type, name);

/**
 * A command as people know it in Discord: `/ban add`, `!hello` with the prefix of its bot, `Report (message menu)`.
 * Null is the type of what was written down before anybody asked for it.
 */
export function commandInWords(type: string | null | undefined, name: string): string {
  switch (type) {
    case 'USER':
      return `${name} (user menu)`;
    case 'MESSAGE':
      return `${name} (message menu)`;
    case 'PREFIX':
      return name;
    case 'CHAT_INPUT':
      return `/${name}`;
    default:
      return /^[\p{L}\p{N}]/u.test(name) ? `/${name}` : name;
  }
}

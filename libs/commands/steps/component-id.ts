/**
 * Ids of components and forms, by which their own steps are found again when somebody uses them, be it after a restart:
 * `cube.<command>.<version>.<path>`. Discord takes 100 characters.
 */
export interface ComponentId {
  readonly commandId: string;
  /** Of the steps, as they were when the component was shown. */
  readonly version: string;
  readonly path: string;
}

const short: readonly (readonly [string, string])[] = [
  ['components', 'c'],
  ['steps', 's'],
  ['then', 't'],
  ['else', 'e'],
];
const shorten = new Map(short);
const lengthen = new Map(short.map(([word, letter]) => [letter, word]));
const translate = (path: string, words: ReadonlyMap<string, string>) =>
  path
    .split('.')
    .map((part) => words.get(part) ?? part)
    .join('.');

export const toComponentId = ({ commandId, version, path }: ComponentId): string =>
  ['cube', commandId.replaceAll('-', ''), version, translate(path, shorten)].join('.');

/** Null for an id that is not one of ours. */
export function fromComponentId(customId: string): ComponentId | null {
  const [, hex, version, path] = /^cube\.([0-9a-f]{32})\.([\w-]+)\.(.+)$/.exec(customId) ?? [];
  if (!hex || !version || !path) return null;
  const commandId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { commandId, version, path: translate(path, lengthen) };
}

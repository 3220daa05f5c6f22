import { Invalid } from '@cube/platform/errors';
import {
  Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';

import { WrongYaml } from './wrong-yaml';
import { refuseBombs } from './yaml-bombs';

/** Bytes of a file that somebody gives us. */
const largestFile = 512 * 1024;

/** A path such as `commands.2.steps.0.content`. */
export type Path = string;

/** A file of somebody, read: plain data, and where in the text it stands. */
export interface ReadYaml {
  readonly data: unknown;
  /** Counts from 1; of something that is not there, the line of what it would stand in. */
  lineOf(path: Path): number;
}

/**
 * Reads YAML 1.2 as JSON has it: maps, lists, texts, numbers, booleans, null. Whatever could make much of little (aliases),
 * say a thing twice (a key again) or stand for something else (tags, `__proto__`) is refused with its line.
 * Throws `WrongYaml`.
 */
export function readYaml(text: string): ReadYaml {
  if (Buffer.byteLength(text) > largestFile)
    throw new Invalid(`The file has more than ${largestFile / 1024} kB, the most that is read: shorten it.`);
  refuseBombs(text);
  const lines = new LineCounter();
  const document = parse(text, lines);
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const [trouble] = [...document.errors, ...document.warnings];
  if (trouble) throw new WrongYaml(lineAt(trouble.pos[0]), sentence(trouble.message));
  const reader = new Reader(lineAt);
  const data = reader.read(document.contents, '');
  return { data, lineOf: (path) => reader.lineOf(path) };
}

/** Plain data as YAML, under a comment of these lines. */
export function writeYaml(data: object, comment: readonly string[]): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  document.commentBefore = comment.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0, blockQuote: 'literal' });
}

const parse = (text: string, lineCounter: LineCounter) =>
  parseDocument(text, {
    lineCounter,
    version: '1.2',
    schema: 'core',
    resolveKnownTags: false,
    // It compares each key with all before it: the reader does it at once.
    uniqueKeys: false,
    // An id of Discord has more digits than a number of JavaScript keeps.
    intAsBigInt: true,
    prettyErrors: false,
  });

const sentence = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`);

class Reader {
  private readonly lines = new Map<Path, number>();
  constructor(private readonly lineAt: (offset: number) => number) {}

  lineOf(path: Path): number {
    const known = this.lines.get(path);
    if (known !== undefined) return known;
    return path === '' ? 1 : this.lineOf(path.slice(0, Math.max(path.lastIndexOf('.'), 0)));
  }

  read(node: unknown, path: Path): unknown {
    if (node === null || node === undefined) return null;
    const line = this.lineAt(offsetOf(node));
    if (!this.lines.has(path)) this.lines.set(path, line);
    if (isAlias(node))
      throw new WrongYaml(line, 'Aliases (*name) are not read here: write the value out where it is meant.');
    if (typeof Object(node).tag === 'string')
      throw new WrongYaml(line, 'Tags (!name) are not read here: leave it out, or put a text in quotes.');
    if (isMap(node)) return this.readMap(node, path);
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, join(path, index)));
    if (isScalar(node)) return valueOf(node);
    throw new WrongYaml(line, 'This is neither a value, a list nor a map.');
  }

  private readMap(map: YAMLMap<unknown, unknown>, path: Path): unknown {
    const read = new Map<string, unknown>();
    for (const pair of map.items) {
      const key = this.keyOf(pair, this.lineAt(offsetOf(map)));
      const line = this.lineAt(offsetOf(pair.key));
      if (read.has(key))
        throw new WrongYaml(line, `“${shown(key)}” stands here for the second time: keep one of the two.`);
      this.lines.set(join(path, key), line);
      read.set(key, this.read(pair.value, join(path, key)));
    }
    return Object.fromEntries(read);
  }

  private keyOf({ key }: Pair<unknown, unknown>, lineOfMap: number): string {
    const line = isNode(key) ? this.lineAt(offsetOf(key)) : lineOfMap;
    if (!isScalar(key)) throw new WrongYaml(line, 'A key is a word, not a list, a map or an alias.');
    if (typeof key.tag === 'string')
      throw new WrongYaml(line, 'Tags (!name) are not read here: leave it out, or put a text in quotes.');
    const name = String(key.value);
    if (name === '__proto__')
      throw new WrongYaml(line, '“__proto__” is no name for anything: choose another.');
    return name;
  }
}

function valueOf({ value }: Scalar): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

const offsetOf = (node: unknown): number => Object(node).range?.[0] ?? 0;
const join = (path: Path, key: string | number): Path => (path === '' ? String(key) : `${path}.${key}`);
const shown = (key: string) => (key.length > 60 ? `${key.slice(0, 60)}…` : key);

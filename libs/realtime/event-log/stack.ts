/** Frames that are kept of a stack, and characters of a line that are looked at. */
const mostFrames = 30;
const longestLine = 500;

const frameShape = /^\s+at (?:(?:async )?(.{1,200}) \()?([^()]+?):(\d+):(\d+)\)?$/;

/** Where an error was thrown, without anything of the machine: paths are those of the workspace. */
export interface Trace {
  /** Of the first frame of our own: its file and its function; null when the stack names none. */
  readonly module: string | null;
  readonly function: string | null;
  /** The frames, innermost first, at most 30, a line each; null when there are none. */
  readonly stack: string | null;
}

/** What of an error’s stack may be kept. Frames are put together anew: what is no frame, such as the message, is left out. */
export function traceOf(error: unknown): Trace {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const frames = lines
    .map((line) => frameShape.exec(line.slice(0, longestLine)))
    .flatMap((match) => {
      const [, name = null, path, row, column] = match ?? [];
      if (path === undefined) return [];
      return [{ name, module: ofWorkspace(path), place: `${row}:${column}` }];
    })
    .slice(0, mostFrames);
  const first = frames.find(({ module }) => isOwn(module)) ?? frames[0];
  return {
    module: first?.module ?? null,
    function: first?.name ?? null,
    stack:
      frames
        .map(({ name, module, place }) =>
          name === null ? `at ${module}:${place}` : `at ${name} (${module}:${place})`,
        )
        .join('\n') || null,
  };
}

const isOwn = (module: string): boolean => !module.startsWith('node:') && !module.startsWith('node_modules/');

/** A path as the workspace has it; of a file elsewhere, its name alone. */
function ofWorkspace(path: string): string {
  const plain = path.replaceAll('\\', '/').replace(/^file:\/\//, '');
  if (plain.startsWith('node:')) return plain;
  const dependency = plain.lastIndexOf('node_modules/');
  if (dependency >= 0) return plain.slice(dependency);
  const home = `${process.cwd().replaceAll('\\', '/')}/`;
  if (home !== '//' && plain.startsWith(home)) return plain.slice(home.length);
  const [, inside] = /\/((?:apps|libs|dist)\/.*)$/.exec(plain) ?? [];
  return inside ?? plain.slice(plain.lastIndexOf('/') + 1);
}

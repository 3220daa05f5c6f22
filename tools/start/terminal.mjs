/** What the supervisor says: one aligned line a step, with its time. */
import { performance } from 'node:perf_hooks';

/** Something that a person can mend: shown as it is, without a stack. `details` are lines of output that explain it. */
export class Trouble extends Error {
  constructor(message, details = []) {
    super(message);
    this.details = details;
  }
}

/** Runs a tool; what a person can mend is shown without a stack. */
export async function runTool(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    process.stderr.write(`${[error.message, ...error.details].join('\n')}\n`);
    process.exitCode = 1;
  }
}

const out = process.stdout;
// A terminal that was closed must not end the supervisor before it has stopped its children.
out.on('error', () => undefined);

const isTerminal = Boolean(out.isTTY);
const paint = (code) => (text) =>
  isTerminal && !process.env.NO_COLOR ? `\x1b[${code}m${text}\x1b[0m` : text;
export const dim = paint(2);
export const bold = paint(1);
export const warning = paint(33);

const label = (name) => `  ${name.padEnd(10)} `;
export const secondsSince = (began) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

/** The step under way, which stays the last line of a terminal. */
let pending = '';

export function say(text = '') {
  if (pending) out.write(`\r\x1b[2K${text}\n${pending}`);
  else out.write(`${text}\n`);
}

/** A line about one of the children, after the start or in between. */
export const note = (name, text) => say(`${label(name)}${text}`);

/** Takes away the line of the step under way. */
export function abandonStep() {
  if (pending) out.write('\r\x1b[2K');
  pending = '';
}

/** Runs one step; `work` resolves to the words that its line shows. */
export async function step(name, work) {
  const began = performance.now();
  if (isTerminal) out.write((pending = `${label(name)}${dim('…')}`));
  const words = await work();
  abandonStep();
  say(`${label(name)}${words.padEnd(52)} ${dim(secondsSince(began).padStart(7))}`);
}

const levels = { 40: 'warning', 50: 'error', 60: 'fatal' };

/** A child's line of pino in short, or undefined where it is no warning and `everything` was not asked for. */
export function brief(line, everything) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return everything ? line : undefined;
  }
  if (!everything && !(entry?.level >= 40)) return undefined;
  const cause = entry.err?.message;
  const message = [entry.msg, cause && cause !== entry.msg ? `(${cause})` : ''].filter(Boolean).join(' ');
  return [levels[entry.level], message].filter(Boolean).join(': ');
}

import { Child } from './child.mjs';
import { Instance } from './instance.mjs';
import { end, isAlive, onceNpmIsGone } from './processes.mjs';
import { abandonStep, brief, note, say, secondsSince, step, Trouble, warning } from './terminal.mjs';

/** Who stops together, and before whom. What is not named here stops first. */
const floors = [['simulator'], ['redis'], ['postgres']];

function inOrder(names) {
  const first = names.filter((name) => !floors.flat().includes(name));
  return [first, ...floors.map((floor) => names.filter((name) => floor.includes(name)))];
}

/** npm forwards a signal that we had already: only one that comes this many milliseconds later is a second wish. */
const echo = 1000;

/** Has the children: starts them, starts them again, and stops them in order, whatever ends us. */
export class Supervisor {
  #isTalkative;
  #instance;
  #children = new Map();
  #isStarting = true;
  #restarts = Promise.resolve();
  #stoppingSince;
  #hurry = new AbortController();

  /** @param {{ isTalkative: boolean }} options whether children's every line is shown, and not warnings alone */
  constructor({ isTalkative }) {
    this.#isTalkative = isTalkative;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.#obey());
    for (const fault of ['uncaughtException', 'unhandledRejection'])
      process.on(fault, (error) => void this.#fail(error));
    onceNpmIsGone(() => void this.stop(0));
  }

  /** Does the work of starting. Where it fails, everything stops. */
  async start(work) {
    try {
      await work();
      this.#isStarting = false;
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Takes this clone for us alone, and ends what an earlier run left behind when it was killed. */
  async claim(address) {
    this.#instance = await Instance.claim(address);
    const left = this.#instance.children;
    const alive = left.filter(isAlive);
    if (alive.length > 0) {
      await step('leftovers', async () => {
        for (const floor of inOrder(alive.map(({ name }) => name)))
          await Promise.all(
            alive
              .filter(({ name }) => floor.includes(name))
              .map((child) => end(child, { signal: child.signal })),
          );
        return `ended what an earlier run left: ${alive.map(({ name }) => name).join(', ')}`;
      });
    }
    left.forEach((child) => this.#instance.forget(child));
  }

  /** Tells those outside what we made for our children. */
  describe(made) {
    this.#instance.describe(made);
  }

  /** Runs something to its end; what it said is shown only where it fails. */
  async run(name, launch) {
    try {
      await this.#child(name, launch).finish();
    } finally {
      this.#children.delete(name);
    }
  }

  /** Keeps something running; `options` are those of `Child`. */
  async keep(name, launch, options) {
    await this.#child(name, launch, options).start();
  }

  /** Ends something and starts it anew; one thing after the other, however fast they are asked for. */
  restart(name) {
    this.#restarts = this.#restarts.then(() => {
      if (!this.#stoppingSince) return this.#children.get(name)?.restart();
    });
    return this.#restarts;
  }

  /** Stops everything, those above before those on whom they stand, and ends this process. */
  async stop(code) {
    if (this.#stoppingSince) return;
    this.#stoppingSince = performance.now();
    abandonStep();
    const names = [...this.#children.keys()];
    if (names.length > 0) say('\nStopping…');
    for (const floor of inOrder(names))
      await Promise.all(floor.map((name) => this.#children.get(name).stop(this.#hurry.signal)));
    this.#instance?.release();
    if (names.length > 0) say(`Stopped in ${secondsSince(this.#stoppingSince)}.`);
    process.exit(code);
  }

  #child(name, launch, options) {
    // After the wish to stop nobody starts anything.
    if (this.#stoppingSince) throw new Trouble('Stopping.');
    const child = new Child(name, launch, {
      instance: this.#instance,
      isStarting: () => this.#isStarting,
      giveUp: (trouble) => void this.#fail(trouble),
      onLine: this.#teller(name),
      ...options,
    });
    this.#children.set(name, child);
    return child;
  }

  async #fail(error) {
    if (this.#stoppingSince) return;
    abandonStep();
    say(`\n${warning(error instanceof Trouble ? error.message : (error?.stack ?? String(error)))}`);
    for (const line of error?.details ?? []) say(`  ${line}`);
    await this.stop(1);
  }

  #obey() {
    if (!this.#stoppingSince) void this.stop(0);
    else if (performance.now() - this.#stoppingSince > echo) this.#hurry.abort();
  }

  /** Tells the terminal what a child says that is worth it, and the same complaint once, however often a loop repeats it. */
  #teller(name) {
    let last;
    return (line) => {
      const text = brief(line, this.#isTalkative);
      if (text === undefined || text === last || this.#stoppingSince) return;
      last = text;
      note(name, this.#isTalkative ? text : warning(text));
    };
  }
}

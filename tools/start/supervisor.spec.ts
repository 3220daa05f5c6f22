import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

interface Known {
  readonly pid: number;
  readonly born: string;
}

/** A supervisor with one child that does nothing: the tools are ES modules, so they run as a program of their own. */
const script = `
  import { program } from '${pathToFileURL(join(__dirname, 'child.mjs'))}';
  import { Supervisor } from '${pathToFileURL(join(__dirname, 'supervisor.mjs'))}';
  const supervisor = new Supervisor({ isTalkative: false });
  await supervisor.start(async () => {
    await supervisor.claim('http://127.0.0.1:3000');
    await supervisor.keep('worker', program({ args: ['-e', 'setInterval(() => {}, 1000)'], env: process.env }));
    console.log('ready');
  });`;

describe('the supervisor', () => {
  let home: string;
  let started: ChildProcess[];
  const file = () => join(home, 'running.json');
  const record = (): { supervisor: Known; children: Known[] } => JSON.parse(readFileSync(file(), 'utf8'));

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'cube-supervisor-'));
    started = [];
  });

  afterEach(async () => {
    for (const child of started) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(home, { recursive: true });
  });

  /** Runs a supervisor until it says `words`. */
  async function supervise(words = 'ready') {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, CUBE_HOME: home, npm_lifecycle_event: '' },
    });
    started.push(child);
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (output += text));
    const says = (text: string) =>
      until(
        () => output.includes(text),
        () => `it never said “${text}”:\n${output}`,
      );
    await says(words);
    return { child, says };
  }

  it('starts a child again when it has died', async () => {
    const { says } = await supervise();
    const [first] = record().children;
    process.kill(first!.pid, 'SIGKILL');
    await says('started again');
    const [second] = record().children;
    expect(second!.pid).not.toBe(first!.pid);
    expect(isRunning(second!.pid)).toBe(true);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind on %s', async (signal) => {
    const { child } = await supervise();
    const [worker] = record().children;
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(isRunning(worker!.pid)).toBe(false);
    expect(existsSync(file())).toBe(false);
  });

  it('refuses to run twice', async () => {
    await supervise();
    const { child } = await supervise('already runs');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(1);
    expect(isRunning(record().children[0]!.pid)).toBe(true);
  });

  it('ends what a killed run has left, and nobody who only has a pid from it', async () => {
    const { child } = await supervise();
    const [orphan] = record().children;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isRunning(orphan!.pid)).toBe(true);

    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    started.push(stranger);
    const left = record();
    left.children.push({ ...orphan!, pid: stranger.pid ?? 0 });
    writeFileSync(file(), JSON.stringify(left));

    await supervise();
    // Whoever takes in orphans on this machine may take its time to bury them.
    await until(
      () => !isRunning(orphan!.pid),
      () => 'the orphan lives',
    );
    expect(isRunning(stranger.pid ?? 0)).toBe(true);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(isSo: () => boolean, complaint: () => string): Promise<void> {
  for (const late = Date.now() + 45_000; !isSo();) {
    if (Date.now() > late) throw new Error(complaint());
    await new Promise((done) => setTimeout(done, 20));
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

const running = z.object({
  supervisor: z.object({ pid: z.number() }),
  made: z.object({ DATABASE_URL: z.string() }),
  children: z.array(z.object({ name: z.string(), pid: z.number() })),
});

/** The product as a newcomer gets it: `npm start`, with a home and ports of its own. */
export class Product {
  private readonly home = mkdtempSync(join(tmpdir(), 'cube-e2e-'));
  private supervisor: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly port: number,
    private readonly simulatorPort: number,
  ) {}

  static async start(): Promise<Product> {
    const product = new Product(await freePort(), await freePort());
    // Where root runs it, PostgreSQL is another user, who must reach its data.
    chmodSync(product.home, 0o755);
    await product.start();
    return product;
  }

  get panel(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get simulator(): string {
    return `http://127.0.0.1:${this.simulatorPort}`;
  }

  /** Of its own PostgreSQL, for faults that nobody can cause by the panel. */
  get databaseUrl(): string {
    return this.record().made.DATABASE_URL;
  }

  /** Resolves when it says that it is ready. */
  async start(): Promise<void> {
    const supervisor = spawn(process.execPath, ['tools/start.mjs'], {
      env: {
        ...process.env,
        CUBE_HOME: this.home,
        PORT: String(this.port),
        SIMULATOR_PORT: String(this.simulatorPort),
        NO_COLOR: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.supervisor = supervisor;
    this.output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.output += chunk.toString();
        if (/Ready in/.test(this.output)) resolve();
      };
      supervisor.stdout.on('data', read);
      supervisor.stderr.on('data', read);
      supervisor.once('exit', () => reject(new Error(`npm start ended:\n${this.output}`)));
    });
  }

  /** Ends one of its processes, or all of them with their supervisor, as a crash would. */
  kill(which: 'worker' | 'everything'): void {
    const record = this.record();
    const children = record.children.filter(({ name }) => which === 'everything' || name === which);
    const victims = which === 'everything' ? [record.supervisor, ...children] : children;
    for (const { pid } of victims) process.kill(pid, 'SIGKILL');
  }

  private record() {
    return running.parse(JSON.parse(readFileSync(join(this.home, 'running.json'), 'utf8')));
  }

  async stop(): Promise<void> {
    const { supervisor } = this;
    if (!supervisor || supervisor.exitCode !== null || supervisor.signalCode !== null) return;
    const ended = new Promise((resolve) => supervisor.once('exit', resolve));
    supervisor.kill('SIGTERM');
    await ended;
  }

  async end(): Promise<void> {
    await this.stop();
    if (!process.env['CUBE_E2E_KEEP']) rmSync(this.home, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

import { Hints } from './hints';
import { Logger } from './logger';
import { type TestDatabase, testDatabase, until } from './testing';

/** Between somebody and PostgreSQL. */
class Wire {
  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly ends: Set<Socket>,
  ) {}

  static async to(address: string): Promise<Wire> {
    const url = new URL(address);
    const { port, hostname } = url;
    const ends = new Set<Socket>();
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      near.pipe(far).pipe(near);
      [near, far].forEach((end) => ends.add(end.on('error', () => undefined)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url.port = String(Object(server.address()).port);
    return new Wire(server, url.href, ends);
  }

  get connections(): number {
    return this.ends.size / 2;
  }

  /** Nothing passes any more through what is open, and nobody is told. */
  fallSilent(): void {
    this.ends.forEach((end) => end.unpipe().pause());
  }

  cut(): void {
    this.ends.forEach((end) => end.destroy());
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}

describe('hints', () => {
  let ground: TestDatabase;
  let wire: Wire;
  let hints: Hints;
  let heard = 0;
  /** What is done every ten seconds. */
  let beat: () => void;

  beforeEach(async () => {
    ground = await testDatabase();
    wire = await Wire.to(ground.config.database.url);
    jest.replaceProperty(ground.config.database, 'url', wire.url);
    hints = new Hints(ground.config, new Logger(ground.config));
    hints.on('commands', () => (heard += 1));
    const beats = jest.spyOn(global, 'setInterval');
    await hints.onModuleInit();
    expect(beats).toHaveBeenCalledWith(expect.any(Function), 10_000);
    beat = beats.mock.calls[0]?.[0] ?? beat;
    heard = 0;
  });
  afterEach(async () => {
    await hints.onApplicationShutdown();
    wire.close();
    await ground.drop();
    jest.restoreAllMocks();
  });

  it('reach whoever listens, when the change is committed', async () => {
    await ground.database.transaction(async (manager) => {
      await hints.give('commands', manager);
      await hints.give('bots', manager);
      expect(heard).toBe(0);
    });
    await until(() => heard === 1);
  });

  it('let everybody look when the connection breaks, and when there is a new one', async () => {
    wire.cut();
    await until(() => heard === 2);
    expect(wire.connections).toBe(2);
  });

  it('let everybody look after the connection fell silent, which nobody says', async () => {
    beat();
    await hints.give('commands', ground.database);
    await until(() => heard === 1);
    wire.fallSilent();
    await hints.give('commands', ground.database);
    beat();
    expect(wire.connections).toBe(1);
    beat();
    expect(heard).toBe(2);
    await until(() => heard === 3);
    expect(wire.connections).toBe(2);
  });

  it('keep a connection that answers', async () => {
    for (let beats = 1; beats <= 3; beats += 1) {
      beat();
      await hints.give('commands', ground.database);
      await until(() => heard === beats);
    }
    expect(wire.connections).toBe(1);
  });
});

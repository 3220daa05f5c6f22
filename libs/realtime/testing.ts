import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A wire to a server that a spec can cut, or freeze, and mend again. */
export class Wire {
  private readonly ends = new Set<Socket>();
  private isCut = false;
  private isFrozen = false;

  private constructor(private readonly server: Server) {}

  /** A wire to the server of a URL; `url` leads through it. */
  static async to(target: string): Promise<Wire & { readonly url: string }> {
    const { hostname, port } = new URL(target);
    const server = createServer();
    const wire = new Wire(server);
    server.on('connection', (near) => wire.join(near, connect(Number(port), hostname)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = new URL(target);
    url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return Object.assign(wire, { url: url.href });
  }

  /** As if the server were killed: everything that was open breaks, and nothing opens. */
  cut(): void {
    this.isCut = true;
    this.ends.forEach((end) => end.destroy());
  }

  /** As if the server were stopped: everything stays open, and nothing comes through. */
  freeze(): void {
    this.isFrozen = true;
    this.ends.forEach((end) => end.pause());
  }

  mend(): void {
    this.isCut = false;
    this.isFrozen = false;
    this.ends.forEach((end) => end.resume());
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(near: Socket, far: Socket): void {
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.ends.add(end);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.ends.delete(end);
        other.destroy();
      });
      end.on('data', (chunk) => other.write(chunk));
      if (this.isFrozen) end.pause();
    }
    if (this.isCut) near.destroy();
  }
}

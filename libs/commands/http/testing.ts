import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server as TcpServer,
  type Socket,
} from 'node:net';

import { SafeHttp, type SafeHttpOptions } from './safe-http';

/** A real server on loopback that remembers what it was asked. */
export interface TestServer {
  readonly port: number;
  readonly asked: readonly string[];
  close(): Promise<void>;
}

async function listening(server: TcpServer, asked: readonly string[], host: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const remembering =
  (asked: string[], answer: RequestListener): RequestListener =>
  (request, response) => {
    asked.push(`${request.method} ${request.headers.host}${request.url}`);
    answer(request, response);
  };

export function serve(answer: RequestListener, host = '127.0.0.1'): Promise<TestServer> {
  const asked: string[] = [];
  const server: Server = createServer(remembering(asked, answer));
  return listening(server, asked, host);
}

export function serveTls(answer: RequestListener): Promise<TestServer> {
  const asked: string[] = [];
  return listening(
    createTlsServer({ key: testKey, cert: testCertificate }, remembering(asked, answer)),
    asked,
    '127.0.0.1',
  );
}

/** A server that says what no HTTP server of Node would. */
export function serveRaw(answer: (socket: Socket) => void): Promise<TestServer> {
  return listening(createTcpServer(answer), [], '127.0.0.1');
}

const opened: TestServer[] = [];

/** Keeps a server until `closeAll`, for `afterEach`. */
export async function open(server: Promise<TestServer>): Promise<TestServer> {
  opened.push(await server);
  return server;
}

export async function closeAll(): Promise<void> {
  await Promise.all(opened.splice(0).map((server) => server.close()));
}

/** A client for which these servers are allowed by address and port, and nothing else is. */
export function clientOf(allowed: readonly TestServer[], options: SafeHttpOptions = {}): SafeHttp {
  const hosts = allowed.map(({ port }) => ({ host: '127.0.0.1', port }));
  return new SafeHttp({
    resolve: async () => [],
    ...options,
    allowed: [...hosts, ...(options.allowed ?? [])],
  });
}

export const hello: RequestListener = (_, response) => response.end('hello');
export const at = ({ port }: TestServer, path = '/') => `http://127.0.0.1:${port}${path}`;
export const get = (http: SafeHttp, url: string) => http.request({ method: 'GET', url, timeoutMs: 5000 });

/** Of `secure.example`, made for these specs: it signs itself and opens nothing. */
export const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBozCCAUqgAwIBAgIUZ98XD88HJHDSyLIb/zExatFXAfowCgYIKoZIzj0EAwIw
GTEXMBUGA1UEAwwOc2VjdXJlLmV4YW1wbGUwIBcNMjYxMTIxMTIyNTAyWhgPMjEy
NjEwMjgxMjI1MDJaMBkxFzAVBgNVBAMMDnNlY3VyZS5leGFtcGxlMFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAE8HVm2WzKaQT0Ib0wfnJRNes9cyxfPgaYogx20S89
Klr2uFxvaFS860wtebwcOT4MgjnzSw8Gh7bTH9ixbpJgtaNuMGwwHQYDVR0OBBYE
FGgLfk0964eHSdu1kNoH+qzj3eChMB8GA1UdIwQYMBaAFGgLfk0964eHSdu1kNoH
+qzj3eChMA8GA1UdEwEB/wQFMAMBAf8wGQYDVR0RBBIwEIIOc2VjdXJlLmV4YW1w
bGUwCgYIKoZIzj0EAwIDRwAwRAIgMTIbUXq0vFjTN9IRrnpAfNbrr3S3oRuVVE/R
JLXt6LECIHMS1kJYFY8w1hTrO8y7XnVXYs+oByo7VxUf+AHWbPQm
-----END CERTIFICATE-----
`;

const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVu/EcjVjlchBVjhx
Sjwu7dsjSDtwmr5v8FBBZVNnlymhRANCAATwdWbZbMppBPQhvTB+clE16z1zLF8+
BpiiDHbRLz0qWva4XG9oVLzrTC15vBw5PgyCOfNLDwaHttMf2LFukmC1
-----END PRIVATE KEY-----
`;

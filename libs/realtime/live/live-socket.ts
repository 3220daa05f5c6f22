import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Server } from 'graphql-ws';
import type { WebSocket } from 'ws';

/** What graphql-ws knows of a connection beside its messages. */
export interface Extra {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** What lies below it, for frames that are ready made. */
  readonly raw: Duplex;
  /** IP address. */
  readonly address: string;
  /** To be called once it is known who it is. */
  readonly release: () => void;
}

/** Why a socket is closed. */
export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/**
 * Ties a WebSocket to graphql-ws; `closingFor` says how to close it when a message could not be handled. In place of
 * graphql-ws/use/ws, which prints to the console what clients do wrong, and tells them of errors of ours.
 */
export function bindSocket(
  server: Server<Extra>,
  socket: WebSocket,
  extra: Extra,
  closingFor: (error: unknown) => Closing,
  /** Milliseconds between two pings, and until a socket that answers none counts as dead. */
  pingEvery = 12_000,
): void {
  let isAlive = true;
  socket.on('pong', () => (isAlive = true));
  const pinging = setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingEvery);

  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) resolve();
          else socket.send(data, (error) => (error ? reject(error) : resolve()));
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) => {
        socket.on('message', (data) => {
          take(String(data)).catch((error: unknown) => {
            const { code, reason } = closingFor(error);
            socket.close(code, reason);
          });
        });
      },
    },
    extra,
  );
  // A frame that is too large, or no frame: ws closes the socket by itself, with the code for it.
  socket.on('error', () => undefined);
  socket.once('close', (code, reason) => {
    clearInterval(pinging);
    closed(code, String(reason)).catch(closingFor);
  });
}

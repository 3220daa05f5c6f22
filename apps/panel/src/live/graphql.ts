import { inject, type Provider } from '@angular/core';
import { ApolloLink, HttpLink, InMemoryCache, Observable } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { provideApollo } from 'apollo-angular';
import { createClient } from 'graphql-ws';

import { SignedOut } from '../viewer/signed-out';
import { Connection } from './connection';
import { failureOf } from './failure';
import { LiveLink } from './live-link';

/** Close codes that say "not you": asking again with the same cookie changes nothing. */
const refusals = [4401, 4403];

const longestPause = 10_000;

export function provideGraphQL(): Provider {
  return provideApollo(() => {
    const connection = inject(Connection);
    const signedOut = inject(SignedOut);

    const socket = createClient({
      url: `${location.origin.replace(/^http/, 'ws')}/graphql`,
      lazyCloseTimeout: 3_000,
      keepAlive: 15_000,
      retryAttempts: Number.POSITIVE_INFINITY,
      shouldRetry: (event) => !refusals.includes(closeCode(event)),
      // Full jitter, so that a thousand tabs do not come back in the same instant after a restart.
      retryWait: (retries) =>
        new Promise((resolve) =>
          setTimeout(resolve, 250 + Math.random() * Math.min(longestPause, 500 * 2 ** retries)),
        ),
      on: {
        connected: (_, told) => connection.opened(told?.['accessKey']),
        closed: (event) => {
          if (refusals.includes(closeCode(event))) {
            connection.ended();
            signedOut.leave();
            return;
          }
          if (closeCode(event) !== 1000) connection.lost();
        },
      },
    });

    const http = new HttpLink({
      uri: '/graphql',
      credentials: 'same-origin',
      headers: { 'apollo-require-preflight': 'true' },
    });
    const live = new LiveLink(socket, () => connection.received());
    const refused = new ErrorLink(({ error, operation }) => {
      const { code, message, id } = failureOf(error);
      if (code === 'UNAUTHENTICATED') signedOut.leave();
      // A query's refusal is a face of its page; a subscription's would go unseen.
      else if (operation.operationType === 'subscription' && code !== 'UNREACHABLE') {
        connection.refused(message, id);
      }
    });

    return {
      link: ApolloLink.from([
        refused,
        liveCursors,
        ApolloLink.split(
          (operation) =>
            operation.operationType === 'subscription' || operation.getContext()['overSocket'] === true,
          live,
          http,
        ),
      ]),
      cache: new InMemoryCache({
        typePolicies: {
          CommandSync: { keyFields: ['botId'] },
          BotMember: { keyFields: ['botId', 'accountId'] },
          GuildSync: { keyFields: ['botId'] },
          // Its id is of its queue alone.
          FailedJob: { keyFields: false },
          Query: { fields: { installation: { merge: true }, presence: { merge: false } } },
        },
      }),
      defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network' } },
    };
  });
}

/**
 * Hands a page the live cursor of its own response. In the cache it would be one field shared by all pages, and a page
 * could be given a later cursor than its data.
 */
const liveCursors = new ApolloLink((operation, forward) => {
  const { onLiveCursor } = operation.getContext();
  const results = forward(operation);
  if (typeof onLiveCursor !== 'function') return results;
  return new Observable((subscriber) =>
    results.subscribe({
      next: (result) => {
        const cursor = result.data?.['liveCursor'];
        if (typeof cursor === 'string') onLiveCursor(cursor);
        subscriber.next(result);
      },
      error: (error) => subscriber.error(error),
      complete: () => subscriber.complete(),
    }),
  );
});

function closeCode(event: unknown): number {
  return typeof event === 'object' && event !== null && 'code' in event && typeof event.code === 'number'
    ? event.code
    : 0;
}

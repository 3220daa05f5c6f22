import { ApolloLink, Observable } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { print } from '@apollo/client/utilities';
import type { GraphQLFormattedError } from 'graphql';
import type { Client } from 'graphql-ws';

interface LiveEvent {
  readonly cursor: string;
}

/**
 * What goes over the live socket: messages to the server, and subscriptions over graphql-ws that resume by cursor. graphql-ws sends the same payload object again after a silent
 * reconnect, so writing the cursor of each event into its variables is all it takes to miss nothing and repeat nothing.
 */
export class LiveLink extends ApolloLink {
  constructor(
    private readonly socket: Client,
    private readonly received: () => void,
  ) {
    super();
  }

  override request({ query, variables, operationName }: ApolloLink.Operation): Observable<ApolloLink.Result> {
    return new Observable((subscriber) => {
      const payload = {
        query: print(query),
        operationName: operationName ?? null,
        variables: { ...variables },
      };
      // Events replayed twice by an overlapping resume are dropped: the last cursor has been shown already.
      return this.socket.subscribe<Record<string, unknown>>(payload, {
        next: (result) => {
          const event = Object.values(result.data ?? {}).find(isLiveEvent);
          if (event) {
            if (event.cursor === payload.variables['after']) return;
            payload.variables['after'] = event.cursor;
            this.received();
          }
          subscriber.next({
            data: result.data ?? null,
            ...(result.errors ? { errors: result.errors.map(formatted) } : {}),
          });
        },
        error: (problem) => subscriber.error(asError(problem)),
        complete: () => subscriber.complete(),
      });
    });
  }
}

function isLiveEvent(value: unknown): value is LiveEvent {
  return typeof value === 'object' && value !== null && 'cursor' in value && typeof value.cursor === 'string';
}

function formatted(error: GraphQLFormattedError): GraphQLFormattedError {
  return { message: error.message, ...(error.extensions ? { extensions: error.extensions } : {}) };
}

function isGraphQLError(value: unknown): value is GraphQLFormattedError {
  return (
    typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string'
  );
}

function asError(problem: unknown): unknown {
  if (Array.isArray(problem))
    return new CombinedGraphQLErrors({ errors: problem.filter(isGraphQLError).map(formatted) });
  if (problem instanceof Error) return problem;
  return new Error('The live connection was closed.');
}

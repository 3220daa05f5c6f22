import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { ErrorReporter } from '@cube/realtime/event-log/error-reporter';

import type { DoorContext } from './limits.plugin';

/** Tells who asked for what when something broke, before the error is written down. */
export class ErrorOriginPlugin implements ApolloServerPlugin<DoorContext> {
  constructor(private readonly reporter: ErrorReporter) {}

  async requestDidStart(): Promise<GraphQLRequestListener<DoorContext>> {
    return {
      didEncounterErrors: async ({ errors, operationName, contextValue: { viewer, route } }) => {
        const origin = {
          operation: route ?? operationName ?? null,
          account: viewer && { id: viewer.accountId, name: viewer.name },
        };
        for (const error of errors) this.reporter.comesFrom(error.originalError ?? error, origin);
      },
    };
  }
}

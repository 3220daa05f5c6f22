import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { type OpenSpan, tracing } from '@cube/platform/tracing/tracing';

import type { DoorContext } from './limits.plugin';
import type { TrustedDocuments } from './trusted-documents';

/** Traces what of GraphQL a request runs: its type, and its name where the document is one of ours. Never its variables. */
export class TracingPlugin implements ApolloServerPlugin<DoorContext> {
  constructor(private readonly documents: TrustedDocuments) {}

  async requestDidStart(): Promise<GraphQLRequestListener<DoorContext>> {
    const traces = tracing();
    if (!traces) return {};
    let span: OpenSpan | undefined;
    return {
      didResolveOperation: async ({ operation, queryHash, contextValue: { route } }) => {
        const name = route ?? this.documents.nameOf(queryHash) ?? 'other';
        const type = operation?.operation ?? 'none';
        span = traces.openHere(`GraphQL ${type} ${name}`, {
          attributes: { 'graphql.operation.type': type, 'graphql.operation.name': name },
        });
      },
      didEncounterErrors: async ({ errors }) => span?.fail(String(errors[0]?.extensions['code'] ?? 'error')),
      willSendResponse: async () => span?.end(),
    };
  }
}

import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { RequestServedData } from '@cube/realtime/event-log/events';
import type { RequestLog } from '@cube/realtime/event-log/request-log';
import { Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';

import type { DoorContext } from './limits.plugin';

const types = {
  [OperationTypeNode.QUERY]: 'QUERY',
  [OperationTypeNode.MUTATION]: 'MUTATION',
  // By HTTP it is refused.
  [OperationTypeNode.SUBSCRIPTION]: null,
} as const satisfies Record<OperationTypeNode, RequestServedData['type']>;
const mostFields = 20;

/** Writes every request down once its answer is on its way. Stands behind LimitsPlugin, which says what it cost. */
export class RequestLogPlugin implements ApolloServerPlugin<DoorContext> {
  constructor(private readonly requests: RequestLog) {}

  async requestDidStart(): Promise<GraphQLRequestListener<DoorContext>> {
    const began = performance.now();
    return {
      willSendResponse: async ({ contextValue, operation, operationName, response: { body } }) => {
        if (body.kind !== 'single') return;
        const { viewer, address, route } = contextValue;
        const { errors, extensions } = body.singleResult;
        const request = {
          via: route ? ('REST' as const) : ('GRAPHQL' as const),
          operation: route ?? operationName?.slice(0, 100) ?? null,
          type: operation ? types[operation.operation] : null,
          fields: operation ? rootFieldsOf(operation) : [],
          accountId: viewer?.accountId ?? null,
          accountName: viewer?.name ?? null,
          by: viewer?.by ?? null,
          keyId: viewer?.by === 'key' ? viewer.sessionId : null,
          cost: Number(Object(extensions?.['cost']).requested ?? 0),
          duration: Math.round((performance.now() - began) * 10) / 10,
          code: errors?.[0] ? String(errors[0].extensions?.['code'] ?? 'INVALID') : null,
          address: viewer?.origin.address ?? address,
        };
        setImmediate(() => this.requests.add(request));
      },
    };
  }
}

/** The names in the schema, which are ours; what callers call them is not kept. */
const rootFieldsOf = ({ selectionSet }: OperationDefinitionNode): readonly string[] =>
  selectionSet.selections
    .flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []))
    .slice(0, mostFields);

import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { OperationMeter } from '@cube/realtime/live/operation-meter';

import type { DoorContext } from './limits.plugin';

/** Counts what keys and people ask for. Stands behind LimitsPlugin, which says what it cost. */
export class UsagePlugin implements ApolloServerPlugin<DoorContext> {
  constructor(private readonly meter: OperationMeter) {}

  async requestDidStart(): Promise<GraphQLRequestListener<DoorContext>> {
    return {
      willSendResponse: async ({
        contextValue: { viewer },
        schema,
        document,
        operation,
        operationName,
        response: { body },
      }) => {
        if (!viewer || body.kind !== 'single') return;
        const { errors, extensions } = body.singleResult;
        const cost = Number(Object(extensions?.['cost']).requested ?? 0);
        this.meter.count({
          viewer,
          schema,
          // Without an operation it was not valid, and names fields that may not exist.
          document: operation ? document : undefined,
          operationName,
          cost,
          hasFailed: Boolean(errors?.length),
        });
      },
    };
  }
}

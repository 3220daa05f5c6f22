import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';

import type { DoorContext } from '../limits.plugin';
import type { RequestRecorder } from './request-recorder';

/** Notes what of GraphQL a request ran: its operation, its resolvers and their times. */
export class TracePlugin implements ApolloServerPlugin<DoorContext> {
  constructor(private readonly recorder: RequestRecorder) {}

  async requestDidStart(): Promise<GraphQLRequestListener<DoorContext>> {
    const trace = this.recorder.current;
    if (!trace) return {};
    return {
      didResolveOperation: async ({ operation, operationName, contextValue: { viewer } }) => {
        if (operation) trace.operation = `${operation.operation} ${operationName ?? '(unnamed)'}`;
        trace.who = viewer?.name ?? null;
      },
      didEncounterErrors: async ({ errors }) => {
        trace.errors.push(...errors.map(({ message }) => message));
      },
      executionDidStart: async () => ({
        willResolveField: ({ info: { parentType, fieldName } }) => {
          const name = `${parentType.name}.${fieldName}`;
          const field = trace.fields.get(name) ?? { calls: 0, milliseconds: 0 };
          trace.fields.set(name, field);
          const began = performance.now();
          return () => {
            field.calls += 1;
            field.milliseconds += performance.now() - began;
          };
        },
      }),
    };
  }
}

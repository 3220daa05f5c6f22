import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { execute } from '@cube/platform/execution/execute';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import type { GraphQLSchema } from 'graphql';

/** Nest's driver, with our executor where Apollo takes one: it calls that place a gateway, though nothing lies behind it here. */
@Injectable()
export class PlanningDriver extends ApolloDriver {
  override start(options: ApolloDriverConfig): Promise<void> {
    const { schema } = options;
    if (!schema) throw new Error('Nest starts its driver without a schema.');
    return super.start(Object.assign(options, { gateway: gatewayTo(schema) }));
  }
}

const gatewayTo = (schema: GraphQLSchema): ApolloServerOptionsWithGateway<object>['gateway'] => ({
  onSchemaLoadOrUpdate: (tell) => {
    tell({ apiSchema: schema, coreSupergraphSdl: '' });
    return () => undefined;
  },
  load: async () => ({
    executor: async ({ document, context, request: { operationName, variables } }) =>
      execute({ schema, document, operationName, variableValues: variables, contextValue: context }),
  }),
  stop: async () => undefined,
});

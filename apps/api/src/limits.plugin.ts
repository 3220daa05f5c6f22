import {
  type ApolloServerPlugin,
  type GraphQLRequestContextDidResolveOperation,
  type GraphQLRequestListener,
  HeaderMap,
} from '@apollo/server';
import type { RequestContext } from '@cube/platform/access';
import { AppError, TooMany } from '@cube/platform/errors';
import {
  failureCost,
  graphqlLimits,
  measureWithinLimits,
  refuseIntrospection,
} from '@cube/platform/graphql-limits';
import { spendBudget } from '@cube/platform/key-budget';
import { limitHeaders, type Limits, refusalHeaders, whoIs } from '@cube/platform/limits';
import { GraphQLError } from 'graphql';

/** What the door knows of a request beyond what resolvers need. */
export interface DoorContext extends RequestContext {
  /** IP address, as limits count it. */
  readonly address: string;
  /** The route of REST that asks, such as `GET /bots/:id`. */
  readonly route?: string;
}

/** Holds every operation to the limits of one request, charges its cost to whoever asks, and says in the answer what it cost. */
export class LimitsPlugin implements ApolloServerPlugin<DoorContext> {
  constructor(private readonly limits: Limits) {}

  async requestDidStart(): Promise<GraphQLRequestListener<DoorContext>> {
    let requested: number | undefined;
    return {
      didResolveOperation: async (request) => {
        try {
          requested = await this.charge(request);
        } catch (error) {
          throw asGraphqlError(error);
        }
      },
      willSendResponse: async ({ response: { body }, contextValue: { viewer } }) => {
        if (requested === undefined) {
          if (viewer) this.limits.charge('graphql', whoIs(viewer), failureCost);
          return;
        }
        if (body.kind !== 'single') return;
        const cost = { requested, limit: graphqlLimits.cost };
        body.singleResult.extensions = { ...body.singleResult.extensions, cost };
      },
    };
  }

  private async charge({
    schema,
    document,
    operation,
    request,
    response,
    contextValue: { viewer, address },
  }: GraphQLRequestContextDidResolveOperation<DoorContext>): Promise<number> {
    // Without an operation the executor will say what is missing.
    if (!operation) return 0;
    const { cost, introspects } = measureWithinLimits({
      schema,
      document,
      operation,
      variables: request.variables ?? {},
    });
    if (introspects) refuseIntrospection(viewer);
    const allowance = await this.limits.take('graphql', viewer ? whoIs(viewer) : address, cost);
    spendBudget(this.limits, viewer, cost);
    Object.entries(limitHeaders('graphql', allowance)).forEach(([name, value]) =>
      response.http.headers.set(name, value),
    );
    return cost;
  }
}

/** An AppError as Apollo takes its HTTP status and headers from it; anything else as it is. */
export function asGraphqlError(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const headers = new HeaderMap(error instanceof TooMany ? Object.entries(refusalHeaders(error)) : []);
  const http = { status: error.status, headers };
  return new GraphQLError(error.message, { originalError: error, extensions: { http } });
}

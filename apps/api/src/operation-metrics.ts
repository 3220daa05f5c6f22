import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { Metrics } from '@cube/platform/metrics/metrics';

import type { DoorContext } from './limits.plugin';
import type { TrustedDocuments } from './trusted-documents';

/** What is wrong with us, and not with what was asked. */
const ours = new Set(['INTERNAL', 'UNAVAILABLE']);

/**
 * Counts what was asked, for Prometheus. An operation has its name only where its document is one of the panel's or of
 * REST: what others call theirs is theirs to choose, and each name would be kept for ever.
 */
export class OperationMetrics implements ApolloServerPlugin<DoorContext> {
  private readonly operations;
  private readonly durations;

  constructor(
    metrics: Metrics,
    private readonly documents: TrustedDocuments,
  ) {
    this.operations = metrics.counter({
      name: 'cube_graphql_operations_total',
      help: 'Operations of GraphQL over HTTP and of REST, by name (other: not ours) and status: OK, REFUSED for what was asked, or FAILED.',
      labelNames: ['operation', 'status'],
    });
    this.durations = metrics.histogram({
      name: 'cube_graphql_operation_duration_seconds',
      help: 'From the parsed request to its answer.',
      labelNames: ['operation'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    });
  }

  /** Without a session, or with too many requests, nobody gets as far as an operation. */
  async contextCreationDidFail(): Promise<void> {
    this.operations.inc({ operation: 'other', status: 'REFUSED' });
  }

  async requestDidStart(): Promise<GraphQLRequestListener<DoorContext>> {
    const began = performance.now();
    return {
      willSendResponse: async ({ contextValue: { route }, queryHash, response: { body } }) => {
        if (body.kind !== 'single') return;
        const operation = route ?? this.documents.nameOf(queryHash) ?? 'other';
        this.operations.inc({ operation, status: statusOf(body.singleResult.errors) });
        this.durations.observe({ operation }, (performance.now() - began) / 1000);
      },
    };
  }
}

type Errors = readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];

function statusOf(errors: Errors = []): 'OK' | 'REFUSED' | 'FAILED' {
  if (errors.length === 0) return 'OK';
  return errors.some(({ extensions }) => ours.has(String(extensions?.['code']))) ? 'FAILED' : 'REFUSED';
}

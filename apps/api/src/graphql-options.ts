import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { networkOf } from '@cube/platform/address';
import { Invalid } from '@cube/platform/errors';
import { graphqlLimits } from '@cube/platform/graphql-limits';
import { countingStrangers, Limits, whoIs } from '@cube/platform/limits';
import { Loaders } from '@cube/platform/loaders';
import { Metrics } from '@cube/platform/metrics/metrics';
import { tracing } from '@cube/platform/tracing/tracing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { RequestLog } from '@cube/realtime/event-log/request-log';
import { OperationMeter } from '@cube/realtime/live/operation-meter';
import { ViewerSource } from '@cube/realtime/live/viewer-source';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable, Optional } from '@nestjs/common';
import type { GqlOptionsFactory } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode } from 'graphql';

import { RequestRecorder } from './development/request-recorder';
import { TracePlugin } from './development/trace.plugin';
import { documentStore } from './document-store';
import { ErrorOriginPlugin } from './error-origin.plugin';
import { asGraphqlError, type DoorContext, LimitsPlugin } from './limits.plugin';
import { OperationMetrics } from './operation-metrics';
import { RequestLogPlugin } from './request-log.plugin';
import { TracingPlugin } from './tracing.plugin';
import { TrustedDocuments } from './trusted-documents';
import { unquoted } from './unquoted';
import { UsagePlugin } from './usage.plugin';

/** A subscription that comes by HTTP is told where it belongs. */
const onlyBySocket: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ operation }) => {
      if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const error = new Invalid('Subscriptions are served over WebSocket, at this same address.');
      throw new GraphQLError(error.message, { originalError: error, extensions: { http: { status: 400 } } });
    },
  }),
};

/** GraphQL over HTTP. Subscriptions are LiveServer's, on the same path. */
@Injectable()
export class GraphqlOptions implements GqlOptionsFactory<ApolloDriverConfig> {
  private readonly documents = new TrustedDocuments();

  constructor(
    private readonly viewers: ViewerSource,
    private readonly reporter: ErrorReporter,
    private readonly limits: Limits,
    private readonly meter: OperationMeter,
    private readonly log: EventLog,
    private readonly metrics: Metrics,
    @Optional() private readonly recorder?: RequestRecorder,
  ) {}

  createGqlOptions(): ApolloDriverConfig {
    return {
      path: '/graphql',
      autoSchemaFile: true,
      sortSchema: true,
      playground: false,
      introspection: true,
      includeStacktraceInErrorResponses: false,
      maxRecursiveSelections: true,
      parseOptions: { maxTokens: graphqlLimits.tokens },
      persistedQueries: { cache: this.documents.cache },
      documentStore: documentStore(),
      // A list of 100 rows costs twice as much with it, and nothing here is cached by HTTP.
      plugins: [
        ApolloServerPluginCacheControlDisabled(),
        onlyBySocket,
        new LimitsPlugin(this.limits),
        new UsagePlugin(this.meter),
        ...(this.recorder ? [new TracePlugin(this.recorder)] : []),
        ...(tracing() ? [new TracingPlugin(this.documents)] : []),
        new OperationMetrics(this.metrics, this.documents),
        new ErrorOriginPlugin(this.reporter),
        new RequestLogPlugin(new RequestLog(this.log)),
      ],
      formatError: (error, thrown) => {
        const shown = this.reporter.present(error, thrown);
        return { ...shown, message: unquoted(shown.message) };
      },
      context: (request: FastifyRequest) => this.contextOf(request),
    };
  }

  private async contextOf({ method, headers, body, ip }: FastifyRequest): Promise<DoorContext> {
    const address = networkOf(ip);
    try {
      const viewer = await countingStrangers(this.limits, address, () =>
        this.viewers.viewerOf({ headers, address: ip }),
      );
      if (viewer) this.limits.takeNow('graphql', whoIs(viewer), 0);
      else this.documents.refuseStrangers(method, body);
      const origin = { address: ip, userAgent: (headers['user-agent'] ?? 'unknown').slice(0, 300) };
      return { viewer, loaders: new Loaders(), address, origin };
    } catch (error) {
      throw asGraphqlError(this.reporter.understood(error));
    }
  }
}

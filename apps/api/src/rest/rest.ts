import type { ApolloServer } from '@apollo/server';
import { VIEWER } from '@cube/platform/access';
import { networkOf } from '@cube/platform/address';
import { Config } from '@cube/platform/config';
import { Loaders } from '@cube/platform/loaders';
import type { Viewer } from '@cube/platform/viewer';
import type { ApolloDriver } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLFormattedError, parse } from 'graphql';

import type { DoorContext } from '../limits.plugin';
import { type Parameter, parametersOf, variablesFrom } from './route-variables';
import type { Route } from './routes';

type Request = FastifyRequest & { readonly [VIEWER]?: Viewer | null };

/** One page of a list. */
interface Page {
  readonly items: readonly unknown[];
  /** The address of the next page; null on the last. */
  readonly next: string | null;
  readonly cursor: string | null;
}

/** Answers REST requests by the GraphQL operations that stand for them. */
@Injectable()
export class Rest {
  private readonly parameters = new Map<Route, readonly Parameter[]>();

  constructor(
    private readonly modules: ModuleRef,
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly config: Config,
  ) {}

  async answer(route: Route, request: Request, reply: FastifyReply): Promise<object> {
    const variables = variablesFrom(this.parametersOf(route), {
      params: Object(request.params),
      query: Object(request.query),
      body: request.body,
    });
    const contextValue: DoorContext = {
      viewer: request[VIEWER] ?? null,
      loaders: new Loaders(),
      address: networkOf(request.ip),
      route: `${route.method} ${route.path}`,
    };
    const { body, http } = await this.server.executeOperation(
      { query: route.document, variables },
      { contextValue },
    );
    for (const [name, value] of http.headers) {
      if (!name.startsWith('content-')) void reply.header(name, value);
    }
    if (body.kind !== 'single') throw new Error('A route of REST has no incremental delivery.');
    const [error] = body.singleResult.errors ?? [];
    if (error) {
      void reply.status(statusOf(error));
      return shownError(error);
    }
    const [result] = Object.values(body.singleResult.data ?? {});
    if (!isConnection(result)) return typeof result === 'string' ? { id: result } : Object(result);
    const page = this.pageOf(result, request);
    if (page.next !== null) void reply.header('link', `<${page.next}>; rel="next"`);
    return page;
  }

  private get server(): ApolloServer<DoorContext> {
    const { graphQlAdapter } = this.modules.get<GraphQLModule<ApolloDriver>>(GraphQLModule, {
      strict: false,
    });
    // Nest does not know of which kind our context is.
    return graphQlAdapter.instance as unknown as ApolloServer<DoorContext>;
  }

  private parametersOf(route: Route): readonly Parameter[] {
    const known = this.parameters.get(route);
    if (known) return known;
    const found = parametersOf(this.schemaHost.schema, route, parse(route.document));
    this.parameters.set(route, found);
    return found;
  }

  private pageOf({ nodes, pageInfo, ...rest }: Connection, { url }: FastifyRequest): Page {
    const next = new URL(url, this.config.publicUrl);
    next.searchParams.set('after', pageInfo.endCursor ?? '');
    return {
      items: nodes,
      next: pageInfo.hasNextPage ? `${this.config.publicUrl}${next.pathname}${next.search}` : null,
      cursor: pageInfo.endCursor,
      ...rest,
    };
  }
}

interface Connection {
  readonly nodes: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const isConnection = (value: unknown): value is Connection =>
  typeof value === 'object' && value !== null && 'nodes' in value && 'pageInfo' in value;

const statuses: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

const statusOf = ({ extensions }: GraphQLFormattedError): number =>
  statuses[String(extensions?.['code'])] ?? 400;

/** `{ code, message, fields }`, and whatever else GraphQL says of such an error. */
function shownError({ message, extensions }: GraphQLFormattedError): object {
  const { code, fields = [], ...facts } = extensions ?? {};
  // What GraphQL calls a variable of the wrong type is, here, a wrong body.
  const known = code === 'BAD_USER_INPUT' ? 'INVALID' : (code ?? 'INTERNAL');
  return { code: known, message, fields, ...facts };
}

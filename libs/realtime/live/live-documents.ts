import type { RequestContext } from '@cube/platform/access';
import { AppError, Invalid } from '@cube/platform/errors';
import { execute } from '@cube/platform/execution/execute';
import {
  failureCost,
  graphqlLimits,
  measureWithinLimits,
  refuseIntrospection,
} from '@cube/platform/graphql-limits';
import { spendBudget } from '@cube/platform/key-budget';
import { Limits, whoIs } from '@cube/platform/limits';
import type { Viewer } from '@cube/platform/viewer';
import { Injectable } from '@nestjs/common';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';

import { ErrorReporter } from '../event-log/error-reporter';
import { OperationMeter } from './operation-meter';
import { isOverSocket } from './over-socket';

/** Letters of all the documents that are kept; their trees take some fifty times as many bytes. */
const mostLetters = 400_000;
const texts = new WeakMap<DocumentNode, string>();

/** A document as text without what makes no difference, such as its spaces. */
export function printed(document: DocumentNode): string {
  const text = texts.get(document) ?? print(document);
  texts.set(document, text);
  return text;
}

/** What clients ask over a WebSocket, and how they are told what is wrong with it: as strictly as over HTTP. */
@Injectable()
export class LiveDocuments {
  /** Documents without a mistake, by their text: what thousands of sockets ask in the same words is one tree for all. */
  private readonly known = new LRUCache<string, DocumentNode>({
    maxSize: mostLetters,
    sizeCalculation: (_document, text) => text.length,
  });

  constructor(
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly reporter: ErrorReporter,
    private readonly limits: Limits,
    private readonly meter: OperationMeter,
  ) {}

  /** Parses, validates and counts a document; errors for one that is refused. */
  prepare(
    payload: {
      readonly query: string;
      readonly operationName?: string | null;
      readonly variables?: object | null;
    },
    contextValue: RequestContext & { readonly viewer: Viewer },
  ): ExecutionArgs | readonly GraphQLError[] {
    const { schema } = this.schemaHost;
    const who = whoIs(contextValue.viewer);
    try {
      this.limits.takeNow('graphql', who, 0);
      const document = this.read(payload.query);
      if (!('kind' in document)) {
        this.limits.charge('graphql', who, failureCost);
        return document.map((error) => this.shown(error, 'GRAPHQL_VALIDATION_FAILED'));
      }
      const operation = getOperationAST(document, payload.operationName);
      const [field, ...more] = operation?.selectionSet.selections ?? [];
      const isAlone = field?.kind === Kind.FIELD && !field.directives?.length && more.length === 0;
      if (!operation || !isServedHere(schema, operation, isAlone ? field.name.value : null)) {
        return this.refuse(
          new Invalid('Only subscriptions are served here: send queries and mutations by HTTP.'),
        );
      }
      if (!isAlone) {
        return this.refuse(
          new Invalid('Name the field of a subscription itself: no fragment around it, no directive on it.'),
        );
      }
      const variables = { ...payload.variables };
      const { cost, introspects } = measureWithinLimits({ schema, document, operation, variables });
      if (introspects) refuseIntrospection(contextValue.viewer);
      this.limits.takeNow('graphql', who, cost);
      spendBudget(this.limits, contextValue.viewer, cost);
      this.meter.count({
        viewer: contextValue.viewer,
        schema,
        document,
        operationName: payload.operationName,
        cost,
        hasFailed: false,
      });
      return {
        schema,
        document,
        operationName: payload.operationName,
        variableValues: variables,
        contextValue,
      };
    } catch (error) {
      this.limits.charge('graphql', who, failureCost);
      if (error instanceof AppError) return this.refuse(error);
      if (error instanceof GraphQLError) return [this.shown(error, 'GRAPHQL_PARSE_FAILED')];
      throw error;
    }
  }

  /** A document that is valid, or what is wrong with it; throws when it is none. */
  private read(text: string): DocumentNode | readonly GraphQLError[] {
    const known = this.known.get(text);
    if (known) return known;
    const document = parse(text, { maxTokens: graphqlLimits.tokens });
    const errors = validate(this.schemaHost.schema, document, specifiedRules, { maxErrors: 10 });
    if (errors.length > 0) return errors;
    this.known.set(text, document);
    return document;
  }

  /** Does what a page says over its socket. */
  async run(args: ExecutionArgs): Promise<ExecutionResult> {
    return this.present(await execute(args));
  }

  /** An error for the client, about what it asked. */
  refuse(error: Error): readonly GraphQLError[] {
    return [this.shown(new GraphQLError(error.message, { originalError: error }))];
  }

  /** `code` is what Apollo calls this fault over HTTP. */
  private shown(error: GraphQLError, code?: string): GraphQLError {
    const formatted = { ...error.toJSON(), ...(code !== undefined && { extensions: { code } }) };
    const { message, extensions, locations, path } = this.reporter.present(formatted, error);
    const shown = new GraphQLError(message, { extensions: { ...extensions } });
    return Object.assign(shown, { toJSON: () => ({ message, locations, path, extensions }) });
  }

  /** A result as a client may see it: faults of ours have an id in place of their message. */
  present(result: ExecutionResult): ExecutionResult {
    return result.errors ? { ...result, errors: result.errors.map((error) => this.shown(error)) } : result;
  }
}

/** Subscriptions, and the mutations that are messages about the socket itself; `name` is null for more than one plain field. */
function isServedHere(
  schema: GraphQLSchema,
  { operation }: OperationDefinitionNode,
  name: string | null,
): boolean {
  if (operation === 'subscription') return true;
  if (operation === 'query' || name === null) return false;
  return isOverSocket(schema.getMutationType()?.getFields()[name]);
}

import { AsyncLocalStorage } from 'node:async_hooks';

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type AfterQueryEvent, DataSource } from 'typeorm';

/** What one query of a request was; its values are left out, for they may be anybody's. */
export interface QueryTrace {
  readonly sql: string;
  readonly milliseconds: number;
  readonly failed: boolean;
}

/** All calls of one field, such as `Bot.owner`. */
export interface FieldTrace {
  calls: number;
  /** Of all calls together, from the call to the answer: those of a list overlap. */
  milliseconds: number;
}

/** One request, as it went. */
export interface RequestTrace {
  readonly at: Date;
  readonly address: string;
  /** `performance.now()`. */
  readonly began: number;
  milliseconds: number | null;
  status: number | null;
  operation: string | null;
  who: string | null;
  readonly errors: string[];
  readonly queries: QueryTrace[];
  readonly fields: Map<string, FieldTrace>;
}

/** Requests that are kept, and what of each. */
const mostRequests = 50;
const mostQueries = 300;
const mostLetters = 3000;

/** Remembers the last requests of this process with their resolvers and queries. Exists in development alone. */
@Injectable()
export class RequestRecorder implements OnModuleInit {
  private readonly running = new AsyncLocalStorage<RequestTrace>();
  private readonly kept: RequestTrace[] = [];

  constructor(private readonly database: DataSource) {}

  onModuleInit(): void {
    this.database.subscribers.push({ afterQuery: (event: AfterQueryEvent) => this.note(event) });
  }

  /** The last requests, newest first. */
  get last(): readonly RequestTrace[] {
    return this.kept.toReversed();
  }

  /** The request that this code runs for. */
  get current(): RequestTrace | undefined {
    return this.running.getStore();
  }

  /** Runs the rest of a request; what it does is noted with it. */
  follow(address: string, rest: () => void): RequestTrace {
    const trace: RequestTrace = {
      at: new Date(),
      address,
      began: performance.now(),
      milliseconds: null,
      status: null,
      operation: null,
      who: null,
      errors: [],
      queries: [],
      fields: new Map(),
    };
    this.kept.push(trace);
    if (this.kept.length > mostRequests) this.kept.shift();
    this.running.run(trace, rest);
    return trace;
  }

  private note({ query, executionTime, success }: AfterQueryEvent): void {
    const trace = this.current;
    if (!trace || trace.queries.length >= mostQueries) return;
    trace.queries.push({
      sql: query.slice(0, mostLetters),
      milliseconds: executionTime ?? 0,
      failed: success === false,
    });
  }
}

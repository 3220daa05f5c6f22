import { DestroyRef, effect, inject, type Signal, signal, untracked } from '@angular/core';
import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { Apollo } from 'apollo-angular';
import { Subscription } from 'rxjs';

import { Notices } from '../ui/notices';
import { type Failure, failureOf } from './failure';

/** What a page's query is doing, for its four faces. */
export interface Watched<Data> {
  /** Undefined until the first complete answer; kept while refetching. */
  readonly data: Signal<Data | undefined>;
  readonly loading: Signal<boolean>;
  /** Set when there is nothing to show because the query failed. */
  readonly failure: Signal<Failure | undefined>;
  refetch(): void;
  /** Changes the cached answer, for what an event adds to a list. */
  update(change: (data: Data) => Data): void;
  /** Reads the next page and folds it into the answer. */
  more(variables: OperationVariables, fold: (data: Data, next: Data) => Data): Promise<void>;
}

interface WatchedOptions<Data, Variables, Event, LiveVariables> {
  readonly query: TypedDocumentNode<Data, Variables>;
  /** Read in a reactive context; undefined waits. */
  readonly variables: () => Variables | undefined;
  /** What follows the answer live: started once a fresh answer is here, from the cursor of that very answer. */
  readonly live?: {
    readonly subscription: TypedDocumentNode<Event, LiveVariables>;
    readonly variables: (after: string) => LiveVariables;
    readonly gap: (event: Event) => boolean;
    readonly apply?: (event: Event) => void;
  };
}

/** Watches a query in the cache, and follows it by its subscription. Call it where injection works. */
export function watched<
  Data,
  Variables extends OperationVariables,
  Event = never,
  LiveVariables extends OperationVariables = never,
>(options: WatchedOptions<Data, Variables, Event, LiveVariables>): Watched<Data> {
  const apollo = inject(Apollo);
  const notices = inject(Notices);
  const data = signal<Data | undefined>(undefined);
  const loading = signal(true);
  const failure = signal<Failure | undefined>(undefined);
  let current: ReturnType<typeof open> | undefined;

  function open(variables: Variables) {
    const all = new Subscription();
    let following = false;
    const query = apollo.watchQuery<Data, Variables>({
      query: options.query,
      variables,
      notifyOnNetworkStatusChange: true,
      context: {
        // A shared answer would reach one of two watchers only with its cursor.
        queryDeduplication: false,
        onLiveCursor: (cursor: string) => {
          if (following || all.closed) return;
          following = true;
          // The answer has to be in the cache before the first event is applied to it.
          queueMicrotask(() => follow(cursor));
        },
      },
    });

    const follow = (after: string): void => {
      const { live } = options;
      if (!live || all.closed) return;
      all.add(
        apollo
          .subscribe<Event, LiveVariables>({
            query: live.subscription,
            variables: untracked(() => live.variables(after)),
          })
          .subscribe({
            next: ({ data: event }) => {
              if (!event) return;
              if (live.gap(event)) void query.refetch();
              else live.apply?.(event);
            },
          }),
      );
    };

    all.add(
      query.valueChanges.subscribe((result) => {
        if (result.dataState === 'complete') data.set(result.data);
        loading.set(result.loading);
        failure.set(result.error && !result.loading ? failureOf(result.error) : undefined);
      }),
    );
    return { query, all };
  }

  effect(() => {
    const variables = options.variables();
    untracked(() => {
      current?.all.unsubscribe();
      data.set(undefined);
      loading.set(true);
      failure.set(undefined);
      current = variables === undefined ? undefined : open(variables);
    });
  });
  inject(DestroyRef).onDestroy(() => current?.all.unsubscribe());

  return {
    data: data.asReadonly(),
    loading: loading.asReadonly(),
    failure: failure.asReadonly(),
    refetch: () => void current?.query.refetch().catch(() => undefined),
    update: (change) => {
      const variables = untracked(options.variables);
      if (variables === undefined) return;
      apollo.client.cache.updateQuery({ query: options.query, variables }, (before) =>
        before ? change(before) : undefined,
      );
    },
    more: async (variables, fold) => {
      const { query } = current ?? {};
      if (!query) return;
      const next = await apollo.client
        .query<Data, OperationVariables>({
          query: options.query,
          variables: { ...query.variables, ...variables },
          fetchPolicy: 'no-cache',
        })
        .then((result) => result.data)
        .catch((error: unknown) => notices.refuse(failureOf(error).message, failureOf(error).id));
      const before = untracked(data);
      if (!next || !before) return;
      apollo.client.cache.writeQuery({
        query: options.query,
        variables: untracked(options.variables),
        data: fold(before, next),
      });
    },
  };
}

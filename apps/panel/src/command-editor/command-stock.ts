import { computed, inject, Injectable, type Signal, signal } from '@angular/core';
import type { Surroundings } from '@cube/discord-rules/steps/surroundings';
import type { TemplateVariable } from '@cube/discord-rules/template-variables';

import type { CommandPlacesQuery } from '../graphql.generated';
import { watched } from '../live/watched';
import { Access } from '../viewer/access';
import {
  CommandPlacesDocument,
  CommandStockDocument,
  CommandStockLiveDocument,
} from './command-stock.generated';

/** Something of a server that has an id and a name. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** A server with what can be chosen of it. */
export interface Place extends Named {
  readonly things: readonly Named[];
}

const categories = new Set(['GuildCategory']);

/** What a bot has that a command can name: secrets, other commands, handlers in code, roles and channels of its servers. */
@Injectable()
export class CommandStock {
  private readonly access = inject(Access);
  private readonly of = signal<Signal<string | undefined>>(signal(undefined));
  readonly botId = computed(() => this.of()());

  private readonly page = watched({
    query: CommandStockDocument,
    variables: () => {
      const botId = this.botId();
      return botId === undefined ? undefined : { botId };
    },
    live: {
      subscription: CommandStockLiveDocument,
      variables: (after) => ({ botId: this.botId() ?? '', after }),
      gap: ({ botChanged }) => botChanged.gap !== null,
      apply: () => this.page.refetch(),
    },
  });
  private readonly guilds = watched({
    query: CommandPlacesDocument,
    variables: () => {
      const botId = this.botId();
      return botId !== undefined && this.access.may('VIEW_GUILDS', { botId }) ? { botId } : undefined;
    },
  });

  readonly handlers = computed(() => this.page.data()?.commandHandlers ?? []);
  readonly secrets = computed((): readonly TemplateVariable[] =>
    (this.page.data()?.botSecrets ?? []).map(({ name, hosts }) => ({
      name: `secret.${name}`,
      type: 'text',
      description: `A secret that is sent to ${hosts.join(', ')}.`,
      example: '•••',
    })),
  );
  readonly roles = computed(() => this.placesOf(({ roles }) => roles));
  readonly channels = computed(() =>
    this.placesOf(({ channels }) =>
      channels.filter(({ type }) => !categories.has(type)).map(({ id, name }) => ({ id, name: `#${name}` })),
    ),
  );

  /** The slash commands that another command can run. */
  readonly runnable = computed(() =>
    (this.page.data()?.commands.nodes ?? [])
      .filter(({ type, source }) => type === 'CHAT_INPUT' && source === 'CUSTOM')
      .map(({ name }) => name),
  );

  /** For the rules of steps. Which commands run each other the server alone knows. */
  readonly around = computed((): Surroundings => {
    const data = this.page.data();
    return data
      ? {
          secrets: new Map(data.botSecrets.map(({ name, hosts }) => [name, hosts])),
          // Of more than a page the rest is not known here.
          ...(data.commands.nodes.length < 100 && {
            commands: new Map(this.runnable().map((name) => [name, []])),
          }),
        }
      : {};
  });

  watch(botId: Signal<string>): void {
    this.of.set(botId);
  }

  /** Reads it anew, after a command was added or renamed. */
  refresh(): void {
    if (this.page.data()) this.page.refetch();
  }

  private placesOf(
    things: (guild: CommandPlacesQuery['guilds']['nodes'][number]) => readonly Named[],
  ): readonly Place[] {
    return (this.guilds.data()?.guilds.nodes ?? []).map((guild) => ({
      id: guild.id,
      name: guild.name,
      things: things(guild),
    }));
  }
}

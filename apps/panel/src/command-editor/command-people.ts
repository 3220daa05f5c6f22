import { computed, inject, Injectable, signal } from '@angular/core';
import { Apollo } from 'apollo-angular';

import type { CommandPeopleQuery } from '../graphql.generated';
import { Access } from '../viewer/access';
import { CommandPeopleDocument } from './command-people.generated';
import { CommandStock } from './command-stock';

export type FoundPerson = CommandPeopleQuery['guildMembers'][number];

/** Most ids that the server takes at a time. */
const mostIds = 25;

/** The people whom a command can name, looked up in one of the bot's servers at a time. */
@Injectable()
export class CommandPeople {
  private readonly apollo = inject(Apollo);
  private readonly access = inject(Access);
  private readonly stock = inject(CommandStock);
  private readonly chosen = signal('');
  private readonly names = signal<ReadonlyMap<string, string>>(new Map());
  /** Ids that were looked up already, each with the server. */
  private readonly asked = new Set<string>();

  readonly guilds = computed(() => this.stock.roles());
  /** Where people are looked for; empty where nobody can be. */
  readonly guildId = computed(() => {
    const botId = this.stock.botId();
    if (botId === undefined || !this.access.may('EDIT_COMMANDS', { botId })) return '';
    const guilds = this.guilds();
    return guilds.find(({ id }) => id === this.chosen())?.id ?? guilds[0]?.id ?? '';
  });

  choose(guildId: string): void {
    this.chosen.set(guildId);
  }

  /** The id itself for whom nothing is known. */
  nameOf(id: string): string {
    return this.names().get(id) ?? id;
  }

  /** Those whose names begin so. Throws what the server answers. */
  async find(search: string): Promise<readonly FoundPerson[]> {
    return this.guildId() === '' ? [] : this.ask({ search });
  }

  /** Finds names for ids, as far as they are members there; of others the ids are shown. */
  async learn(ids: readonly string[]): Promise<void> {
    const guildId = this.guildId();
    const unknown = ids.filter(
      (id) => /^\d{1,20}$/.test(id) && !this.names().has(id) && !this.asked.has(`${guildId} ${id}`),
    );
    if (guildId === '' || unknown.length === 0) return;
    unknown.forEach((id) => this.asked.add(`${guildId} ${id}`));
    for (let next = 0; next < unknown.length; next += mostIds) {
      // Without names the ids do.
      await this.ask({ ids: unknown.slice(next, next + mostIds) }).catch(() => undefined);
    }
  }

  private async ask(whom: {
    readonly search?: string;
    readonly ids?: string[];
  }): Promise<readonly FoundPerson[]> {
    const { data } = await this.apollo.client.query({
      query: CommandPeopleDocument,
      variables: { botId: this.stock.botId() ?? '', guildId: this.guildId(), ...whom },
      // Somebody has another name in another server.
      fetchPolicy: 'no-cache',
    });
    const found = data?.guildMembers ?? [];
    this.names.update((names) => new Map([...names, ...found.map(({ id, name }) => [id, name] as const)]));
    return found;
  }
}

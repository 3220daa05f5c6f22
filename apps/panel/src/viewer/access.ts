import { computed, inject, Injectable } from '@angular/core';
import { createMongoAbility, type MongoAbility, subject } from '@casl/ability';
import { Apollo } from 'apollo-angular';
import { firstValueFrom } from 'rxjs';

import type { AccessSubject, Permission } from '../graphql.generated';
import { ExplainAccessDocument } from './explain-access.generated';
import { permissionWords } from './permissions';
import { Viewer } from './viewer';

/** What a deed concerns: any one of these bots, or a server. Nothing at all stands for the whole installation. */
export interface Target {
  readonly botId?: string | undefined;
  readonly botIds?: readonly string[];
  readonly guildId?: string | undefined;
}

const subjects = { ALL: 'all', BOT: 'Bot', GUILD: 'Guild' } as const satisfies Record<AccessSubject, string>;
type Subject = (typeof subjects)[AccessSubject];
type Ability = MongoAbility<[Permission, Subject | { readonly id: string }]>;

/** What the viewer may do, by the same rules and the same library as the server's doors. */
@Injectable({ providedIn: 'root' })
export class Access {
  private readonly viewer = inject(Viewer);
  private readonly apollo = inject(Apollo);

  private readonly rules = computed(() => this.viewer.me()?.access ?? []);
  private readonly ability = computed(() =>
    createMongoAbility<Ability>(
      this.rules().map(({ permissions, subject: on, ids }) => ({
        action: [...permissions],
        subject: subjects[on],
        ...(on !== 'ALL' && { conditions: { id: { $in: ids } } }),
      })),
    ),
  );

  /** True when the permission holds for something, be it a single bot: the pages about it are worth showing. */
  holds(permission: Permission): boolean {
    return this.rules().some(({ permissions }) => permissions.includes(permission));
  }

  may(permission: Permission, { botId, botIds = [], guildId }: Target = {}): boolean {
    const bots = botId === undefined ? botIds : [botId, ...botIds];
    const on = [
      ...bots.map((id) => subject('Bot', { id })),
      ...(guildId === undefined ? [] : [subject('Guild', { id: guildId })]),
    ];
    const asked = on.length > 0 ? on : (['all'] as const);
    return asked.some((each) => this.ability().can(permission, each));
  }

  /** What can be said at once, without asking the server. */
  refusal(permission: Permission): string {
    return `You may not ${permissionWords[permission]}.`;
  }

  /** Which rule is missing, and who can mend it; the short refusal when the server cannot say. */
  async explain(permission: Permission, { botId, guildId }: Target = {}): Promise<string> {
    const short = this.refusal(permission);
    try {
      const { data } = await firstValueFrom(
        this.apollo.query({
          query: ExplainAccessDocument,
          variables: { permission, botId: botId ?? null, guildId: guildId ?? null },
          fetchPolicy: 'network-only',
        }),
      );
      if (!data || data.explainAccess.allowed) return short;
      const { because, remedy } = data.explainAccess;
      return [short, because, remedy ?? ''].filter((sentence) => sentence !== '').join('\n');
    } catch {
      return `${short}\nAn administrator can let you.`;
    }
  }
}

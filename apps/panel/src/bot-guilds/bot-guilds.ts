import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RouterLink } from '@angular/router';
import { Apollo } from 'apollo-angular';

import { BotMissing } from '../bot-report/bot-missing';
import type { GuildDetailFragment } from '../graphql.generated';
import { ChannelList } from '../guild/channel-list';
import { LeaveGuild } from '../guild/leave-guild';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { BotGuildsDocument, BotGuildsLiveDocument, SyncGuildsDocument } from './bot-guilds.generated';

@Component({
  selector: 'cube-bot-guilds',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Avatar,
    BotMissing,
    ChannelList,
    Empty,
    Failed,
    Icon,
    MatButton,
    MatProgressBar,
    Needs,
    RouterLink,
    Skeleton,
    TimeAgo,
  ],
  templateUrl: './bot-guilds.html',
  styleUrl: './bot-guilds.scss',
})
export class BotGuilds {
  private readonly deeds = inject(Deeds);
  private readonly leave = inject(LeaveGuild);
  private readonly cache = inject(Apollo).client.cache;

  /** The bot's id, from the address. */
  readonly id = input.required<string>();

  protected readonly page = watched({
    query: BotGuildsDocument,
    variables: () => ({ botId: this.id() }),
    live: {
      subscription: BotGuildsLiveDocument,
      variables: (after) => ({ botId: this.id(), after }),
      gap: ({ guildChanged }) => guildChanged.gap !== null,
      apply: ({ guildChanged: { change, guild, guildId, sync } }) => {
        if (sync) this.linkSync();
        // The bot left; the server may still be there for another one, so only this list lets it go.
        if (change === 'REMOVED' && guildId) this.drop(guildId);
        else if (guild) this.show(guild);
      },
    },
  });
  protected readonly guilds = computed(() => this.page.data()?.guilds);
  protected readonly bot = computed(() => this.page.data()?.bot);
  protected readonly sync = computed(() => this.bot()?.guildSync ?? undefined);
  protected readonly isSyncing = computed(() => {
    const state = this.sync()?.state;
    return state === 'QUEUED' || state === 'RUNNING';
  });
  protected readonly progress = computed(() => {
    const sync = this.sync();
    return sync?.total ? (100 * sync.done) / sync.total : 0;
  });

  protected async syncNow(): Promise<void> {
    await this.deeds.runAndTell(
      SyncGuildsDocument,
      { botId: this.id() },
      'The servers are being read from Discord.',
    );
  }

  protected async leaveGuild(guild: GuildDetailFragment): Promise<void> {
    const bot = this.bot();
    if (bot && (await this.leave.ask(bot, guild))) this.drop(guild.id);
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.guilds()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      guilds: { ...next.guilds, nodes: [...data.guilds.nodes, ...next.guilds.nodes] },
    }));
  }

  /** A bot that was never synchronised has no sync in the cache yet for the event to update. */
  private linkSync(): void {
    this.cache.modify({
      id: this.cache.identify({ __typename: 'Bot', id: this.id() }),
      fields: {
        guildSync: (before, { toReference }) =>
          before ?? toReference({ __typename: 'GuildSync', botId: this.id() }) ?? null,
      },
    });
  }

  private show(guild: GuildDetailFragment): void {
    this.page.update((data) =>
      data.guilds.nodes.some(({ id }) => id === guild.id)
        ? data
        : {
            ...data,
            guilds: {
              ...data.guilds,
              nodes: [...data.guilds.nodes, guild],
              totalCount: data.guilds.totalCount + 1,
            },
          },
    );
  }

  private drop(guildId: string): void {
    this.page.update((data) => {
      const nodes = data.guilds.nodes.filter(({ id }) => id !== guildId);
      if (nodes.length === data.guilds.nodes.length) return data;
      return { ...data, guilds: { ...data.guilds, nodes, totalCount: data.guilds.totalCount - 1 } };
    });
  }
}

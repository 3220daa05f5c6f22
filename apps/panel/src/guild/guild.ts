import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import { permissionWord } from '@cube/discord-rules/permission-names';

import { BotMissing } from '../bot-report/bot-missing';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Copy } from '../ui/copy';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { Status } from '../ui/status';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { ChannelList } from './channel-list';
import { GuildDocument, GuildLiveDocument } from './guild.generated';
import { LeaveGuild } from './leave-guild';

@Component({
  selector: 'cube-guild-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Avatar,
    BotMissing,
    ChannelList,
    Copy,
    Empty,
    Failed,
    MatButton,
    Needs,
    RouterLink,
    Skeleton,
    Status,
    TimeAgo,
  ],
  templateUrl: './guild.html',
  styleUrl: './guild.scss',
})
export class GuildPage {
  readonly id = input.required<string>();

  protected readonly page = watched({
    query: GuildDocument,
    variables: () => ({ id: this.id() }),
    live: {
      subscription: GuildLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ guildChanged }) => guildChanged.gap !== null,
    },
  });
  protected readonly guild = computed(() => this.page.data()?.guild);
  protected readonly leave = inject(LeaveGuild);
  /** The bots that the viewer may see. */
  protected readonly members = computed(
    () =>
      this.guild()?.botMembers.flatMap(({ bot, permissions, ...member }) =>
        bot ? [{ ...member, bot, words: permissions?.map(permissionWord).join(', ') }] : [],
      ) ?? [],
  );
  /** Discord writes them in capitals. */
  protected readonly features = computed(() =>
    this.guild()
      ?.features.map((feature) => feature.toLowerCase().replaceAll('_', ' '))
      .join(', '),
  );

  constructor() {
    const title = inject(Title);
    inject(Place).here(() => [{ label: 'Servers', link: '/guilds' }, { label: this.guild()?.name ?? '…' }]);
    effect(() => title.setTitle(`${this.guild()?.name ?? 'Server'} · Social Cube`));
  }
}

import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';

import { GuildDocument, GuildLiveDocument } from '../graphql.generated';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Copy } from '../ui/copy';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { Status } from '../ui/status';
import { TimeAgo } from '../ui/time-ago';
import { ChannelList } from './channel-list';

@Component({
  selector: 'cube-guild-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, ChannelList, Copy, Empty, Failed, MatButton, RouterLink, Skeleton, Status, TimeAgo],
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

  constructor() {
    const title = inject(Title);
    inject(Place).here(() => [{ label: 'Servers', link: '/guilds' }, { label: this.guild()?.name ?? '…' }]);
    effect(() => title.setTitle(`${this.guild()?.name ?? 'Server'} · Social Cube`));
  }
}

import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';

import { watched } from '../live/watched';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { GuildSettingsDocument, GuildSettingsLiveDocument } from './guild-settings.generated';
import { ReactionRoles } from './reaction-roles';
import { ScheduledMessages } from './scheduled-messages';
import { SettingsForm } from './settings-form';

/** How one bot is set in one server, and what it does there by itself. */
@Component({
  selector: 'cube-guild-settings-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Failed, MatButton, ReactionRoles, RouterLink, ScheduledMessages, SettingsForm, Skeleton],
  template: `<div class="page">
    @if (page.data(); as data) {
      <h1>{{ botName() }} in {{ data.guild.name }}</h1>
      <cube-settings-form
        [botId]="botId()"
        [place]="data.guild"
        [schema]="data.guildSettingsSchema"
        [settings]="data.guildSettings"
      />
      <cube-reaction-roles [botId]="botId()" [place]="data.guild" [settings]="data.guildSettings" />
      <cube-scheduled-messages [botId]="botId()" [place]="data.guild" [settings]="data.guildSettings" />
    } @else if (page.failure(); as failure) {
      @if (failure.code === 'NOT_FOUND') {
        <cube-empty
          icon="servers"
          heading="This bot is not in this server"
          text="It may have left, or the address is mistyped."
        >
          <a mat-flat-button routerLink="/guilds">Show all servers</a>
        </cube-empty>
      } @else {
        <cube-failed what="The settings" [failure]="failure" (retry)="page.refetch()" />
      }
    } @else {
      <cube-skeleton [rows]="6" [rich]="true" />
    }
  </div>`,
})
export class GuildSettingsPage {
  readonly botId = input.required<string>();
  readonly guildId = input.required<string>();

  protected readonly page = watched({
    query: GuildSettingsDocument,
    variables: () => ({ botId: this.botId(), guildId: this.guildId() }),
    live: {
      subscription: GuildSettingsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ guildChanged }) => guildChanged.gap !== null,
    },
  });
  protected readonly botName = computed(
    () => this.page.data()?.guild.bots.find(({ id }) => id === this.botId())?.name ?? 'Your bot',
  );

  constructor() {
    const title = inject(Title);
    inject(Place).here(() => [
      { label: 'Servers', link: '/guilds' },
      { label: this.page.data()?.guild.name ?? '…', link: `/guilds/${this.guildId()}` },
      { label: this.botName() },
    ]);
    effect(() =>
      title.setTitle(`${this.botName()} in ${this.page.data()?.guild.name ?? 'a server'} · Social Cube`),
    );
  }
}

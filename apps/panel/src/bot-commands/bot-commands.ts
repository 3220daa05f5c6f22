import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatSlideToggle } from '@angular/material/slide-toggle';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink } from '@angular/router';

import { shownName } from '../command-editor/draft';
import type { CommandRowFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Confirm } from '../ui/confirm';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Tint } from '../ui/tint';
import { Needs } from '../viewer/needs';
import {
  BotCommandsDocument,
  BotCommandsLiveDocument,
  DeleteCommandDocument,
  SwitchCommandDocument,
  SyncCommandsDocument,
} from './bot-commands.generated';
import { syncFaces } from './sync-faces';

@Component({
  selector: 'cube-bot-commands',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Empty,
    Failed,
    Icon,
    MatButton,
    MatIconButton,
    MatSlideToggle,
    MatTooltip,
    Needs,
    RouterLink,
    Skeleton,
    TimeAgo,
    Tint,
  ],
  templateUrl: './bot-commands.html',
  styleUrl: './bot-commands.scss',
})
export class BotCommands {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);

  /** The bot's id, from the address. */
  readonly id = input.required<string>();

  protected readonly shownName = shownName;
  protected readonly busy = signal(false);
  protected readonly page = watched({
    query: BotCommandsDocument,
    variables: () => ({ botId: this.id() }),
    live: {
      subscription: BotCommandsLiveDocument,
      variables: (after) => ({ botId: this.id(), after }),
      gap: ({ commandChanged }) => commandChanged.gap !== null,
      apply: ({ commandChanged: { change, command, commandId, sync } }) => {
        // What Discord took or refused stands in each command.
        if (!commandId && (sync?.state === 'DONE' || sync?.state === 'FAILED')) this.page.refetch();
        if (change === 'REMOVED' && commandId) this.deeds.forget('Command', commandId);
        if (change === 'ADDED' && command) this.show(command);
      },
    },
  });
  protected readonly commands = computed(() => this.page.data()?.commands);
  protected readonly sync = computed(() => {
    const sync = this.page.data()?.bot.commandSync;
    return sync ? { ...sync, ...syncFaces[sync.state] } : undefined;
  });

  protected async syncNow(): Promise<void> {
    this.busy.set(true);
    await this.deeds.runAndTell(
      SyncCommandsDocument,
      { botId: this.id() },
      'The commands are on their way to Discord.',
    );
    this.busy.set(false);
  }

  protected async switchCommand({ id, name }: CommandRowFragment, enabled: boolean): Promise<void> {
    const sentence = enabled ? `/${name} is switched on.` : `/${name} is switched off.`;
    await this.deeds.runAndTell(SwitchCommandDocument, { id, enabled }, sentence);
  }

  protected async deleteCommand({ id, name }: CommandRowFragment): Promise<void> {
    const bot = this.page.data()?.bot;
    const guilds = bot?.guildCount ?? 0;
    const agreed = await this.confirm.ask({
      title: `Delete /${name}?`,
      consequences: [
        `${guilds} ${guilds === 1 ? 'server loses' : 'servers lose'} /${name} of ${bot?.name ?? 'this bot'}.`,
        'What it did stays in the log. The history of the bot can bring it back.',
      ],
      deed: `Delete /${name}`,
    });
    if (!agreed) return;
    const data = await this.deeds.runAndTell(DeleteCommandDocument, { id }, `/${name} was deleted.`);
    if (data) this.deeds.forget('Command', id);
  }

  private show(command: CommandRowFragment): void {
    this.page.update((data) =>
      data.commands.nodes.some(({ id }) => id === command.id)
        ? data
        : {
            ...data,
            commands: {
              ...data.commands,
              nodes: [...data.commands.nodes, command],
              totalCount: data.commands.totalCount + 1,
            },
          },
    );
  }
}

import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';

import type { BotMemberRowFragment, BotRole } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Avatar } from '../ui/avatar';
import { Confirm } from '../ui/confirm';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { RoleMenu } from '../viewer/role-menu';
import { botRoles, botRoleWords } from '../viewer/roles';
import { Viewer } from '../viewer/viewer';
import { AddMemberDialog, type NewMember } from './add-member';
import {
  BotMembersDocument,
  BotMembersLiveDocument,
  RemoveBotMemberDocument,
  SetBotMemberDocument,
} from './bot-members.generated';

/** Who is what for one bot. */
@Component({
  selector: 'cube-bot-members',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Avatar, Empty, Failed, Icon, MatButton, MatIconButton, Needs, RoleMenu, Skeleton, TimeAgo],
  templateUrl: './bot-members.html',
  styleUrl: './bot-members.scss',
})
export class BotMembers {
  private readonly deeds = inject(Deeds);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);

  /** The bot's id, from the address. */
  readonly id = input.required<string>();

  protected readonly me = inject(Viewer).me;
  protected readonly roleWords = botRoleWords;
  protected readonly botRoles = botRoles;
  protected readonly page = watched({
    query: BotMembersDocument,
    variables: () => ({ botId: this.id() }),
    live: {
      subscription: BotMembersLiveDocument,
      variables: (after) => ({ botId: this.id(), after }),
      gap: ({ botMemberChanged }) => botMemberChanged.gap !== null,
      apply: ({ botMemberChanged: { change, accountId, member } }) => {
        if (change === 'REMOVED' && accountId) this.drop(accountId);
        if (change === 'ADDED' && member) this.show(member);
      },
    },
  });
  protected readonly members = computed(() => this.page.data()?.bot.members);

  protected addMember(): void {
    const { id: botId, name: bot } = this.page.data()?.bot ?? { id: this.id(), name: 'this bot' };
    this.dialog.open<AddMemberDialog, NewMember>(AddMemberDialog, {
      data: { botId, bot, known: this.members()?.map(({ accountId }) => accountId) ?? [] },
      width: '520px',
      maxWidth: 'calc(100vw - 32px)',
    });
  }

  protected nameOf({ account }: BotMemberRowFragment): string {
    return account?.name ?? 'Somebody who is gone';
  }

  protected async changeRole(member: BotMemberRowFragment, role: BotRole): Promise<void> {
    const { botId, accountId } = member;
    await this.deeds.runAndTell(
      SetBotMemberDocument,
      { botId, accountId, role },
      `${this.nameOf(member)} is ${botRoleWords[role].word.toLowerCase()} of this bot now.`,
    );
  }

  protected async removeMember(member: BotMemberRowFragment): Promise<void> {
    const { botId, accountId } = member;
    const name = this.nameOf(member);
    const bot = this.page.data()?.bot.name ?? 'this bot';
    const agreed = await this.confirm.ask({
      otherwise: 'Cancel',
      title: `Take ${bot} from ${name}?`,
      consequences: [
        `${name} sees ${bot} no longer, unless their role in the installation shows all bots.`,
        'Pages of it that they have open close within a second.',
      ],
      deed: `Take it from ${name}`,
    });
    if (!agreed) return;
    await this.deeds.runAndTell(
      RemoveBotMemberDocument,
      { botId, accountId },
      `${name} is no member of ${bot} any more.`,
    );
  }

  private show(member: BotMemberRowFragment): void {
    this.page.update((data) =>
      data.bot.members.some(({ accountId }) => accountId === member.accountId)
        ? data
        : { ...data, bot: { ...data.bot, members: [...data.bot.members, member] } },
    );
  }

  private drop(accountId: string): void {
    this.page.update((data) => ({
      ...data,
      bot: { ...data.bot, members: data.bot.members.filter((member) => member.accountId !== accountId) },
    }));
  }
}

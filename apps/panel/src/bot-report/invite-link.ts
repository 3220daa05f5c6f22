import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { inviteLink, type InviteScope, inviteScopes, leastPermissions } from '@cube/discord-rules/invite';
import { knownPermissions, permissionBitsOf } from '@cube/discord-rules/permission-names';

import { Copy } from '../ui/copy';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { botReport } from './bot-report';

const scopeWords = {
  bot: 'The bot joins the server',
  'applications.commands': 'Its commands appear there',
} as const satisfies Record<InviteScope, string>;

/** The link by which a bot comes into a server, with the permissions that it shall have there: at first what its commands need. */
@Component({
  selector: 'cube-invite-link',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Copy, Failed, Icon, MatButton, MatCheckbox, Skeleton],
  templateUrl: './invite-link.html',
  styleUrl: './invite-link.scss',
})
export class InviteLink {
  readonly botId = input.required<string>();

  protected readonly page = botReport(() => this.botId());
  protected readonly bot = computed(() => this.page.data()?.bot);
  private readonly needed = computed(
    () => permissionBitsOf(this.bot()?.neededPermissions ?? []) | leastPermissions,
  );
  /** What is switched by hand stays so while the needs of the bot change. */
  private readonly switched = linkedSignal<string, ReadonlyMap<string, boolean>>({
    source: () => this.botId(),
    computation: () => new Map(),
  });
  protected readonly scopes = linkedSignal<string, readonly InviteScope[]>({
    source: () => this.botId(),
    computation: () => inviteScopes,
  });
  protected readonly permissions = computed(() =>
    knownPermissions.map(({ name, word, bit }) => {
      const isNeeded = (this.needed() & bit) !== 0n;
      return { name, word, bit, isNeeded, isChosen: this.switched().get(name) ?? isNeeded };
    }),
  );
  protected readonly lacking = computed(() =>
    this.permissions().filter(({ isNeeded, isChosen }) => isNeeded && !isChosen),
  );
  protected readonly link = computed(() => {
    const bot = this.bot();
    if (!bot || this.scopes().length === 0) return undefined;
    const permissions = this.permissions()
      .filter(({ isChosen }) => isChosen)
      .reduce((bits, { bit }) => bits | bit, 0n);
    return inviteLink(bot.inviteUrl, {
      applicationId: bot.applicationId,
      scopes: this.scopes(),
      permissions,
    });
  });
  protected readonly scopeChoices = computed(() =>
    inviteScopes.map((name) => ({ name, word: scopeWords[name], isChosen: this.scopes().includes(name) })),
  );
  protected readonly asksForPermissions = computed(() => this.scopes().includes('bot'));
  protected readonly isOwn = computed(() => this.switched().size > 0);

  protected toggle(name: string, isChosen: boolean): void {
    this.switched.update((before) => new Map(before).set(name, isChosen));
  }

  protected toggleScope(scope: InviteScope): void {
    this.scopes.update((before) => inviteScopes.filter((each) => before.includes(each) !== (each === scope)));
  }

  protected reset(): void {
    this.switched.set(new Map());
  }
}

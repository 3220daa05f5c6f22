import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import { watched } from '../live/watched';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Logo } from '../ui/logo';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { MailboxDocument } from './mailbox.generated';

/** The development mailbox: what would have been sent if there were a mail server. Open to whoever sits at the machine. */
@Component({
  selector: 'cube-mailbox',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Failed, Icon, Logo, MatButton, RouterLink, Skeleton, TimeAgo],
  templateUrl: './mailbox.html',
  styleUrl: './mailbox.scss',
  // Mails come while somebody looks elsewhere; strangers have no live connection that would bring them.
  host: { '(document:visibilitychange)': 'page.refetch()', '(window:focus)': 'page.refetch()' },
})
export class Mailbox {
  protected readonly page = watched({ query: MailboxDocument, variables: () => ({}) });
  protected readonly letters = computed(() => this.page.data()?.mailbox);
  /** Away from development there is none. */
  protected readonly isMissing = computed(() => this.page.failure()?.code === 'NOT_FOUND');

  constructor() {
    inject(Place).here(() => [{ label: 'Mailbox' }]);
  }

  /** Links of ours open here, so that their token stays in this browser. */
  protected isOurs(link: string): boolean {
    return URL.canParse(link) && new URL(link).origin === location.origin;
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.letters()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      mailbox: { ...next.mailbox, nodes: [...data.mailbox.nodes, ...next.mailbox.nodes] },
    }));
  }
}

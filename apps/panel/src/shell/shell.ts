import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  untracked,
  viewChild,
} from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { MatTooltip } from '@angular/material/tooltip';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { filter } from 'rxjs';

import { alertsMenu } from '../alerts/alerts.route';
import { WaitingProposals } from '../approvals/waiting-proposals';
import { botsMenu } from '../bots/bots.route';
import { guildsMenu } from '../guilds/guilds.route';
import { Connection } from '../live/connection';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { logsMenu } from '../logs/logs.route';
import { overviewMenu } from '../overview/overview.route';
import { peopleMenu } from '../people/people.route';
import { settingsMenu } from '../settings/settings.route';
import { Avatar } from '../ui/avatar';
import { Icon } from '../ui/icon';
import { Logo } from '../ui/logo';
import { Notices } from '../ui/notices';
import { Place } from '../ui/place';
import { Theme } from '../ui/theme';
import { Access } from '../viewer/access';
import { roleWords } from '../viewer/roles';
import { SignedOut } from '../viewer/signed-out';
import { Viewer } from '../viewer/viewer';
import type { MenuEntry } from './menu';
import { ShellDocument, ShellLiveDocument, SignOutDocument } from './shell.generated';

const entries: readonly MenuEntry[] = [
  overviewMenu,
  botsMenu,
  guildsMenu,
  logsMenu,
  alertsMenu,
  peopleMenu,
  settingsMenu,
];

/** The rail, the top bar, and the one subscription that keeps the tab's websocket open. */
@Component({
  selector: 'cube-shell',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Avatar,
    Icon,
    Logo,
    MatIconButton,
    MatMenuModule,
    MatTooltip,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    WaitingProposals,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.scss',
})
export class Shell {
  private readonly viewer = inject(Viewer);
  private readonly deeds = inject(Deeds);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly signedOut = inject(SignedOut);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  protected readonly access = inject(Access);
  protected readonly connection = inject(Connection);
  protected readonly place = inject(Place);
  protected readonly theme = inject(Theme);
  protected readonly me = this.viewer.me;
  protected readonly installation = this.viewer.installation;
  /** What the viewer can never do is not offered. */
  protected readonly menu = computed(() =>
    entries.filter(({ needs }) => needs === undefined || this.access.holds(needs)),
  );
  protected readonly roleWords = roleWords;
  protected readonly themes = [
    { choice: 'system', label: 'As the system', icon: 'system' },
    { choice: 'light', label: 'Light', icon: 'light' },
    { choice: 'dark', label: 'Dark', icon: 'dark' },
  ] as const;

  constructor() {
    watched({
      query: ShellDocument,
      variables: () => ({}),
      live: {
        subscription: ShellLiveDocument,
        variables: (after) => ({ after }),
        gap: ({ sessionChanged }) => sessionChanged.gap !== null,
        apply: ({ sessionChanged: { change, session } }) => {
          if (change === 'REMOVED' && session?.current) this.signedOut.leave();
        },
      },
    });
    effect(() => {
      const phase = this.connection.phase();
      if (phase === 'reconnecting' || phase === 'caught-up')
        void this.announcer.announce(this.connection.sentence());
    });
    effect(() => {
      const refusal = this.connection.lastRefusal();
      if (refusal) this.notices.refuse(`This page is not live: ${refusal.message}`, refusal.id);
    });
    effect(() => {
      // Every socket asks again, for an answer may have failed or come from a process that had not heard yet.
      this.connection.sockets();
      const now = this.connection.accessKey();
      if (now !== undefined && now !== untracked(this.viewer.me)?.accessKey) void this.viewer.standAnew(now);
    });
    // A new page starts at its top for the keyboard and the screen reader too.
    let path = this.pathOf(this.router.url);
    this.router.events
      .pipe(filter((event) => event instanceof NavigationEnd))
      .subscribe(({ urlAfterRedirects }) => {
        const next = this.pathOf(urlAfterRedirects);
        if (next !== path) this.main().nativeElement.focus({ preventScroll: true });
        path = next;
      });
  }

  protected async signOut(): Promise<void> {
    const { failure } = await this.deeds.run(SignOutDocument, {});
    if (failure && failure.code !== 'UNAUTHENTICATED') {
      this.notices.refuse(failure.message, failure.id);
      return;
    }
    // A fresh page: nothing of what was read stays in memory, and the websocket closes.
    location.assign('/sign-in');
  }

  private pathOf(url: string): string {
    return url.split('?', 1)[0] ?? url;
  }
}

import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { RevokeOtherSessionsDocument } from '../account/account.generated';
import type { SessionRowFragment } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Failed } from '../ui/failed';
import { Icon } from '../ui/icon';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { RevokeSessionDocument, SessionsDocument, SessionsLiveDocument } from './sessions.generated';

@Component({
  selector: 'cube-sessions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, Icon, MatButton, Skeleton, TimeAgo],
  templateUrl: './sessions.html',
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 8px;
    }
  `,
})
export class Sessions {
  private readonly deeds = inject(Deeds);

  protected readonly page = watched({
    query: SessionsDocument,
    variables: () => ({}),
    live: {
      subscription: SessionsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ sessionChanged }) => sessionChanged.gap !== null,
      apply: ({ sessionChanged: { change, session, sessionId } }) => {
        if (change === 'REMOVED' && sessionId) this.deeds.forget('Session', sessionId);
        if (change === 'ADDED' && session) this.show(session);
      },
    },
  });
  protected readonly sessions = computed(() => this.page.data()?.sessions);

  protected async revoke({ id, device }: SessionRowFragment): Promise<void> {
    const data = await this.deeds.runAndTell(RevokeSessionDocument, { id }, `${device} is signed out.`);
    if (data) this.deeds.forget('Session', id);
  }

  protected async revokeOthers(): Promise<void> {
    const others = (this.sessions()?.totalCount ?? 1) - 1;
    const data = await this.deeds.runAndTell(
      RevokeOtherSessionsDocument,
      {},
      `${others} other ${others === 1 ? 'session is' : 'sessions are'} signed out.`,
    );
    if (data) this.page.refetch();
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.sessions()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      sessions: { ...next.sessions, nodes: [...data.sessions.nodes, ...next.sessions.nodes] },
    }));
  }

  private show(session: SessionRowFragment): void {
    this.page.update((data) =>
      data.sessions.nodes.some(({ id }) => id === session.id)
        ? data
        : {
            ...data,
            sessions: {
              ...data.sessions,
              nodes: [session, ...data.sessions.nodes],
              totalCount: data.sessions.totalCount + 1,
            },
          },
    );
  }
}

import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

import type { MailRowFragment, MailState } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Needs } from '../viewer/needs';
import { Viewer } from '../viewer/viewer';
import { MailsDocument, MailsLiveDocument, RetryMailDocument } from './mails.generated';

const faces = {
  QUEUED: { word: 'Waits', shape: '◐', tone: 'busy' },
  SENT: { word: 'Sent', shape: '●', tone: 'good' },
  FAILED: { word: 'Refused', shape: '▲', tone: 'bad' },
} as const satisfies Record<MailState, object>;

/** What was and is to be sent, and what the mail server says to it. */
@Component({
  selector: 'cube-mails',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Failed, MatButton, Needs, RouterLink, Skeleton, TimeAgo],
  template: `<div class="page-head">
      <p class="quiet lead">Nothing is lost while the mail server is away: what waits is tried again.</p>
      @if (installation()?.hasMailbox) {
        <a mat-stroked-button routerLink="/mailbox" target="_blank">Read them in the mailbox</a>
      }
    </div>
    @if (mails(); as list) {
      @if (list.nodes.length > 0) {
        <ul class="panel rows" aria-label="Mails">
          @for (mail of list.nodes; track mail.id) {
            <li data-testid="mail-row" [attr.data-state]="mail.state">
              <div class="grow first">
                <div class="row-link wrap-anywhere">{{ mail.subject }}</div>
                <div class="quiet wrap-anywhere">
                  To {{ mail.recipient }}, <cube-time [at]="mail.createdAt" />
                  @if (mail.state === 'QUEUED' && mail.attempts > 0) {
                    · tried {{ mail.attempts }} {{ mail.attempts === 1 ? 'time' : 'times' }}, next
                    <cube-time [at]="mail.dueAt" />
                  }
                </div>
                @if (mail.state !== 'SENT' && mail.lastError) {
                  <div class="wrap-anywhere error">{{ mail.lastError }}</div>
                }
              </div>
              <span class="verdict" [class]="faces[mail.state].tone"
                ><span aria-hidden="true">{{ faces[mail.state].shape }}</span>
                {{ faces[mail.state].word }}</span
              >
              @if (mail.state !== 'SENT') {
                <button
                  mat-stroked-button
                  type="button"
                  cubeNeeds="MANAGE_PEOPLE"
                  [attr.aria-label]="'Try now: ' + mail.subject"
                  (click)="retry(mail)"
                >
                  Try now
                </button>
              }
            </li>
          }
        </ul>
        @if (list.pageInfo.hasNextPage) {
          <button mat-stroked-button class="more" type="button" (click)="readMore()">Older mails</button>
        }
      } @else {
        <cube-empty
          icon="mail"
          heading="No mail was sent yet"
          text="Invitations, verifications and new passwords go out by mail, and stand here."
        />
      }
    } @else if (page.failure(); as failure) {
      <cube-failed what="The mails" [failure]="failure" (retry)="page.refetch()" />
    } @else {
      <cube-skeleton [rows]="3" [rich]="true" />
    }`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 16px;
    }
    .error {
      color: var(--mat-sys-error);
    }
  `,
})
export class Mails {
  private readonly deeds = inject(Deeds);

  protected readonly faces = faces;
  protected readonly installation = inject(Viewer).installation;
  protected readonly page = watched({
    query: MailsDocument,
    variables: () => ({ state: null }),
    live: {
      subscription: MailsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ mailChanged }) => mailChanged.gap !== null,
      apply: ({ mailChanged: { change, mail } }) => {
        if (change === 'ADDED' && mail) this.show(mail);
      },
    },
  });
  protected readonly mails = computed(() => this.page.data()?.mails);

  constructor() {
    inject(Place).here(() => [{ label: 'Settings' }, { label: 'Mails' }]);
  }

  protected async retry({ id }: MailRowFragment): Promise<void> {
    await this.deeds.runAndTell(RetryMailDocument, { id }, 'It is tried again now.');
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.mails()?.pageInfo.endCursor }, (data, next) => ({
      ...next,
      mails: { ...next.mails, nodes: [...data.mails.nodes, ...next.mails.nodes] },
    }));
  }

  private show(mail: MailRowFragment): void {
    this.page.update((data) =>
      data.mails.nodes.some(({ id }) => id === mail.id)
        ? data
        : {
            ...data,
            mails: {
              ...data.mails,
              nodes: [mail, ...data.mails.nodes],
              totalCount: data.mails.totalCount + 1,
            },
          },
    );
  }
}

import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { ProposalRowFragment } from '../graphql.generated';
import { watched } from '../live/watched';
import { Clock } from '../ui/clock';
import { Icon } from '../ui/icon';
import { ApprovalsLiveDocument, WaitingProposalsDocument } from './approvals.generated';

/** In the top bar: how many dangerous deeds wait for somebody to agree. Nothing while there are none. */
@Component({
  selector: 'cube-waiting-proposals',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, RouterLink],
  template: `@if (waiting(); as count) {
    <a routerLink="/settings/approvals" data-testid="waiting-proposals">
      <cube-icon name="shield" /><span>{{ count }}<span class="words"> to approve</span></span>
    </a>
  }`,
  styles: `
    a {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      padding: 4px 10px;
      border-radius: 999px;
      background: var(--cube-busy-container);
      color: var(--cube-busy);
      font: var(--mat-sys-label-medium);
      text-decoration: none;
      white-space: nowrap;
      --icon-size: 16px;
    }
    @media (max-width: 599.98px) {
      .words {
        position: absolute;
        overflow: hidden;
        width: 1px;
        height: 1px;
        clip-path: inset(50%);
      }
    }
    a:hover {
      text-decoration: underline;
    }
  `,
})
export class WaitingProposals {
  private readonly clock = inject(Clock);
  private readonly page = watched({
    query: WaitingProposalsDocument,
    variables: () => ({}),
    live: {
      subscription: ApprovalsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ proposalChanged }) => proposalChanged.gap !== null,
      apply: ({ proposalChanged: { change, proposal } }) => {
        if (change === 'ADDED' && proposal) this.show(proposal);
      },
    },
  });
  protected readonly waiting = computed(
    () =>
      this.page
        .data()
        ?.proposals.nodes.filter(
          ({ state, expiresAt }) => state === 'OPEN' && new Date(expiresAt).getTime() > this.clock.now(),
        ).length ?? 0,
  );

  private show(proposal: ProposalRowFragment): void {
    this.page.update((data) =>
      data.proposals.nodes.some(({ id }) => id === proposal.id)
        ? data
        : { ...data, proposals: { ...data.proposals, nodes: [proposal, ...data.proposals.nodes] } },
    );
  }
}

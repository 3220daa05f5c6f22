import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';

import type { DangerousDeed, ProposalRowFragment, ProposalState } from '../graphql.generated';
import { Deeds } from '../live/deeds';
import { watched } from '../live/watched';
import { AskReason } from '../ui/ask-reason';
import { Clock } from '../ui/clock';
import { Empty } from '../ui/empty';
import { Failed } from '../ui/failed';
import { Place } from '../ui/place';
import { Skeleton } from '../ui/skeleton';
import { TimeAgo } from '../ui/time-ago';
import { Access } from '../viewer/access';
import { Needs } from '../viewer/needs';
import { Viewer } from '../viewer/viewer';
import {
  ApprovalsDocument,
  ApprovalsLiveDocument,
  ApproveProposalDocument,
  BreakGlassDocument,
  RejectProposalDocument,
  SetTwoPersonRuleDocument,
} from './approvals.generated';

const faces = {
  OPEN: { word: 'Waits', shape: '◐', tone: 'idle', verb: '' },
  DONE: { word: 'Done', shape: '●', tone: 'good', verb: 'agreed to by' },
  REJECTED: { word: 'Refused', shape: '○', tone: 'idle', verb: 'refused by' },
  FAILED: { word: 'Did not work', shape: '▲', tone: 'bad', verb: 'tried by' },
} as const satisfies Record<ProposalState, object>;

const deedWords = {
  REMOVE_BOT: 'Removing a bot',
  ADMIN_KEY: 'An API key that may do what concerns the whole installation',
  ROTATE_SECRETS: 'Changing the keys under which all secrets are stored',
  RELAX_RULE: 'Taking a deed out of this rule',
} as const satisfies Record<DangerousDeed, string>;
const choosable = ['REMOVE_BOT', 'ADMIN_KEY', 'ROTATE_SECRETS'] as const satisfies readonly DangerousDeed[];

/** The two-person rule, and what waits for a second person. */
@Component({
  selector: 'cube-approvals',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Failed, MatButton, MatCheckbox, Needs, Skeleton, TimeAgo],
  templateUrl: './approvals.html',
  styleUrl: './approvals.scss',
})
export class Approvals {
  private readonly deedsDone = inject(Deeds);
  private readonly reasons = inject(AskReason);
  private readonly clock = inject(Clock);
  private readonly me = inject(Viewer).me;

  protected readonly access = inject(Access);
  protected readonly saving = signal(false);
  protected readonly deeds = choosable.map((value) => ({ value, word: deedWords[value] }));
  protected readonly page = watched({
    query: ApprovalsDocument,
    variables: () => ({}),
    live: {
      subscription: ApprovalsLiveDocument,
      variables: (after) => ({ after }),
      gap: ({ proposalChanged }) => proposalChanged.gap !== null,
      apply: ({ proposalChanged: { change, proposal } }) => {
        if (change === 'ADDED' && proposal) this.show(proposal);
        // Agreeing to a change of the rule changes the rule.
        if (proposal?.deed === 'RELAX_RULE' && proposal.state === 'DONE') this.page.refetch();
      },
    },
  });
  protected readonly whyNotRule = computed(() =>
    this.page.data()?.twoPersonRule.canBeSwitchedOn
      ? ''
      : 'Nobody could agree with you: make somebody else administrator on the People page first.',
  );

  constructor() {
    inject(Place).here(() => [{ label: 'Settings' }, { label: 'Approvals' }]);
  }

  protected faceOf({ state, glassBroken }: ProposalRowFragment) {
    return glassBroken ? { ...faces[state], verb: 'glass broken by' } : faces[state];
  }

  protected isMine({ proposerName }: ProposalRowFragment): boolean {
    return proposerName === this.me()?.name;
  }

  protected isOver({ state, expiresAt }: ProposalRowFragment): boolean {
    return state === 'OPEN' && new Date(expiresAt).getTime() < this.clock.now();
  }

  protected async setRule(deed: DangerousDeed, on: boolean): Promise<void> {
    const now = this.page.data()?.twoPersonRule.deeds ?? [];
    const others = choosable.filter((each) => each !== deed && now.includes(each));
    this.saving.set(true);
    await this.deedsDone.runAndTell(
      SetTwoPersonRuleDocument,
      { deeds: on ? [...others, deed] : others },
      on ? 'From now on two people must agree.' : 'One person is enough for this again.',
    );
    this.saving.set(false);
    this.page.refetch();
  }

  protected async approve({ id }: ProposalRowFragment): Promise<void> {
    await this.deedsDone.runAndTell(ApproveProposalDocument, { id }, 'You agreed.');
  }

  protected async reject(proposal: ProposalRowFragment): Promise<void> {
    const { id } = proposal;
    if (this.isMine(proposal)) {
      await this.deedsDone.runAndTell(RejectProposalDocument, { id, reason: null }, 'It is taken back.');
      return;
    }
    const reason = await this.reasons.ask({
      title: 'Refuse this proposal?',
      consequences: [proposal.what, `${proposal.proposerName} reads that you refused it.`],
      label: 'Why (optional)',
      deed: 'Refuse it',
      shortest: 0,
      isDangerous: false,
    });
    if (reason === undefined) return;
    await this.deedsDone.runAndTell(RejectProposalDocument, { id, reason: reason || null }, 'It is refused.');
  }

  protected async breakGlass({ id, what }: ProposalRowFragment): Promise<void> {
    const reason = await this.reasons.ask({
      title: 'Do this alone?',
      consequences: [
        what,
        'Nobody else has to agree. Everybody who could have agreed reads that you did it, and why.',
      ],
      label: 'Why it cannot wait',
      deed: 'Break the glass',
      shortest: 10,
      isDangerous: true,
    });
    if (reason) await this.deedsDone.runAndTell(BreakGlassDocument, { id, reason }, 'It is done.');
  }

  protected async readMore(): Promise<void> {
    await this.page.more({ after: this.page.data()?.proposals.pageInfo.endCursor }, (data, next) => ({
      ...next,
      proposals: { ...next.proposals, nodes: [...data.proposals.nodes, ...next.proposals.nodes] },
    }));
  }

  private show(proposal: ProposalRowFragment): void {
    this.page.update((data) =>
      data.proposals.nodes.some(({ id }) => id === proposal.id)
        ? data
        : {
            ...data,
            proposals: {
              ...data.proposals,
              nodes: [proposal, ...data.proposals.nodes],
              totalCount: data.proposals.totalCount + 1,
            },
          },
    );
  }
}

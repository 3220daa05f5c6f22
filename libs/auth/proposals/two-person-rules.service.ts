import { Conflict } from '@cube/platform/errors';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable, type OnModuleInit } from '@nestjs/common';

import { DangerousDeed, type TwoPersonRule } from './proposal.entity';
import { notYours, Proposals } from './proposals.service';
import { RuleBook } from './rule-book';

/** The two-person rule itself. To relax it is one of the deeds for which it asks a second person. */
@Injectable()
export class TwoPersonRules implements OnModuleInit {
  constructor(
    private readonly book: RuleBook,
    private readonly proposals: Proposals,
    private readonly log: EventLog,
  ) {}

  onModuleInit(): void {
    this.proposals.add(DangerousDeed.RELAX_RULE, {
      check: (_, { access }) => {
        if (!access.may(Permission.MANAGE_INSTALLATION)) throw notYours();
      },
      run: ({ deeds }) => this.book.write(deeds as readonly DangerousDeed[]),
    });
  }

  async get(): Promise<TwoPersonRule> {
    return { deeds: await this.book.deeds(), canBeSwitchedOn: (await this.book.approvers()) > 1 };
  }

  /** Names the deeds for which two people must agree. Taking one out is such a deed itself. */
  async set(deeds: readonly DangerousDeed[], viewer: Viewer): Promise<TwoPersonRule> {
    const before = await this.book.deeds();
    const wanted = deeds.length === 0 ? [] : [...new Set([...deeds, DangerousDeed.RELAX_RULE])];
    if (wanted.length > 0 && (await this.book.approvers()) < 2) {
      throw new Conflict('There is nobody who could agree with you: make somebody an administrator first.');
    }
    if (before.some((deed) => !wanted.includes(deed))) {
      const what = `From now on two people must agree ${wanted.length === 0 ? 'to nothing' : `only to ${wanted.join(', ')}`}.`;
      await this.proposals.gate(
        { deed: DangerousDeed.RELAX_RULE, details: { deeds: [...wanted] }, what },
        viewer,
      );
    }
    await this.book.write(wanted);
    await this.log.transact((_, emit) =>
      emit(
        audited(viewer, {
          deed: 'rule.set',
          what: `${viewer.name} set for which deeds two people must agree.`,
          subject: { kind: 'rule', id: 'two-person' },
          before,
          after: wanted,
        }),
      ),
    );
    return this.get();
  }
}

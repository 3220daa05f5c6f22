import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { AppError, Conflict, Forbidden, Invalid, NeedsApproval, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { Logger } from '@cube/platform/logger';
import { Permission } from '@cube/platform/permission';
import type { RowSelection } from '@cube/platform/rows';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import type { Change } from '@cube/realtime/event-log/events';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { DangerousDeed, Proposal, ProposalState } from './proposal.entity';
import { RuleBook } from './rule-book';

type Details = Proposal['details'];

/** How a room does its dangerous deed once two people agree. */
export interface DeedHandler {
  /** Throws `Forbidden` when the second person could not have done it alone either. */
  check(details: Details, viewer: Viewer): void;
  run(details: Details, viewer: Viewer): Promise<unknown>;
}

/** A deed as somebody asks for it. `details` is what its handler needs, and holds no secret. */
export interface AskedDeed {
  readonly deed: DangerousDeed;
  readonly details: Details;
  /** What would happen, as a sentence. */
  readonly what: string;
}

/** Milliseconds for which a proposal waits. */
const waitsFor = 24 * 60 * 60 * 1000;
/** Letters of a reason that says something. */
const shortestReason = 10;
const theTerminal = 'The operator’s terminal';

/** Deeds for which two people must agree: one person proposes, and another decides. */
@Injectable()
export class Proposals implements OnModuleInit {
  readonly byId = new Batch<string, Proposal>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((proposal) => [proposal.id, proposal]));
  });

  private readonly handlers = new Map<DangerousDeed, DeedHandler>();

  constructor(
    @InjectRepository(Proposal) private readonly rows: Repository<Proposal>,
    private readonly rule: RuleBook,
    private readonly log: EventLog,
    private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    // Done by the terminal that proposed it and waits for this.
    this.add(DangerousDeed.ROTATE_SECRETS, {
      check: (_, { access }) => {
        if (!access.may(Permission.APPROVE)) throw notYours();
      },
      run: async () => undefined,
    });
  }

  add(deed: DangerousDeed, handler: DeedHandler): void {
    this.handlers.set(deed, handler);
  }

  /** Lets the deed pass while the rule does not name it; otherwise proposes it and throws `NeedsApproval`. */
  async gate(asked: AskedDeed, viewer: Viewer): Promise<void> {
    if (!(await this.isNeeded(asked.deed))) return;
    await this.propose(asked, viewer);
    throw new NeedsApproval(
      'Two people must agree to this. It stands among the proposals now and waits for a second person.',
    );
  }

  /** True when two people must agree to it. */
  async isNeeded(deed: DangerousDeed): Promise<boolean> {
    return (await this.rule.deeds()).includes(deed);
  }

  /** All for who may agree; their own for everybody else. Newest first. */
  list(
    page: PageArgs,
    { accountId, access }: Viewer,
    selection?: RowSelection,
  ): Promise<Connection<Proposal>> {
    const query = this.rows.createQueryBuilder('proposal');
    if (!access.may(Permission.APPROVE)) query.where({ proposerId: accountId });
    return paginate(query, page, { by: 'createdAt', direction: 'DESC' }, selection);
  }

  /** Agrees as the second person: the deed is done before this resolves, or the proposal has failed. */
  approve(id: string, viewer: Viewer): Promise<Proposal> {
    return this.decide(id, viewer, async (proposal) => {
      if (proposal.proposerId === viewer.accountId) {
        throw new Forbidden('This is your own proposal: somebody else has to agree.');
      }
      if (!viewer.access.may(Permission.APPROVE)) throw notYours();
      return { ...(await this.execute(proposal, viewer)), verb: 'agreed to' };
    });
  }

  /** Refuses somebody’s proposal, or takes back one’s own. */
  reject(id: string, reason: string | null, viewer: Viewer): Promise<Proposal> {
    return this.decide(id, viewer, async ({ proposerId }) => {
      if (proposerId !== viewer.accountId && !viewer.access.may(Permission.APPROVE)) throw notYours();
      return { state: ProposalState.REJECTED, reason, verb: 'refused' };
    });
  }

  /** An emergency: an owner does it alone. Everybody who could have agreed gets to know. */
  async breakGlass(id: string, reason: string, viewer: Viewer): Promise<Proposal> {
    refuseSilence(reason);
    const proposal = await this.decide(id, viewer, async (open) => {
      if (!viewer.access.may(Permission.MANAGE_INSTALLATION)) throw notYours();
      const { state, reason: failure } = await this.execute(open, viewer);
      return {
        state,
        reason: failure ? `${reason.trim()} (${failure})` : reason.trim(),
        glassBroken: true,
        verb: 'broke the glass for',
      };
    });
    this.logger.warn(
      `${viewer.name} broke the glass: ${proposal.what} ${proposal.reason ?? ''}`,
      'Proposals',
    );
    return proposal;
  }

  /** Writes down a deed that waits for a second person; resolves with the id of its proposal. Null is the operator’s terminal. */
  async propose({ deed, details, what }: AskedDeed, viewer: Viewer | null): Promise<string> {
    return this.log.transact(async (manager, emit) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('proposal'))");
      const [open]: { id: string }[] = await manager.query(
        `select id from proposal where deed = $1 and details = $2 and state = 'OPEN' and expires_at > now()`,
        [deed, JSON.stringify(details)],
      );
      // Asking twice for one deed is one proposal.
      if (open) return open.id;
      const proposal = {
        id: uuid(),
        deed,
        details,
        what,
        proposerId: viewer?.accountId ?? null,
        proposerName: viewer?.name ?? theTerminal,
        state: ProposalState.OPEN,
        expiresAt: new Date(Date.now() + waitsFor),
      };
      await manager.insert(Proposal, proposal);
      await this.tell(emit, proposal, 'ADDED', viewer, 'proposed');
      return proposal.id;
    });
  }

  /** What became of a proposal until now. */
  async stateOf(id: string): Promise<Pick<Proposal, 'state' | 'deciderName' | 'reason'>> {
    return this.rows.findOneByOrFail({ id });
  }

  /** The operator’s terminal does it without a second person; everybody who could have agreed reads why. */
  async breakFromTerminal(id: string, reason: string): Promise<void> {
    refuseSilence(reason);
    await this.log.transact(async (manager, emit) => {
      const proposal = await manager.findOneByOrFail(Proposal, { id });
      const decided = {
        ...proposal,
        state: ProposalState.DONE,
        glassBroken: true,
        reason: reason.trim(),
        deciderName: theTerminal,
        decidedAt: new Date(),
      };
      await manager.save(Proposal, decided);
      await this.tell(emit, decided, 'UPDATED', null, 'broke the glass for');
    });
  }

  /** One decision a proposal, whoever is first. The deed is done while its row is held: it is never called done before. */
  private async decide(
    id: string,
    viewer: Viewer,
    work: (proposal: Proposal) => Promise<Partial<Proposal> & { readonly verb: string }>,
  ): Promise<Proposal> {
    if (viewer.by === 'key') throw new Forbidden('Proposals are decided by people, not by API keys.');
    return this.log.transact(async (manager, emit) => {
      const known = isId(id) ? await manager.findOneBy(Proposal, { id }) : null;
      const proposal = known && (await this.held(manager, id));
      // Whoever waited here would keep a connection that the deed itself may need.
      if (known && !proposal) throw new Conflict('Somebody decides this at this very moment.');
      const isTheirs = proposal?.proposerId === viewer.accountId;
      if (!proposal || (!isTheirs && !viewer.access.may(Permission.APPROVE))) throw noSuchProposal();
      if (proposal.state !== ProposalState.OPEN) throw new Conflict('This was decided already.');
      if (proposal.expiresAt < new Date()) throw new Conflict('This has waited too long: propose it anew.');
      const { verb, ...decision } = await work(proposal);
      const decided = { ...proposal, ...decision, deciderName: viewer.name, decidedAt: new Date() };
      await manager.save(Proposal, decided);
      await this.tell(emit, decided, 'UPDATED', viewer, verb);
      return decided;
    });
  }

  private async execute(
    { deed, details }: Proposal,
    viewer: Viewer,
  ): Promise<Pick<Proposal, 'state' | 'reason'>> {
    const handler = this.handlers.get(deed);
    if (!handler) throw new Error(`Nobody does the deed ${deed}.`);
    handler.check(details, viewer);
    try {
      await handler.run(details, viewer);
      return { state: ProposalState.DONE, reason: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { state: ProposalState.FAILED, reason: error.message };
    }
  }

  private held(manager: EntityManager, id: string): Promise<Proposal | null> {
    return manager.findOne(Proposal, {
      where: { id },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  private async tell(
    emit: Emit,
    { id, deed, what, state, reason, proposerId }: Partial<Proposal> & Pick<Proposal, 'id' | 'what'>,
    change: Change,
    viewer: Viewer | null,
    verb: string,
  ): Promise<void> {
    const sentence = `${viewer?.name ?? theTerminal} ${verb}: ${what}`;
    await emit({
      kind: 'proposal.changed',
      topic: null,
      subject: { kind: 'proposal', id },
      data: { proposalId: id, accountId: proposerId ?? null, change, what: sentence },
    });
    await emit(
      audited(viewer, {
        deed: `proposal.${verb.split(' ')[0] ?? verb}`,
        what: sentence,
        subject: { kind: 'proposal', id },
        after: { deed, state, reason },
      }),
    );
  }
}

function refuseSilence(reason: string): void {
  if (reason.trim().length >= shortestReason) return;
  const message = 'Say why it cannot wait for a second person: everybody will read it.';
  throw new Invalid(message, [{ field: 'reason', message }]);
}

const noSuchProposal = () => new NotFound('There is no such proposal.');
export const notYours = () =>
  new Forbidden('You could not do this alone either: somebody who may do it has to agree.');

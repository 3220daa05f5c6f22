import { DangerousDeed } from '@cube/auth/proposals/proposal.entity';
import { Proposals } from '@cube/auth/proposals/proposals.service';
import { type BotIdentity, DiscordApi } from '@cube/discord-api/discord-api';
import { tokenProblems } from '@cube/discord-rules/bot';
import { intentWords, isPrivileged, knownIntents, mayAsk } from '@cube/discord-rules/intents';
import type { RequestContext } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { Hints } from '@cube/platform/hints';
import { isId } from '@cube/platform/ids';
import { Batch } from '@cube/platform/loaders';
import { Permission } from '@cube/platform/permission';
import { readRows, type RowSelection } from '@cube/platform/rows';
import { Subjects } from '@cube/platform/subjects';
import type { Reach, Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { type Emit, EventLog } from '@cube/realtime/event-log/event-log';
import type { Change } from '@cube/realtime/event-log/events';
import { Keepers } from '@cube/versions/keepers';
import { type State, VersionKind } from '@cube/versions/version.entity';
import { type Author, Versions } from '@cube/versions/versions.service';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Bot, BotObservation, BotWish } from './bot.entity';
import { BotCredentials } from './bot-credentials';
import type { AddBotInput, UpdateBotInput } from './bots.inputs';
import { NewBots } from './new-bots';

export const noSuchBot = () => new NotFound('There is no such bot: somebody may have removed it.');

/** The bots of this installation and what people want of them. What comes of the wish is the workers' business. */
@Injectable()
export class Bots implements OnModuleInit {
  readonly byId = new Batch<string, Bot>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]), network: this.network });
    return new Map(found.map((bot) => [bot.id, bot]));
  });

  constructor(
    @InjectRepository(Bot) private readonly rows: Repository<Bot>,
    private readonly log: EventLog,
    private readonly hints: Hints,
    private readonly discord: DiscordApi,
    private readonly credentials: BotCredentials,
    private readonly newBots: NewBots,
    private readonly proposals: Proposals,
    private readonly subjects: Subjects,
    private readonly versions: Versions,
    private readonly keepers: Keepers,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    // Whether there is such a bot at all is asked by whoever reads it.
    this.proposals.add(DangerousDeed.REMOVE_BOT, {
      check: ({ botId }, { access }) => {
        if (!access.may(Permission.REMOVE_BOTS, { botIds: [String(botId)] })) throw noSuchBot();
      },
      run: ({ botId }, viewer) => this.erase(String(botId), viewer),
    });
    this.keepers.add(VersionKind.BOT, {
      update: ({ botId }, fields, author) => this.update(botId, inputOf(fields), author),
      // With a bot go its versions.
      create: () => Promise.reject(noSuchBot()),
    });
    this.subjects.add('bot', { targetOf: async (id) => ({ botIds: [id] }), missing: noSuchBot });
  }

  /** A bot that something else names, for whoever may see it. */
  async seenBy({ viewer, loaders }: RequestContext, id: string): Promise<Bot | null> {
    return viewer?.access.may(Permission.VIEW_BOTS, { botIds: [id] }) ? loaders.load(this.byId, id) : null;
  }

  /** Those within a reach, by name. */
  list(
    page: PageArgs,
    { botIds }: Reach,
    search?: string,
    selection?: RowSelection,
  ): Promise<Connection<Bot>> {
    const query = this.rows.createQueryBuilder('bot').where({ network: this.network });
    if (botIds) query.andWhere({ id: In([...botIds]) });
    if (search?.trim()) {
      query.andWhere("bot.name ilike '%' || :search || '%'", {
        search: search.trim().replaceAll(/[\\%_]/g, '\\$&'),
      });
    }
    return paginate(query, page, { by: 'name', direction: 'ASC' }, selection);
  }

  /** One, with what is asked of it. */
  async read(id: string, selection: RowSelection): Promise<Bot> {
    const query = this.rows.createQueryBuilder('bot').where('bot.id = :id and bot.network = :network', {
      id,
      network: this.network,
    });
    const [bot] = isId(id) ? (await readRows(query, selection)).rows : [];
    if (!bot) throw noSuchBot();
    return bot;
  }

  async get(id: string, within = this.rows.manager): Promise<Bot> {
    const bot = isId(id) ? await within.findOneBy(Bot, { id, network: this.network }) : null;
    if (!bot) throw noSuchBot();
    return bot;
  }

  /**
   * Keeps a bot from being removed until this transaction ends; false when it is gone already. Whoever writes rows that
   * belong to a bot begins with it: a removal, which takes the same rows in an order of its own, then waits.
   */
  async hold(manager: EntityManager, id: string): Promise<boolean> {
    const rows: unknown[] = await manager.query('select from bot where id = $1 for key share', [id]);
    return rows.length > 0;
  }

  /** Every bot of this network, for the operator's terminal. */
  all(): Promise<Bot[]> {
    return this.rows.find({ where: { network: this.network }, order: { name: 'ASC' } });
  }

  /** Adds a bot by its token, which is checked at Discord first; the bot comes online at once. */
  async add({ token, name, description }: AddBotInput, author: Author): Promise<Bot> {
    const identity = await this.identify(token);
    const id = uuid();
    const sealed = await this.credentials.seal(id, token.trim());
    await this.change(id, author, async (manager) => {
      await this.refuseKnown(manager, identity);
      await manager.insert(Bot, {
        id,
        network: this.network,
        applicationId: identity.applicationId,
        userId: identity.userId,
        name: name?.trim() || identity.name,
        description: description?.trim() ?? identity.description,
        avatar: identity.avatar,
        ...flagsOf(identity),
        ownerId: author?.accountId ?? null,
        ...sealed,
        wanted: BotWish.ONLINE,
        generation: 1,
        observed: BotObservation.OFFLINE,
        observedGeneration: 0,
      });
      await this.newBots.prepare(manager, id);
      return { change: 'ADDED', what: `${name?.trim() || identity.name} was added.` };
    });
    return this.get(id);
  }

  /** `within` is the manager of a transaction that is under way (`EventLog.transact`). */
  async update(
    id: string,
    { name, description, token, ...input }: UpdateBotInput,
    author: Author,
    within?: EntityManager,
  ): Promise<Bot> {
    const bot = await this.get(id, within);
    const intents = input.automaticIntents ? null : input.intents;
    const identity = token === undefined ? null : await this.identify(token);
    if (identity && identity.applicationId !== bot.applicationId) {
      const message = `This token belongs to another application, ${identity.name}: add that one as a bot of its own.`;
      throw new Invalid(message, [{ field: 'token', message }]);
    }
    const sealed = token === undefined ? {} : await this.credentials.seal(id, token.trim());
    await this.change(
      id,
      author,
      async (manager) => {
        const { affected } = await manager.update(
          Bot,
          { id },
          {
            ...(name !== undefined && { name: name.trim() }),
            ...(description !== undefined && { description: description.trim() }),
            ...(identity && { avatar: identity.avatar, ...flagsOf(identity) }),
            ...(intents !== undefined && {
              intents: intents && knownIntents.filter((each) => intents.includes(each)),
            }),
            ...sealed,
            // A running bot is known to Discord by its old token and its old intents: start it anew.
            ...((token !== undefined || intents !== undefined) && { generation: () => 'generation + 1' }),
            updatedAt: () => 'now()',
          },
        );
        if (!affected) throw noSuchBot();
        return { change: 'UPDATED', what: `${name?.trim() ?? bot.name} was changed.` };
      },
      within,
    );
    return this.get(id, within);
  }

  /** Removes a bot, or proposes it where two people must agree. */
  async remove(id: string, viewer: Viewer): Promise<string> {
    const { name } = await this.get(id);
    const what = `${name} is removed, with its token and its commands.`;
    await this.proposals.gate({ deed: DangerousDeed.REMOVE_BOT, details: { botId: id }, what }, viewer);
    return this.erase(id, viewer);
  }

  /** Removes a bot for whoever has the right to; null is the operator’s terminal. */
  async erase(id: string, viewer: Viewer | null): Promise<string> {
    const { name } = await this.get(id);
    await this.change(id, viewer, async (manager, emit) => {
      await manager.delete(Bot, { id });
      const subject = { kind: 'bot', id };
      const what = `${viewer?.name ?? 'The operator'} removed ${name}.`;
      await emit(audited(viewer, { deed: 'bot.remove', what, subject, before: { name }, botId: id }));
      return { change: 'REMOVED', what: `${name} was removed.` };
    });
    return id;
  }

  /** Writes down what somebody wants; a worker makes it so. The same wish again is a restart. */
  async want(id: string, wanted: BotWish): Promise<Bot> {
    const { name } = await this.get(id);
    // A wish is no setting, and has no version: the log tells of it.
    await this.change(id, null, async (manager) => {
      const { affected } = await manager.update(
        Bot,
        { id },
        { wanted, generation: () => 'generation + 1', updatedAt: () => 'now()' },
      );
      if (!affected) throw noSuchBot();
      return {
        change: 'UPDATED',
        what: `${name} is wanted ${wanted === BotWish.ONLINE ? 'online' : 'offline'}.`,
      };
    });
    return this.get(id);
  }

  /** Connects a bot anew for a reason of our own. What is wanted of it stays. */
  async reconnect(id: string, why: string): Promise<void> {
    await this.change(id, null, async (manager) => {
      const { affected } = await manager.update(Bot, { id }, { generation: () => 'generation + 1' });
      if (!affected) throw noSuchBot();
      return { change: 'UPDATED', what: why };
    });
  }

  /** Asks Discord which privileged intents the application has. */
  async readFlags(id: string): Promise<Bot> {
    const bot = await this.get(id);
    const [credential] = await this.credentials.open([id]);
    if (!credential) throw noSuchBot();
    const found = flagsOf(await this.discord.identify(credential.token));
    const words = privilegedIn(found.applicationFlags);
    if (bot.applicationFlags !== null && words === privilegedIn(bot.applicationFlags)) {
      await this.rows.update({ id }, found);
      return this.get(id);
    }
    await this.change(id, null, async (manager) => {
      await manager.update(Bot, { id }, found);
      return { change: 'UPDATED', what: `Discord allows ${bot.name} ${words || 'no privileged intent'}.` };
    });
    return this.get(id);
  }

  /** Where the bots of this installation live. */
  get network() {
    return this.config.discord.network;
  }

  private async identify(token: string): Promise<BotIdentity> {
    const problems = tokenProblems(token);
    if (problems[0]) throw new Invalid(problems[0].message, problems);
    return this.discord.identify(token.trim());
  }

  private async refuseKnown(manager: EntityManager, { applicationId }: BotIdentity): Promise<void> {
    // Two people who add the same bot at the same moment wait for each other.
    await manager.query('select pg_advisory_xact_lock(hashtext($1))', [
      `bot:${this.network}:${applicationId}`,
    ]);
    const known = await manager.findOneBy(Bot, { network: this.network, applicationId });
    if (!known) return;
    const message = `This token belongs to ${known.name}, which is here already: open that bot instead.`;
    throw new Conflict(message, [{ field: 'token', message }]);
  }

  /** A change of a bot, its event and the hint to the workers: all of it, or nothing. */
  private async change(
    id: string,
    author: Author,
    work: (manager: EntityManager, emit: Emit) => Promise<{ readonly change: Change; readonly what: string }>,
    within?: EntityManager,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const before = await manager.findOne(Bot, { where: { id }, lock: { mode: 'for_no_key_update' } });
      const { change, what } = await work(manager, emit);
      const after = await manager.findOneBy(Bot, { id });
      if (after) await this.keepVersion(manager, before, after, author);
      await emit({
        kind: 'bot.changed',
        topic: id,
        subject: { kind: 'bot', id },
        data: { botId: id, change, what, failing: false },
      });
      await this.hints.give('bots', manager);
    }, within);
  }

  private async keepVersion(
    manager: EntityManager,
    before: Bot | null,
    after: Bot,
    author: Author,
  ): Promise<void> {
    const isNewToken = before !== null && before.tokenFingerprint !== after.tokenFingerprint;
    await this.versions.record(manager, {
      kind: VersionKind.BOT,
      botId: after.id,
      subjectId: after.id,
      title: after.name,
      author,
      before: before && stateOf(before),
      after: stateOf(after),
      secrets: isNewToken ? ['token'] : [],
    });
  }
}

/** What of a bot has versions. */
const stateOf = ({ name, description, intents }: Bot) => ({ name, description, intents });

/** What a version knows of a bot, as somebody asks for it. */
const inputOf = ({ name, description, intents }: State): UpdateBotInput => ({
  ...(typeof name === 'string' && { name }),
  ...(typeof description === 'string' && { description }),
  ...(intents !== undefined && {
    intents: Array.isArray(intents) ? knownIntents.filter((each) => intents.includes(each)) : null,
  }),
});

const flagsOf = ({ flags }: BotIdentity) => ({ applicationFlags: flags, flagsReadAt: new Date() });

/** The privileged intents of an application, in words. */
const privilegedIn = (flags: number): string =>
  knownIntents
    .filter((name) => isPrivileged(name) && mayAsk(name, flags))
    .map((name) => intentWords[name])
    .join(', ');

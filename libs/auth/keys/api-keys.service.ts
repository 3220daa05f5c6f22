import { Config } from '@cube/platform/config';
import { type Connection, type PageArgs, paginate } from '@cube/platform/connection';
import { Forbidden, Invalid, NotFound } from '@cube/platform/errors';
import { isId } from '@cube/platform/ids';
import { keyOf, keyParts, mintPrefix, mintSecret } from '@cube/platform/key-format';
import { Batch } from '@cube/platform/loaders';
import { Permission } from '@cube/platform/permission';
import type { RowSelection } from '@cube/platform/rows';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import type { Change } from '@cube/realtime/event-log/events';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { DataSource, type EntityManager, In, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { DangerousDeed } from '../proposals/proposal.entity';
import { type AskedDeed, Proposals } from '../proposals/proposals.service';
import { ApiKey, ApiKeyState, type MintedApiKey, RevokedBecause, stateOf } from './api-key.entity';
import type { CreateApiKeyInput, UpdateApiKeyInput } from './api-keys.inputs';
import { hashOfKey, KeyRing } from './key-ring';
import { refuseWhatTheyLack } from './key-scopes';

/** Most keys of one account that have not been revoked. */
const mostKeys = 100;
const hour = 60 * 60 * 1000;

/** What changes who may do what, or takes bots away. */
const administering: ReadonlySet<Permission> = new Set([
  Permission.REMOVE_BOTS,
  Permission.MANAGE_MEMBERS,
  Permission.MANAGE_PEOPLE,
  Permission.MANAGE_KEYS,
  Permission.MANAGE_INSTALLATION,
]);

const noSuchKey = () => new NotFound('There is no such API key.');

/** The keys with which programs sign in. What is done to a key, its event and its audit are one transaction. */
@Injectable()
export class ApiKeys implements OnModuleInit {
  readonly byId = new Batch<string, ApiKey>(async (ids) => {
    const found = await this.rows.findBy({ id: In([...ids]) });
    return new Map(found.map((key) => [key.id, key]));
  });

  constructor(
    @InjectRepository(ApiKey) private readonly rows: Repository<ApiKey>,
    private readonly database: DataSource,
    private readonly log: EventLog,
    private readonly ring: KeyRing,
    private readonly proposals: Proposals,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.proposals.add(DangerousDeed.ADMIN_KEY, {
      check: (_, { access }) => {
        if (!access.may(Permission.MANAGE_KEYS)) {
          throw new Forbidden('Whoever agrees to this must be able to manage API keys.');
        }
      },
      run: ({ keyId }, viewer) => this.admit(String(keyId), viewer),
    });
  }

  /** Newest first. `everybody` takes MANAGE_KEYS. */
  list(
    viewer: Viewer,
    page: PageArgs,
    {
      search,
      everybody = false,
    }: { readonly search?: string | undefined; readonly everybody?: boolean | undefined },
    selection?: RowSelection,
  ): Promise<Connection<ApiKey>> {
    if (everybody) refuseOthersKeys(viewer);
    const query = this.rows.createQueryBuilder('key');
    if (everybody) {
      query.where('exists (select from account where account.id = key.account_id and network = :network)', {
        network: this.config.discord.network,
      });
    } else query.where({ accountId: viewer.accountId });
    const text = search?.trim();
    if (text) {
      query.andWhere("(key.prefix = :text or key.prefix like :start or key.name ilike '%' || :part || '%')", {
        // Whoever found a whole key pastes it.
        text: keyParts(text)?.prefix ?? text,
        start: `${escaped(text.replace(/^cube_/, ''))}%`,
        part: escaped(text),
      });
    }
    return paginate(query, page, { by: 'createdAt', direction: 'DESC' }, selection);
  }

  /** One's own key, or with MANAGE_KEYS anybody's. */
  async get(id: string, viewer: Viewer): Promise<ApiKey> {
    const key = isId(id) ? await this.rows.findOneBy({ id }) : null;
    if (!key || !this.maySee(key, viewer)) throw noSuchKey();
    return key;
  }

  async create(input: CreateApiKeyInput, viewer: Viewer): Promise<MintedApiKey> {
    await refuseWhatTheyLack(this.database, this.config, input, viewer);
    refuseThePast(input.expiresAt);
    const id = uuid();
    const prefix = mintPrefix();
    const secret = keyOf({ prefix, secret: mintSecret(prefix) });
    const terms = {
      name: input.name.trim(),
      scopes: input.scopes,
      botIds: input.botIds ?? null,
      addresses: input.addresses ?? [],
      budget: input.budget ?? null,
      expiresAt: input.expiresAt ?? null,
    };
    const deed = this.dangerous(id, terms, viewer);
    const isWaiting = deed !== null && (await this.proposals.isNeeded(deed.deed));
    await this.log.transact(async (manager, emit) => {
      const held = await manager.query(
        'select count(*)::int as held from api_key where account_id = $1 and revoked_at is null',
        [viewer.accountId],
      );
      if (held[0].held >= mostKeys) {
        throw new Invalid(`You have ${mostKeys} API keys: revoke one before you make another.`);
      }
      await manager.insert(ApiKey, {
        id,
        accountId: viewer.accountId,
        prefix,
        hash: hashOfKey(secret),
        isWaiting,
        ...terms,
      });
      const what = `${viewer.name} made the API key ${terms.name}.`;
      await emit(changed(viewer.accountId, id, 'ADDED', what));
      await emit(
        audited(viewer, { deed: 'key.create', what, subject: subjectOf(id), after: { prefix, ...terms } }),
      );
    });
    if (deed && isWaiting) await this.proposals.propose(deed, viewer);
    return { apiKey: await this.rows.findOneByOrFail({ id }), secret };
  }

  /** A second person has agreed: the key opens what it says. */
  private async admit(id: string, viewer: Viewer): Promise<void> {
    const key = await this.rows.findOneBy({ id });
    if (!key || key.revokedAt) throw new NotFound('This API key was revoked meanwhile.');
    await this.log.transact(async (manager, emit) => {
      await manager.update(ApiKey, { id }, { isWaiting: false });
      const what = `${viewer.name} agreed to the API key ${key.name}.`;
      await emit(changed(key.accountId, id, 'UPDATED', what));
      await emit(audited(viewer, { deed: 'key.admit', what, subject: subjectOf(id) }));
    });
    this.ring.forget();
  }

  /** What two people may have to agree to: a key for what concerns the whole installation. */
  private dangerous(
    keyId: string,
    { name, scopes, botIds }: Pick<ApiKey, 'name' | 'scopes' | 'botIds'>,
    viewer: Viewer,
  ): AskedDeed | null {
    const administers = scopes.filter((scope) => administering.has(scope));
    if (botIds !== null || administers.length === 0) return null;
    const what = `${viewer.name} gets the API key ${name}, which may ${administers.join(', ')} everywhere.`;
    return { deed: DangerousDeed.ADMIN_KEY, details: { keyId }, what };
  }

  /** Changes what is not the secret. Scopes only go: a key in use must not grow unnoticed. */
  async update(id: string, input: UpdateApiKeyInput, viewer: Viewer): Promise<ApiKey> {
    refuseThePast(input.expiresAt);
    await this.change(id, viewer, 'key.update', async (manager, key) => {
      const more = input.scopes?.find((scope) => !key.scopes.includes(scope));
      if (more) {
        const message = `This key does not have ${more}: a key only loses scopes. Make another for more.`;
        throw new Invalid(message, [{ field: 'scopes', message }]);
      }
      await manager.update(
        ApiKey,
        { id },
        {
          ...(input.name !== undefined && { name: input.name.trim() }),
          ...(input.scopes && { scopes: input.scopes }),
          ...(input.addresses && { addresses: input.addresses }),
          ...(input.budget !== undefined && { budget: input.budget }),
          ...(input.unbounded && { budget: null }),
          ...(input.expiresAt && { expiresAt: input.expiresAt }),
          ...(input.neverExpires && { expiresAt: null }),
        },
      );
      return `${viewer.name} changed the API key ${input.name?.trim() ?? key.name}.`;
    });
    return this.rows.findOneByOrFail({ id });
  }

  /** Gives a key another secret; for so many hours the one that it had works too. */
  async rotate(id: string, overlapHours: number, viewer: Viewer): Promise<MintedApiKey> {
    let secret = '';
    await this.change(id, viewer, 'key.rotate', async (manager, { name, prefix }) => {
      secret = keyOf({ prefix, secret: mintSecret(prefix) });
      await manager.query(
        `update api_key set hash = $2, previous_hash = case when $3::float > 0 then hash end,
           previous_until = case when $3::float > 0 then $4::timestamptz end where id = $1`,
        [id, hashOfKey(secret), overlapHours, new Date(Date.now() + overlapHours * hour)],
      );
      return `${viewer.name} gave the API key ${name} another secret; the old one works for ${overlapHours} hours.`;
    });
    return { apiKey: await this.rows.findOneByOrFail({ id }), secret };
  }

  /** Ends a key: its next request is refused and its sockets are closed. Own keys, or with MANAGE_KEYS anybody's. */
  async revoke(id: string, viewer: Viewer): Promise<ApiKey> {
    const known = await this.get(id, viewer);
    await this.end(known, RevokedBecause.ASKED, `${viewer.name} revoked the API key ${known.name}.`, viewer);
    return this.rows.findOneByOrFail({ id });
  }

  /** Ends the key that somebody found where no key may stand. True when there was one to end. */
  async revokeLeaked(secret: string): Promise<boolean> {
    const hash = hashOfKey(secret);
    const known = await this.rows.findOne({ where: [{ hash }, { previousHash: hash }] });
    if (!known || known.revokedAt) return false;
    const what = `The API key ${known.name} stood where no key may stand, and was revoked: make another.`;
    await this.end(known, RevokedBecause.LEAKED, what, null);
    return true;
  }

  private async end(
    { id, accountId }: ApiKey,
    because: RevokedBecause,
    what: string,
    viewer: Viewer | null,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const { affected } = await manager
        .createQueryBuilder()
        .update(ApiKey)
        .set({ revokedAt: () => 'now()', revokedBecause: because })
        .where('id = :id and revoked_at is null', { id })
        .execute();
      if (!affected) return;
      await emit(changed(accountId, id, 'REMOVED', what));
      const deed = because === RevokedBecause.LEAKED ? 'key.leak' : 'key.revoke';
      await emit(audited(viewer, { deed, what, subject: subjectOf(id), after: { because } }));
    });
    this.ring.forget();
  }

  /** A change of one's own living key, with its event and its audit. */
  private async change(
    id: string,
    viewer: Viewer,
    deed: string,
    work: (manager: EntityManager, key: ApiKey) => Promise<string>,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const key = isId(id)
        ? await manager.findOne(ApiKey, {
            where: { id, accountId: viewer.accountId },
            lock: { mode: 'pessimistic_write' },
          })
        : null;
      if (!key) throw noSuchKey();
      if (stateOf(key) !== ApiKeyState.ACTIVE) {
        throw new Invalid('This API key has ended: make another.');
      }
      const what = await work(manager, key);
      const after = await manager.findOneByOrFail(ApiKey, { id });
      await emit(changed(viewer.accountId, id, 'UPDATED', what));
      await emit(
        audited(viewer, { deed, what, subject: subjectOf(id), before: termsOf(key), after: termsOf(after) }),
      );
    });
    this.ring.forget();
  }

  private maySee({ accountId }: ApiKey, viewer: Viewer): boolean {
    return accountId === viewer.accountId || viewer.access.may(Permission.MANAGE_KEYS);
  }
}

export function refuseOthersKeys(viewer: Viewer): void {
  if (viewer.access.may(Permission.MANAGE_KEYS)) return;
  throw new Forbidden('You may see your own API keys only: those of others take the permission MANAGE_KEYS.');
}

function refuseThePast(expiresAt: Date | undefined): void {
  if (!expiresAt || expiresAt.getTime() > Date.now()) return;
  const message = 'This moment has passed: choose one that is to come.';
  throw new Invalid(message, [{ field: 'expiresAt', message }]);
}

/** What of a key the audit keeps. */
const termsOf = ({ name, scopes, botIds, addresses, budget, expiresAt, previousUntil }: ApiKey) => ({
  name,
  scopes,
  botIds,
  addresses,
  budget,
  expiresAt,
  previousUntil,
});

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');
const subjectOf = (id: string) => ({ kind: 'key', id });

const changed = (accountId: string, keyId: string, change: Change, what: string) => ({
  kind: 'key.changed' as const,
  topic: accountId,
  subject: subjectOf(keyId),
  data: { keyId, accountId, change, what },
});

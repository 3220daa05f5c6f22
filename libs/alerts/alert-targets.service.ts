import { Destinations, systemResolve } from '@cube/commands/http/destination';
import { HttpFailed, HttpRefused } from '@cube/commands/http/http-errors';
import { Conflict, type FieldProblem, Invalid, NotFound } from '@cube/platform/errors';
import { isId, isSnowflake } from '@cube/platform/ids';
import { Secrets } from '@cube/platform/secrets';
import type { Viewer } from '@cube/platform/viewer';
import { audited } from '@cube/realtime/event-log/audit';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { isEmail } from 'class-validator';
import { ArrayContains, DataSource, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { secretOwner } from './alert-courier';
import { targetChanged } from './alert-events';
import { AlertTargetKind } from './alert-kinds';
import { AlertRule } from './alert-rule.entity';
import { AlertTarget, type NewAlertTarget } from './alert-target.entity';
import type { AlertTargetInput } from './alerts.inputs';
import { newSigningKey, type WebhookSecret } from './webhook-signature';

const mostTargets = 50;
/** Milliseconds that an address may wait for others to be looked up. */
const patience = 10_000;
const destinations = new Destinations([], systemResolve);

/** What of a target a kind keeps. */
interface Place {
  readonly address: string | null;
  readonly botId: string | null;
  readonly channelId: string | null;
  readonly secret: WebhookSecret | null;
}
const nowhere: Place = { address: null, botId: null, channelId: null, secret: null };

const wrong = (field: string, message: string) => {
  const problems: readonly FieldProblem[] = [{ field, message }];
  return new Invalid(message, problems);
};

/** Where alerts go. The address and the key of a webhook are sealed: nobody reads them again. */
@Injectable()
export class AlertTargets {
  constructor(
    @InjectRepository(AlertTarget) private readonly rows: Repository<AlertTarget>,
    private readonly database: DataSource,
    private readonly secrets: Secrets,
    private readonly log: EventLog,
  ) {}

  list(): Promise<AlertTarget[]> {
    return this.rows.find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async create(input: AlertTargetInput, viewer: Viewer): Promise<NewAlertTarget> {
    const name = input.name.trim();
    if (name === '') throw wrong('name', 'Give the target a name.');
    const id = uuid();
    const { secret, ...place } = await this.placeOf(input);
    const sealed = secret && (await this.secrets.seal(JSON.stringify(secret), secretOwner(id)));
    await this.log.transact(async (manager, emit) => {
      await manager.query("select pg_advisory_xact_lock(hashtext('alert_target'))");
      if ((await manager.count(AlertTarget)) >= mostTargets)
        throw new Conflict(`There is room for ${mostTargets} targets: delete one first.`);
      await manager.insert(AlertTarget, { id, name, kind: input.kind, ...place, secret: sealed });
      const what = `${viewer.name} added the target “${name}” of alerts.`;
      await emit(targetChanged({ id }, 'ADDED', what));
      await emit(
        audited(viewer, {
          deed: 'alert_target.create',
          what,
          subject: { kind: 'alert_target', id },
          after: { name, kind: input.kind, ...place },
        }),
      );
    });
    return { target: await this.rows.findOneByOrFail({ id }), secret: secret?.key ?? null };
  }

  /** Throws `Conflict` with the rules that would tell it. */
  async delete(id: string, viewer: Viewer): Promise<string> {
    await this.log.transact(async (manager, emit) => {
      const target = isId(id) ? await manager.findOneBy(AlertTarget, { id }) : null;
      if (!target) throw new NotFound('There is no such target of alerts: somebody may have deleted it.');
      const users = await manager.findBy(AlertRule, { targetIds: ArrayContains([id]) });
      if (users.length > 0) {
        const named = users.map(({ name }) => `“${name}”`).join(', ');
        throw new Conflict(`${named} would not reach it any more: take it out there first.`);
      }
      await manager.delete(AlertTarget, { id });
      const what = `${viewer.name} deleted the target “${target.name}” of alerts.`;
      await emit(targetChanged({ id }, 'REMOVED', what));
      await emit(
        audited(viewer, {
          deed: 'alert_target.delete',
          what,
          subject: { kind: 'alert_target', id },
          before: { name: target.name, kind: target.kind, address: target.address },
        }),
      );
    });
    return id;
  }

  private placeOf(input: AlertTargetInput): Place | Promise<Place> {
    switch (input.kind) {
      case AlertTargetKind.EMAIL:
        return mailbox(input.email ?? '');
      case AlertTargetKind.WEBHOOK:
        return webhook(input.url ?? '');
      case AlertTargetKind.CHANNEL:
        return this.channel(input.botId ?? '', input.channelId ?? '');
    }
  }

  private async channel(botId: string, channelId: string): Promise<Place> {
    const isThere =
      isId(botId) && isSnowflake(channelId)
        ? await this.database.query(
            `select 1 from channel join bot_guild using (network, guild_id)
             where bot_id = $1 and channel.id = $2 and kind in (0, 5)`,
            [botId, channelId],
          )
        : [];
    if (isThere.length === 0)
      throw wrong('channelId', 'Choose a text channel of a server that this bot is in.');
    return { ...nowhere, botId, channelId };
  }
}

function mailbox(email: string): Place {
  const address = email.trim();
  if (!isEmail(address)) throw wrong('email', 'Give an e-mail address, such as ada@example.org.');
  return { ...nowhere, address };
}

/** By the rules of HTTP steps, which hold again whenever something is sent: names may lead elsewhere by then. */
async function webhook(text: string): Promise<Place> {
  const signal = AbortSignal.timeout(patience);
  try {
    const { url } = await destinations.check(text.trim(), signal);
    // The path may be a secret, and what is told is nobody else's business.
    if (url.protocol !== 'https:') throw wrong('url', 'Give an address that begins with https://.');
    return { ...nowhere, address: url.origin, secret: { url: url.href, key: newSigningKey() } };
  } catch (error) {
    if (error instanceof HttpRefused || error instanceof HttpFailed) throw wrong('url', error.message);
    if (signal.aborted) throw wrong('url', 'Its name was not looked up in time. Try again in a moment.');
    throw error;
  }
}

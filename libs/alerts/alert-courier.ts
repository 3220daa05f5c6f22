import { BotCredentials } from '@cube/bots/bot-credentials';
import { HttpRefused } from '@cube/commands/http/http-errors';
import { SafeHttp } from '@cube/commands/http/safe-http';
import { DiscordApi } from '@cube/discord-api/discord-api';
import { MailTransport } from '@cube/mail/mail-transport';
import { Mails } from '@cube/mail/mails.service';
import { messageOf } from '@cube/platform/errors';
import { Secrets } from '@cube/platform/secrets';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { Injectable } from '@nestjs/common';

import { AlertDeliveries, type HeldDelivery } from './alert-deliveries';
import { AlertTargetKind } from './alert-kinds';
import { headOf, messageOn, paragraphsOf } from './notice';
import { signatureHeaders, type WebhookSecret } from './webhook-signature';

/** Milliseconds for a webhook to answer. */
const patience = 10_000;

/** A webhook answered, and not that it has it. */
class NotTaken extends Error {}

export const secretOwner = (targetId: string) => ({ table: 'alert_target', column: 'secret', row: targetId });

/** Brings one delivery of the outbox to its target. */
@Injectable()
export class AlertCourier {
  constructor(
    private readonly deliveries: AlertDeliveries,
    private readonly mails: Mails,
    private readonly transport: MailTransport,
    private readonly http: SafeHttp,
    private readonly discord: DiscordApi,
    private readonly credentials: BotCredentials,
    private readonly secrets: Secrets,
    private readonly log: EventLog,
  ) {}

  /** Unless somebody else does or did. What goes wrong is written to its row. */
  async deliver(id: string): Promise<void> {
    const held = await this.deliveries.hold(id);
    if (!held) return;
    const bring = { EMAIL: this.mail, WEBHOOK: this.call, CHANNEL: this.post }[held.target.kind];
    try {
      await bring.call(this, held);
    } catch (error) {
      // Our own rules would refuse it again.
      await this.deliveries.refused(held, messageOf(error), error instanceof HttpRefused);
      return;
    }
    if (held.target.kind !== AlertTargetKind.EMAIL) await this.deliveries.sent(held);
  }

  /** The outbox of mails takes over, with attempts of its own: it has the mail exactly when this is sent. */
  private async mail(held: HeldDelivery): Promise<void> {
    const { notice, target } = held;
    const write = await this.mails.writer();
    const mailId = await this.log.transact(async (manager, emit) => {
      await this.deliveries.sent(held, manager);
      return write(manager, emit, {
        to: target.address ?? '',
        name: target.name,
        subject: headOf(notice),
        says: [headOf(notice), ...paragraphsOf(notice)],
        link: { words: 'Look at the alerts', address: notice.link },
        after: [`You get this because the rule “${notice.rule.name}” of Social Cube tells this address.`],
      });
    });
    // Now, and by this process: while no worker lives, nobody else empties that outbox.
    await this.transport.deliver(mailId);
  }

  private async call({ id, notice, target }: HeldDelivery): Promise<void> {
    const sealed = target.secret ?? '';
    const { url, key }: WebhookSecret = JSON.parse(await this.secrets.open(sealed, secretOwner(target.id)));
    const body = JSON.stringify({ id, ...notice });
    const { status } = await this.http.request({
      method: 'POST',
      url,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Social-Cube',
        'x-cube-delivery': id,
        ...signatureHeaders(body, key),
      },
      timeoutMs: patience,
    });
    if (status < 200 || status > 299) throw new NotTaken(`It answered with the status ${status}.`);
  }

  private async post({ id, notice, target }: HeldDelivery): Promise<void> {
    const [bot] = await this.credentials.open(target.botId ? [target.botId] : []);
    if (!bot) throw new Error('The bot that posts there was removed.');
    await this.discord.post(bot.token, target.channelId ?? '', messageOn(notice), id);
  }
}

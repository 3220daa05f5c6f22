import { Config } from '@cube/platform/config';
import { messageOf } from '@cube/platform/errors';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Transporter } from 'nodemailer';

import { Mails } from './mails.service';

/** Milliseconds for each step of a conversation with the mail server; all together stay below the hold on a mail. */
const patience = 15_000;
const loopback = /^(localhost|127\.|\[?::1)/;

/** Hands mails to the mail server of `SMTP_URL`. */
@Injectable()
export class MailTransport implements OnApplicationShutdown {
  private transport: Promise<Transporter> | undefined;

  constructor(
    private readonly mails: Mails,
    private readonly config: Config,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    (await this.transport)?.close();
  }

  /** False where no mail server is set: mails wait in the outbox until there is one. */
  get isSet(): boolean {
    return this.config.mail.smtpUrl !== undefined;
  }

  /** Sends one mail of the outbox, unless somebody else does or did. What goes wrong is written to its row. */
  async deliver(id: string): Promise<void> {
    const { smtpUrl } = this.config.mail;
    if (smtpUrl === undefined) return;
    const mail = await this.mails.hold(id);
    if (!mail) return;
    try {
      this.transport ??= connect(smtpUrl);
      const transport = await this.transport;
      await transport.sendMail({
        from: this.config.mail.from,
        to: { name: '', address: mail.recipient },
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        // The same at every attempt: mailboxes know by it that they have this one already.
        messageId: `<${mail.id}@${new URL(this.config.publicUrl).hostname}>`,
        headers: { 'auto-submitted': 'auto-generated' },
      });
    } catch (error) {
      await this.mails.refused(mail, messageOf(error), isForGood(error));
      return;
    }
    await this.mails.sent(mail);
  }
}

async function connect(smtpUrl: string): Promise<Transporter> {
  // Whoever sends no mail starts without it.
  const { createTransport } = await import('nodemailer');
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const isSecure = protocol === 'smtps:';
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (isSecure ? 465 : 587)),
    secure: isSecure,
    // A password goes over the wire in the clear only within this machine.
    requireTLS: !isSecure && username !== '' && !loopback.test(hostname),
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/**
 * True when the mail server refused this very mail for ever: 550 to 554 to its recipient or its content (RFC 5321,
 * section 4.2.1). A refused sign-in is not: the operator mends it, and the mail waits.
 */
function isForGood(error: unknown): boolean {
  const { code, responseCode }: { code?: unknown; responseCode?: unknown } = Object(error);
  const isOfThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  return isOfThisMail && typeof responseCode === 'number' && responseCode >= 500;
}

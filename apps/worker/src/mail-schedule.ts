import { MailTransport } from '@cube/mail/mail-transport';
import { Mails } from '@cube/mail/mails.service';
import { Logger } from '@cube/platform/logger';
import { Injectable } from '@nestjs/common';

import { Steady } from './steady';

const everySoOften = 3000;

/** Looks into the outbox for mails that are due: to be tried again, or lost with a queue that forgot them. */
@Injectable()
export class MailSchedule {
  private readonly steady: Steady;

  constructor(
    private readonly mails: Mails,
    private readonly transport: MailTransport,
    private readonly logger: Logger,
  ) {
    this.steady = new Steady('Looking for mails to send', everySoOften, logger, () => this.look());
  }

  begin(): void {
    if (!this.transport.isSet) {
      // A development machine has its mailbox instead, and an operator reads this once.
      this.logger.log('No mail server is set (SMTP_URL): mails stay in the outbox.', 'Mail');
      return;
    }
    this.steady.begin();
  }

  halt(): Promise<void> {
    return this.steady.halt();
  }

  private async look(): Promise<void> {
    const due = await this.mails.due();
    if (await this.mails.dispatch(due)) return;
    // Redis is away: slower, one after the other, but they leave.
    for (const id of due) await this.transport.deliver(id);
  }
}

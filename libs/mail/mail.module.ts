import { BullModule } from '@nestjs/bull';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';

import { Mail } from './mail.entity';
import { MailEventResolver, MailResolver } from './mail.resolver';
import { MailTransport } from './mail-transport';
import { mailQueue, Mails } from './mails.service';

/** Mails: an outbox in PostgreSQL, a queue that empties it, and the mailbox of development machines. */
@Module({
  imports: [
    TypeOrmModule.forFeature([Mail]),
    BullModule.registerQueue({ name: mailQueue, settings: { lockDuration: 10_000, stalledInterval: 5000 } }),
  ],
  providers: [Mails, MailTransport, MailResolver, MailEventResolver],
  exports: [Mails, MailTransport],
})
export class MailModule {}

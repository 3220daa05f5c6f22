import { Allow, CurrentViewer, Public, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Permission } from '@cube/platform/permission';
import { Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import { Args, ID, Mutation, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';

import {
  Mail,
  MailboxLetter,
  MailboxLetterConnection,
  MailConnection,
  MailEvent,
  MailState,
} from './mail.entity';
import { Mails } from './mails.service';

@Resolver(() => Mail)
export class MailResolver {
  constructor(private readonly mails: Mails) {}

  @Query(() => MailConnection, { name: 'mails', description: 'What was and is to be sent, newest first.' })
  @Allow(Permission.MANAGE_PEOPLE)
  list(
    @Args() page: PageArgs,
    @Selected() selection: Selection,
    @Args('state', { type: () => MailState, nullable: true }) state?: MailState,
  ): Promise<Connection<Mail>> {
    return this.mails.list(page, state, selection);
  }

  @Query(() => MailboxLetterConnection, {
    description:
      'The development mailbox, newest first: all mails of a machine that has no mail server and that nobody else reaches. NOT_FOUND anywhere else.',
  })
  @Public()
  mailbox(@Args() page: PageArgs): Promise<Connection<MailboxLetter>> {
    return this.mails.mailbox(page);
  }

  @Mutation(() => Mail, { description: 'Has a mail that was not sent yet tried again at once.' })
  @Allow(Permission.MANAGE_PEOPLE)
  retryMail(@Args('id', { type: () => ID }) id: string, @CurrentViewer() viewer: Viewer): Promise<Mail> {
    return this.mails.retry(id, viewer);
  }

  @Subscription(() => MailEvent, { description: 'What becomes of mails.' })
  @Allow(Permission.MANAGE_PEOPLE)
  mailChanged(@Args('after', { type: () => String, nullable: true }) _after?: string): Follow {
    return follow(['mail.changed'], null, ({ data }) => data);
  }
}

@Resolver(() => MailEvent)
export class MailEventResolver {
  constructor(private readonly mails: Mails) {}

  @ResolveField(() => Mail, { nullable: true })
  mail(event: MailEvent, _: unknown, { loaders }: RequestContext): Promise<Mail | null> | null {
    return event.mailId ? loaders.load(this.mails.byId, event.mailId) : null;
  }
}

import type { DiscordNetwork } from '@cube/platform/config';
import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';

import { SignUpPolicy } from './settings/installation-settings.entity';

/** GraphQL's names for the two networks. */
export const NetworkEnum = { DISCORD: 'discord', SIMULATOR: 'simulator' } as const satisfies Record<
  string,
  DiscordNetwork
>;
registerEnumType(NetworkEnum, {
  name: 'Network',
  description: 'Where bots and people come from: the real Discord, or the simulator that stands in for it.',
});

@ObjectType({ description: 'What this installation is, for whoever stands at its door.' })
export class Installation {
  @Field(() => NetworkEnum)
  network: DiscordNetwork;

  @Field(() => String, {
    nullable: true,
    description: 'Where the simulator’s chat page stands, when there is one.',
  })
  simulatorUrl: string | null;

  @Field(() => String)
  version: string;

  @Field(() => SignUpPolicy)
  signUpPolicy: SignUpPolicy;

  @Field(() => Boolean, { description: 'False until the first comer has made it theirs.' })
  isOwned: boolean;

  @Field(() => Boolean, { description: 'True where mails are laid out in `mailbox` instead of being sent.' })
  hasMailbox: boolean;

  @Field(() => Boolean, { description: 'True where a mail server is set.' })
  sendsMail: boolean;
}

import { Allow, CurrentViewer } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { BotSecret } from './bot-secret.entity';
import { SetBotSecretInput } from './bot-secrets.inputs';
import { BotSecrets } from './bot-secrets.service';

@Resolver(() => BotSecret)
export class BotSecretsResolver {
  constructor(private readonly secrets: BotSecrets) {}

  @Query(() => [BotSecret], { description: 'What HTTP steps of a bot may send; never the values.' })
  @Allow(Permission.VIEW_COMMANDS, { bot: 'botId' })
  botSecrets(@Args('botId', { type: () => ID }) botId: string): Promise<BotSecret[]> {
    return this.secrets.list(botId);
  }

  @Mutation(() => BotSecret, {
    description: 'Sets a secret, or gives it another value and other hosts. It cannot be read again.',
  })
  @Allow(Permission.EDIT_BOTS, { bot: 'input.botId' })
  setBotSecret(@Args('input') input: SetBotSecretInput, @CurrentViewer() viewer: Viewer): Promise<BotSecret> {
    return this.secrets.set(input, viewer);
  }

  @Mutation(() => String, { description: 'Answers its name. Refused while a command sends it.' })
  @Allow(Permission.EDIT_BOTS, { bot: 'botId' })
  deleteBotSecret(
    @Args('botId', { type: () => ID }) botId: string,
    @Args('name', { type: () => String }) name: string,
    @CurrentViewer() viewer: Viewer,
  ): Promise<string> {
    return this.secrets.delete(botId, name, viewer);
  }
}

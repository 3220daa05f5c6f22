import { AllowInPerson, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { type Connection, PageArgs } from '@cube/platform/connection';
import { Loads, Reads, Selected, Selection } from '@cube/platform/selection';
import type { Viewer } from '@cube/platform/viewer';
import { type Follow, follow } from '@cube/realtime/live/follow';
import {
  Args,
  ArgsType,
  Field,
  ID,
  Int,
  Mutation,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { IsInt, IsString, Max, Min } from 'class-validator';

import { Account } from '../account.entity';
import { Accounts } from '../accounts.service';
import { ApiKey, ApiKeyConnection, ApiKeyEvent, ApiKeyState, MintedApiKey, stateOf } from './api-key.entity';
import { CreateApiKeyInput, UpdateApiKeyInput } from './api-keys.inputs';
import { ApiKeys, refuseOthersKeys } from './api-keys.service';

const overlapMessage = { message: 'From 0 hours, for a secret that somebody has seen, to 720.' };

@ArgsType()
class RotateArgs {
  @Field(() => ID)
  @IsString()
  id: string;

  @Field(() => Int, {
    defaultValue: 24,
    description: 'For how many hours the secret works that it had, 0 to 720.',
  })
  @IsInt(overlapMessage)
  @Min(0, overlapMessage)
  @Max(720, overlapMessage)
  overlapHours: number;
}

@Resolver(() => ApiKey)
export class ApiKeysResolver {
  constructor(
    private readonly keys: ApiKeys,
    private readonly accounts: Accounts,
  ) {}

  @Query(() => ApiKeyConnection, { description: 'Your API keys, newest first.' })
  @AllowInPerson()
  apiKeys(
    @CurrentViewer() viewer: Viewer,
    @Args() page: PageArgs,
    @Selected() selection: Selection,
    @Args('search', { type: () => String, nullable: true, description: 'A prefix, or part of a name.' })
    search?: string,
    @Args('everybody', {
      type: () => Boolean,
      nullable: true,
      description: 'Those of everybody; takes MANAGE_KEYS.',
    })
    everybody?: boolean,
  ): Promise<Connection<ApiKey>> {
    return this.keys.list(viewer, page, { search, everybody }, selection);
  }

  @Mutation(() => MintedApiKey, { description: 'Makes an API key. Its secret is shown only now.' })
  @AllowInPerson()
  createApiKey(
    @Args('input') input: CreateApiKeyInput,
    @CurrentViewer() viewer: Viewer,
  ): Promise<MintedApiKey> {
    return this.keys.create(input, viewer);
  }

  @Mutation(() => ApiKey, { description: 'Changes the terms of a key of yours.' })
  @AllowInPerson()
  updateApiKey(
    @Args('id', { type: () => ID }) id: string,
    @Args('input') input: UpdateApiKeyInput,
    @CurrentViewer() viewer: Viewer,
  ): Promise<ApiKey> {
    return this.keys.update(id, input, viewer);
  }

  @Mutation(() => MintedApiKey, {
    description: 'Gives a key of yours another secret; for some hours the one that it had works too.',
  })
  @AllowInPerson()
  rotateApiKey(
    @Args() { id, overlapHours }: RotateArgs,
    @CurrentViewer() viewer: Viewer,
  ): Promise<MintedApiKey> {
    return this.keys.rotate(id, overlapHours, viewer);
  }

  @Mutation(() => ApiKey, {
    description: 'Ends a key for good: your own, or with MANAGE_KEYS anybody’s. Its sockets are closed.',
  })
  @AllowInPerson()
  revokeApiKey(@Args('id', { type: () => ID }) id: string, @CurrentViewer() viewer: Viewer): Promise<ApiKey> {
    return this.keys.revoke(id, viewer);
  }

  @Subscription(() => ApiKeyEvent, { description: 'What happens to your API keys.' })
  @AllowInPerson()
  apiKeyChanged(
    @CurrentViewer() viewer: Viewer,
    @Args('everybody', {
      type: () => Boolean,
      nullable: true,
      description: 'To those of everybody; takes MANAGE_KEYS.',
    })
    everybody?: boolean,
    @Args('after', { type: () => String, nullable: true }) _after?: string,
  ): Follow {
    if (everybody) refuseOthersKeys(viewer);
    return everybody
      ? follow(['key.changed'], null, ({ data }) => data)
      : follow(['key.changed'], viewer.accountId, ({ data }) => data, 'account');
  }

  @ResolveField(() => ApiKeyState)
  @Reads<ApiKey>('revokedAt', 'expiresAt', 'isWaiting')
  state(key: ApiKey): ApiKeyState {
    return stateOf(key);
  }

  @ResolveField(() => Account, { nullable: true, description: 'In whose name it works.' })
  @Loads('accountId', ({ accounts }: ApiKeysResolver) => accounts.byId)
  owner(found: Account | null): Account | null {
    return found;
  }
}

@Resolver(() => ApiKeyEvent)
export class ApiKeyEventResolver {
  constructor(private readonly keys: ApiKeys) {}

  @ResolveField(() => ApiKey, { nullable: true })
  apiKey(event: ApiKeyEvent, _: unknown, { loaders }: RequestContext): Promise<ApiKey | null> | null {
    return event.keyId ? loaders.load(this.keys.byId, event.keyId) : null;
  }
}

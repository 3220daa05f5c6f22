import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import type { Viewer } from '@cube/platform/viewer';
import { Args, GraphQLISODateTime, ID, Info, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';

import { Account } from '../account.entity';
import { Accounts } from '../accounts.service';
import { ApiKey } from '../keys/api-key.entity';
import { ApiKeys } from '../keys/api-keys.service';
import { ApiKeyUsage, FieldCaller, FieldUsage } from './usage';
import { Usages } from './usages.service';

@Resolver(() => FieldCaller)
export class UsagesResolver {
  constructor(
    private readonly usages: Usages,
    private readonly keys: ApiKeys,
    private readonly accounts: Accounts,
  ) {}

  @Query(() => ApiKeyUsage, {
    description: 'What an API key was used for: one of yours, or with MANAGE_KEYS any.',
  })
  @Allow()
  usage(
    @CurrentViewer() viewer: Viewer,
    @Args('keyId', { type: () => ID }) keyId: string,
    @Args('since', {
      type: () => GraphQLISODateTime,
      nullable: true,
      description: 'From the day of this moment on; all of it if left out.',
    })
    since?: Date,
  ): Promise<ApiKeyUsage> {
    return this.usages.ofKey(keyId, since, viewer);
  }

  @Query(() => [FieldUsage], {
    description: 'Who uses which part of this schema, and when last: whom a change would break.',
  })
  @Allow(Permission.MANAGE_KEYS)
  fieldUsage(
    @Info() { schema }: GraphQLResolveInfo,
    @Args('deprecatedOnly', { type: () => Boolean, defaultValue: false }) deprecatedOnly: boolean,
    @Args('field', { type: () => String, nullable: true, description: 'One alone, such as Bot.name.' })
    field?: string,
  ): Promise<FieldUsage[]> {
    return this.usages.ofFields(schema, deprecatedOnly, field);
  }

  @ResolveField(() => ApiKey, { nullable: true })
  apiKey(caller: FieldCaller, _: unknown, { loaders }: RequestContext): Promise<ApiKey | null> | null {
    return caller.keyId ? loaders.load(this.keys.byId, caller.keyId) : null;
  }

  @ResolveField(() => Account, { nullable: true })
  account(caller: FieldCaller, _: unknown, { loaders }: RequestContext): Promise<Account | null> | null {
    return caller.accountId ? loaders.load(this.accounts.byId, caller.accountId) : null;
  }
}

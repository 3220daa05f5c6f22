import { Account } from '@cube/auth/account.entity';
import { Accounts } from '@cube/auth/accounts.service';
import { ApiKey } from '@cube/auth/keys/api-key.entity';
import { ApiKeys } from '@cube/auth/keys/api-keys.service';
import { Allow, type RequestContext } from '@cube/platform/access';
import { Config } from '@cube/platform/config';
import { isId } from '@cube/platform/ids';
import { Limits, type Used } from '@cube/platform/limits';
import { Permission } from '@cube/platform/permission';
import { Args, Float, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';

import { Bot } from '../bot.entity';
import { Bots } from '../bots.service';
import { DiscordLimit, LimitsReport, UsedLimit } from './limits-report';

const mostRows = 200;
const half = 0.5;

/** Who is near or over which limit, of ours and of Discord's. */
@Resolver(() => UsedLimit)
export class LimitsResolver {
  constructor(
    private readonly limits: Limits,
    private readonly database: DataSource,
    private readonly accounts: Accounts,
    private readonly keys: ApiKeys,
    private readonly config: Config,
  ) {}

  @Query(() => LimitsReport, { name: 'limits', description: 'Who is near or over which limit.' })
  @Allow(Permission.VIEW_LIMITS)
  async report(
    @Args('share', {
      type: () => Float,
      nullable: true,
      description: 'Of our limits only those of which this share is used; 0.5 if left out.',
    })
    share?: number,
  ): Promise<LimitsReport> {
    const [ours, discord] = await Promise.all([this.ours(share ?? half), this.discord()]);
    return { ours, discord };
  }

  @ResolveField(() => Account, { nullable: true })
  account(used: UsedLimit, _: unknown, { loaders }: RequestContext): Promise<Account | null> | null {
    return used.accountId ? loaders.load(this.accounts.byId, used.accountId) : null;
  }

  @ResolveField(() => ApiKey, { nullable: true })
  apiKey(used: UsedLimit, _: unknown, { loaders }: RequestContext): Promise<ApiKey | null> | null {
    return used.keyId ? loaders.load(this.keys.byId, used.keyId) : null;
  }

  private async ours(share: number): Promise<UsedLimit[]> {
    const used = await this.limits.used();
    const keyIds = used.map(keyIdOf).filter((id) => id !== null);
    const keys = await this.keys.byId.read(keyIds);
    const rows = used.map((each): UsedLimit => {
      const keyId = keyIdOf(each);
      const key = keyId === null ? undefined : keys.get(keyId);
      const isPerson = each.key !== null && isId(each.key);
      return {
        limit: each.limit,
        keyId,
        accountId: isPerson ? each.key : (key?.accountId ?? null),
        address: isPerson || keyId !== null ? null : each.key,
        used: each.points,
        most: each.limit === 'budget' ? (key?.budget ?? each.most) : each.most,
        resetsAt: new Date(Date.now() + Math.max(each.wait, 0)),
      };
    });
    return rows
      .filter((row) => row.used >= row.most * share)
      .sort((a, b) => b.used / b.most - a.used / a.most)
      .slice(0, mostRows);
  }

  private discord(): Promise<DiscordLimit[]> {
    return this.database.query(
      `select bot.id as "botId", route, waits, refusals, longest as "longestWait", most, remaining,
         resets_at as "resetsAt", met_at as "metAt"
       from discord_limit join bot on bot.user_id = discord_limit.user_id
       where bot.network = $1 order by met_at desc, route limit ${mostRows}`,
      [this.config.discord.network],
    );
  }
}

@Resolver(() => DiscordLimit)
export class DiscordLimitResolver {
  constructor(private readonly bots: Bots) {}

  @ResolveField(() => Bot, { nullable: true })
  bot(limit: DiscordLimit, _: unknown, context: RequestContext): Promise<Bot | null> {
    return this.bots.seenBy(context, limit.botId);
  }
}

/** API keys are counted as `key:<id>`, also those with a budget. */
function keyIdOf({ key }: Used): string | null {
  const id = key?.startsWith('key:') ? key.slice('key:'.length) : null;
  return id !== null && isId(id) ? id : null;
}

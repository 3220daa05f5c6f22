import { Allow, CurrentViewer, type RequestContext } from '@cube/platform/access';
import { Permission } from '@cube/platform/permission';
import { type SubjectKind, Subjects } from '@cube/platform/subjects';
import type { AccessRule, Target, Viewer } from '@cube/platform/viewer';
import { Args, Field, ID, Mutation, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { registerEnumType } from '@nestjs/graphql';

import { Account } from './account.entity';
import { Accounts } from './accounts.service';
import { AccessExplanation, explain } from './explanation';
import { permissionsOf, Role } from './roles';

const RuleSubjectEnum = { ALL: 'all', BOT: 'Bot', GUILD: 'Guild' } as const;
registerEnumType(RuleSubjectEnum, { name: 'AccessSubject', description: 'What a rule of access speaks of.' });

@ObjectType('AccessRule', { description: 'Something that you may do. Whatever no rule allows is denied.' })
export class AccessRuleType implements AccessRule {
  @Field(() => [Permission])
  permissions: readonly Permission[];

  @Field(() => RuleSubjectEnum)
  subject: AccessRule['subject'];

  @Field(() => [ID], { description: 'Of which bots or servers; empty for ALL.' })
  ids: readonly string[];

  @Field(() => String)
  because: string;
}

@Resolver(() => Account)
export class AccessResolver {
  constructor(
    private readonly accounts: Accounts,
    private readonly subjects: Subjects,
  ) {}

  @Query(() => AccessExplanation, {
    description: 'Which rule lets you do something, or what keeps you from it and what would change that.',
  })
  @Allow()
  async explainAccess(
    @CurrentViewer() viewer: Viewer,
    @Args('permission', { type: () => Permission }) permission: Permission,
    @Args('botId', { type: () => ID, nullable: true }) botId?: string,
    @Args('guildId', { type: () => ID, nullable: true }) guildId?: string,
  ): Promise<AccessExplanation> {
    const target =
      botId !== undefined && botId !== null
        ? await this.seen(viewer, 'bot', botId)
        : guildId !== undefined && guildId !== null
          ? await this.seen(viewer, 'guild', guildId)
          : {};
    return explain(viewer, permission, target);
  }

  @Mutation(() => Account, { description: 'Says what somebody is in the whole installation.' })
  @Allow(Permission.MANAGE_PEOPLE)
  setRole(
    @Args('accountId', { type: () => ID }) accountId: string,
    @Args('role', { type: () => Role }) role: Role,
    @CurrentViewer() viewer: Viewer,
  ): Promise<Account> {
    return this.accounts.setRole(accountId, role, viewer);
  }

  @ResolveField(() => [Permission], { description: 'What their role allows.' })
  permissions(account: Account): readonly Permission[] {
    return permissionsOf[account.role];
  }

  @ResolveField(() => [AccessRuleType], {
    description: 'What you may do with this sign-in or key, and of what. Empty for anybody but you.',
  })
  access(account: Account, _: unknown, { viewer }: RequestContext): readonly AccessRule[] {
    return viewer?.accountId === account.id ? viewer.access.rules : [];
  }

  @ResolveField(() => String, {
    nullable: true,
    description:
      'Another one whenever your `access` changes. A WebSocket is told it when it opens, for it hears nothing of what changed before. Null for anybody but you.',
  })
  accessKey(account: Account, _: unknown, { viewer }: RequestContext): string | null {
    return viewer?.accountId === account.id ? viewer.access.key : null;
  }

  /** What is not there, or not for this viewer, is explained to nobody. */
  private async seen(viewer: Viewer, kind: SubjectKind, id: string): Promise<Target> {
    const source = this.subjects.of(kind);
    const target = await source.targetOf(id);
    if (!target || !viewer.access.sees(target)) throw source.missing();
    return target;
  }
}

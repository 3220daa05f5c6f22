import { type BotPermission, botPermissions, type Permission } from '@cube/platform/permission';
import type { Target, Viewer } from '@cube/platform/viewer';
import { Field, ObjectType } from '@nestjs/graphql';

import { botPermissionsOf, botRoles, permissionsOf, roles } from './roles';

@ObjectType({ description: 'Why somebody may do something or not, and what would alter it.' })
export class AccessExplanation {
  @Field(() => Boolean)
  allowed: boolean;

  @Field(() => String, { description: 'The rule that decides, as a sentence.' })
  because: string;

  @Field(() => String, {
    nullable: true,
    description: 'The smallest change that would allow it, and who can make it; null when it is allowed.',
  })
  remedy: string | null;
}

const isOfBots = (permission: Permission): permission is BotPermission =>
  botPermissions.some((each) => each === permission);

/** Which rule allows or denies, and the one change that would alter it. */
export function explain({ access, by }: Viewer, permission: Permission, target: Target): AccessExplanation {
  const because = access.whyAllowed(permission, target);
  if (because !== null) return { allowed: true, because, remedy: null };
  if (by === 'key') {
    return {
      allowed: false,
      because: `This API key does not carry ${permission} here.`,
      remedy: 'Make a key with that scope; its owner must hold the permission too.',
    };
  }
  // The weakest roles that would do: roles are listed from the most powerful on.
  const role = roles.findLast((each) => permissionsOf[each].includes(permission));
  const botRole = isOfBots(permission)
    ? botRoles.findLast((each) => botPermissionsOf[each].includes(permission))
    : undefined;
  const elsewhere = access.holds(permission) ? ' It is yours for other bots only.' : '';
  return {
    allowed: false,
    because: `No role of yours allows ${permission} here.${elsewhere}`,
    remedy:
      botRole && target.botIds?.length
        ? `A manager of this bot can make you its ${botRole}; an administrator can make you ${role} of everything.`
        : `An ${role === 'OWNER' || role === 'ADMIN' ? 'owner' : 'administrator'} can make you ${role}.`,
  };
}

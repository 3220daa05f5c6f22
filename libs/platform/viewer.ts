import { createHash } from 'node:crypto';

import { createMongoAbility, type MongoAbility, subject } from '@casl/ability';
import { LRUCache } from 'lru-cache';

import { botPermissions, type Permission } from './permission';

/** What a rule speaks of: everything there is, or single bots or guilds. */
export type RuleSubject = 'all' | 'Bot' | 'Guild';

/** One sentence about what somebody may do. The panel reads the same rules, for its buttons. */
export interface AccessRule {
  readonly permissions: readonly Permission[];
  readonly subject: RuleSubject;
  /** Of which bots or guilds; empty for `all`. */
  readonly ids: readonly string[];
  /** Where it comes from, as a sentence for people. */
  readonly because: string;
}

/** What a deed concerns: any one of these bots, or the guild. Nothing at all stands for the whole installation. */
export interface Target {
  readonly botIds?: readonly string[];
  readonly guildId?: string;
}

/** Of what somebody may see the parts: `null` for all of them. */
export interface Reach {
  readonly botIds: readonly string[] | null;
  readonly guildIds: readonly string[] | null;
}

type Ability = MongoAbility<[Permission, RuleSubject | { readonly id: string }]>;

/** What somebody may do, and of what. Nothing is allowed that no rule allows. */
export class Access {
  private readonly ability: Ability;

  private constructor(
    readonly rules: readonly AccessRule[],
    /** Equal for equal rules. */
    readonly key: string,
  ) {
    this.ability = createMongoAbility<Ability>(
      rules.map(({ permissions, subject: on, ids, because }) => ({
        action: [...permissions],
        subject: on,
        ...(on !== 'all' && { conditions: { id: { $in: ids } } }),
        reason: because,
      })),
    );
  }

  /** What these rules allow. Of equal rules, which many people have, the last ones asked for are one object. */
  static of(rules: readonly AccessRule[]): Access {
    const key = createHash('sha256').update(JSON.stringify(rules)).digest('base64url');
    const access = known.get(key) ?? new Access(rules, key);
    known.set(key, access);
    return access;
  }

  /** True when the permission holds for something, be it a single bot. */
  holds(permission: Permission): boolean {
    return this.rules.some(({ permissions }) => permissions.includes(permission));
  }

  may(permission: Permission, target: Target = {}): boolean {
    return this.whyAllowed(permission, target) !== null;
  }

  /** The sentence of the rule that allows it; null when none does. */
  whyAllowed(permission: Permission, { botIds = [], guildId }: Target = {}): string | null {
    const on = [
      ...botIds.map((id) => subject('Bot', { id })),
      ...(guildId === undefined ? [] : [subject('Guild', { id: guildId })]),
    ];
    const asked = on.length > 0 ? on : (['all'] as const);
    for (const each of asked) {
      const rule = this.ability.relevantRuleFor(permission, each);
      if (rule) return rule.reason ?? '';
    }
    return null;
  }

  /** True when anything at all is allowed of a target: only then does it exist for this viewer. */
  sees(target: Target): boolean {
    return botPermissions.some((permission) => this.may(permission, target));
  }

  reach(permission: Permission): Reach {
    const rules = this.rules.filter(({ permissions }) => permissions.includes(permission));
    if (rules.some(({ subject: on }) => on === 'all')) return { botIds: null, guildIds: null };
    const idsOf = (wanted: RuleSubject) =>
      rules.filter(({ subject: on }) => on === wanted).flatMap(({ ids }) => ids);
    return { botIds: idsOf('Bot'), guildIds: idsOf('Guild') };
  }

  /** The part of it that an API key with these scopes has. `botIds` of null leaves the bots as they are. */
  limitedTo(permissions: readonly Permission[], botIds: readonly string[] | null): Access {
    const limited = this.rules.flatMap((rule) => {
      const kept = rule.permissions.filter((permission) => permissions.includes(permission));
      const part = { ...rule, permissions: kept };
      if (kept.length === 0) return [];
      if (botIds === null) return [part];
      // What concerns the whole installation is no part of a key for single bots.
      const ofBots = kept.filter((permission) => botPermissions.some((each) => each === permission));
      const ids = rule.subject === 'all' ? botIds : rule.ids.filter((id) => botIds.includes(id));
      if (rule.subject === 'Guild' || ofBots.length === 0 || ids.length === 0) return [];
      return [{ ...part, permissions: ofBots, subject: 'Bot' as const, ids }];
    });
    return Access.of(limited);
  }
}

/** By their keys. */
const known = new LRUCache<string, Access>({ max: 1000 });

/** From where somebody asks. */
export interface Origin {
  /** IP address. */
  readonly address: string;
  readonly userAgent: string;
}

/** Who asks. */
export interface Viewer {
  readonly accountId: string;
  /** The session or the API key behind the request: what ends when it is revoked. */
  readonly sessionId: string;
  readonly by: 'session' | 'key';
  readonly name: string;
  readonly access: Access;
  /** When the key stops working, or this use of it does: its sockets are closed then. */
  readonly endsAt?: Date;
  /** Of keys: the points that their operations may cost an hour; null for no bound of their own. */
  readonly budget?: number | null;
  readonly origin: Origin;
}

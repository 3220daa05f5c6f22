import 'reflect-metadata';

import { readFileSync } from 'node:fs';

import { AuthModule } from '@cube/auth/auth.module';
import { BotsModule } from '@cube/bots/bots.module';
import { CommandsModule } from '@cube/commands/commands.module';
import { GuildsModule } from '@cube/guilds/guilds.module';
import { LoggingModule } from '@cube/logging/logging.module';
import { MailModule } from '@cube/mail/mail.module';
import { ACCESS } from '@cube/platform/access';
import { RealtimeModule } from '@cube/realtime/realtime.module';
import { buildSchema } from 'graphql';

import { resolversOf } from './schema';

type Class = new (...dependencies: never[]) => object;

const kinds = ['Query', 'Mutation', 'Subscription'] as const;

/** The root fields of a resolver class, with what stands on their doors. */
function doorsOf(resolver: Class) {
  return Object.getOwnPropertyNames(resolver.prototype).flatMap((name) => {
    const method: object = Reflect.get(resolver.prototype, name);
    const kind = kinds.find((each) => Reflect.getMetadata('graphql:resolver_type', method) === each);
    return kind
      ? [{ door: `${resolver.name}.${name}`, kind, access: Reflect.getMetadata(ACCESS, method) }]
      : [];
  });
}

const own = (module: Class): Class[] => [
  ...new Set(
    [Reflect.getMetadata('providers', module)]
      .flat()
      .filter(
        (provider) =>
          typeof provider === 'function' && Reflect.hasMetadata('graphql:resolver_type', provider),
      ),
  ),
];

describe('the schema', () => {
  const doors = resolversOf().flatMap(doorsOf);

  it('has @Allow or @Public on the door of every root field', () => {
    expect(doors.filter(({ access }) => access === undefined)).toEqual([]);
  });

  it('opens to strangers only what a stranger may know', () => {
    const open = doors.filter(({ access }) => access === 'public').map(({ door }) => door);
    expect(open.sort()).toEqual([
      'AccountsResolver.installation',
      'AccountsResolver.me',
      'MailResolver.mailbox',
      'OnboardingResolver.joinWaitingList',
      'OnboardingResolver.register',
      'OnboardingResolver.requestPasswordReset',
      'OnboardingResolver.resetPassword',
      'OnboardingResolver.verifyEmail',
    ]);
  });

  it('is found whole by this spec: every root field of schema.graphql is one of these doors', () => {
    const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((root) => Object.keys(root?.getFields() ?? {}));
    expect(doors).toHaveLength(fields.length);
  });

  it.each([
    ['Auth', AuthModule],
    ['Bots', BotsModule],
    ['Guilds', GuildsModule],
    ['Commands', CommandsModule],
    ['Logging', LoggingModule],
    ['Realtime', RealtimeModule],
    ['Mail', MailModule],
  ])('[DC-02] [DC-03] has queries, mutations and subscriptions in %s', (_, module) => {
    const found = own(module)
      .flatMap(doorsOf)
      .map(({ kind }) => kind);
    expect([...new Set(found)].sort()).toEqual([...kinds].sort());
  });
});

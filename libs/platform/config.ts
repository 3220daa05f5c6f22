import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { changeable } from './limit-policies';
import { howToGet, objectionsTo, openMetrics } from './production';

const profiles = ['development', 'production', 'test'] as const;
export type Profile = (typeof profiles)[number];

/** Where bots and people come from: the real Discord, or the simulator that stands in for it. */
export type DiscordNetwork = 'discord' | 'simulator';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;
/** True of a host name or an address that leads to the same machine. */
export const isLoopback = (host: string): boolean => loopback.test(host);
const port = z.coerce.number().int().min(1).max(65535);
const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
const blankIsMissing = (value: unknown) => (value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsMissing, schema.optional());
const withDefault = <T extends z.ZodType>(schema: T, value: string) =>
  z.preprocess((given) => blankIsMissing(given) ?? value, schema);

/** Which traces are kept, by OpenTelemetry's names. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Where traces go, and how many of them. */
export interface TracingSettings {
  /** Without a slash at its end, and without `/v1/traces`. */
  readonly endpoint: string;
  /** By its role when undefined. */
  readonly serviceName: string | undefined;
  readonly sampler: (typeof samplers)[number];
  /** The share that the samplers of a ratio keep. */
  readonly ratio: number;
}

/** Every variable that the product reads, in the order of `.env.example`. */
const variables = {
  CUBE_PROFILE: withDefault(z.enum(profiles), 'development'),
  HOST: withDefault(z.string().min(1), '127.0.0.1'),
  PORT: withDefault(port, '3000'),
  PUBLIC_URL: optional(url('http:', 'https:')),
  TRUST_PROXY: optional(z.string()),
  DATABASE_URL: url('postgres:', 'postgresql:'),
  DATABASE_POOL: withDefault(z.coerce.number().int().min(2).max(200), '10'),
  REDIS_URL: url('redis:', 'rediss:'),
  REDIS_PREFIX: withDefault(z.string().regex(/^[\w-]+$/, 'must be letters, digits, - and _'), 'cube'),
  LIMITS: optional(
    z
      .string()
      .regex(
        new RegExp(`^(${changeable.join('|')}):\\d+(,(${changeable.join('|')}):\\d+)*$`),
        `must be name:number[,…], with the names ${changeable.join(', ')}`,
      ),
  ),
  MASTER_KEYS: z
    .string()
    .regex(
      /^[\w-]+:[A-Za-z0-9+/]{43}=(,[\w-]+:[A-Za-z0-9+/]{43}=)*$/,
      'must be name:<32 bytes in base64>[,…]',
    ),
  DISCORD_CLIENT_ID: z.string().regex(/^\d{5,20}$/, "must be the application's id, a number"),
  DISCORD_CLIENT_SECRET: z.string().min(8),
  DISCORD_REDIRECT_URI: optional(url('http:', 'https:')),
  SIMULATOR_URL: optional(url('http:')),
  SIMULATOR_PORT: withDefault(port, '4700'),
  SMTP_URL: optional(url('smtp:', 'smtps:')),
  MAIL_FROM: optional(
    z
      .string()
      .regex(
        /^[^\r\n@<>]*(<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/,
        'must be an e-mail address, or Name <address>',
      ),
  ),
  SPILL_DIR: withDefault(z.string().max(80, 'must be at most 80 characters long'), '.cube/spill'),
  SPILL_MB: withDefault(z.coerce.number().int().min(1).max(100_000), '256'),
  RETENTION: optional(
    z
      .string()
      .regex(/^[a-z_.]+:\d{1,5}(,[a-z_.]+:\d{1,5})*$/, 'must be kind:days[,…], such as command.executed:30'),
  ),
  LOG_DIR: withDefault(z.string(), 'logs'),
  LOG_LEVEL: withDefault(z.enum(['trace', 'debug', 'info', 'warn', 'error']), 'info'),
  METRICS_PORT: optional(z.coerce.number().int().min(1).max(65534)),
  METRICS_HOST: withDefault(z.string().min(1), '127.0.0.1'),
  METRICS_TOKEN: optional(
    z.string().regex(/^[\w.~+/=-]{24,200}$/, 'must be 24 to 200 letters, digits and - . _ ~ + / ='),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(url('http:', 'https:')),
  OTEL_SERVICE_NAME: optional(z.string().max(200)),
  OTEL_TRACES_SAMPLER: withDefault(z.enum(samplers), 'parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: withDefault(z.coerce.number().min(0).max(1), '1'),
  MIGRATE_ON_START: withDefault(z.enum(['true', 'false']), 'false'),
} as const;

/** Specs sign in more often than people do; those about limits set their own. */
const boundless = changeable.map((name) => `${name}:1000000000`).join(',');

/** What a profile sets where the environment is silent. */
const layers: Record<Profile, Readonly<Record<string, string>>> = {
  development: {},
  production: { HOST: '0.0.0.0' },
  test: {
    LOG_LEVEL: 'error',
    LOG_DIR: 'none',
    DATABASE_POOL: '4',
    LIMITS: boundless,
    SPILL_DIR: join(tmpdir(), 'social-cube-spill'),
  },
};

const schema = z.object(variables);
export const variableNames: readonly string[] = Object.keys(variables);

export interface MasterKey {
  readonly name: string;
  readonly key: Buffer;
}

/** The settings of this process. Only `readConfig` reads the environment. */
export class Config {
  readonly profile: Profile;
  readonly host: string;
  readonly port: number;
  /** The address that people type, without a slash at its end. */
  readonly publicUrl: string;
  readonly trustProxy: string | undefined;
  readonly database: { readonly url: string; readonly pool: number };
  readonly redisUrl: string;
  /** What every key in Redis begins with: other installations may share it. */
  readonly redisPrefix: string;
  /** Limits and quotas that are other than limit-policies.ts has them, by name. */
  readonly limits: Readonly<Record<string, number>>;
  /** The first one seals; the others still open. */
  readonly masterKeys: readonly MasterKey[];
  readonly discord: {
    readonly network: DiscordNetwork;
    /** REST root without a version: `{api}/v10/…`. */
    readonly api: string;
    /** Where the page stands on which a person allows the sign-in. */
    readonly authorizeUrl: string;
    readonly cdn: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly redirectUri: string;
  };
  readonly simulatorUrl: string | undefined;
  /** Without an `smtpUrl` no mail leaves this machine. */
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string };
  /** Where events wait on disk while PostgreSQL is away, and how many bytes of them one process keeps. */
  readonly spill: { readonly folder: string; readonly bound: number };
  /** Days for which kinds of events are kept, where they are other than retention-policy.ts has them; 0 for ever. */
  readonly retention: Readonly<Record<string, number>>;
  /** Where the log of this process is kept as files; null for the console alone. */
  readonly logFolder: string | null;
  readonly logLevel: string;
  /** Where the figures of this process are read, and by which token; undefined where nobody shall read them. */
  readonly metrics:
    | {
        readonly host: string;
        /** Api and worker of one machine have the same settings. */
        readonly port: { readonly api: number; readonly worker: number };
        readonly token: string | undefined;
      }
    | undefined;
  /** Undefined where nobody traces. */
  readonly tracing: TracingSettings | undefined;
  readonly migrateOnStart: boolean;

  constructor(values: z.infer<typeof schema>) {
    this.profile = values.CUBE_PROFILE;
    this.host = values.HOST;
    this.port = values.PORT;
    this.publicUrl = (values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`).replace(/\/+$/, '');
    this.trustProxy = values.TRUST_PROXY;
    this.database = { url: values.DATABASE_URL, pool: values.DATABASE_POOL };
    this.redisUrl = values.REDIS_URL;
    this.redisPrefix = values.REDIS_PREFIX;
    this.limits = numbersOf(values.LIMITS);
    this.masterKeys = values.MASTER_KEYS.split(',').map((pair) => {
      const at = pair.indexOf(':');
      return { name: pair.slice(0, at), key: Buffer.from(pair.slice(at + 1), 'base64') };
    });
    this.simulatorUrl = values.SIMULATOR_URL?.replace(/\/+$/, '');
    this.discord = {
      network: this.simulatorUrl ? 'simulator' : 'discord',
      api: this.simulatorUrl ? `${this.simulatorUrl}/api` : 'https://discord.com/api',
      authorizeUrl: `${this.simulatorUrl ?? 'https://discord.com'}/oauth2/authorize`,
      cdn: this.simulatorUrl ? `${this.simulatorUrl}/cdn` : 'https://cdn.discordapp.com',
      clientId: values.DISCORD_CLIENT_ID,
      clientSecret: values.DISCORD_CLIENT_SECRET,
      redirectUri: values.DISCORD_REDIRECT_URI ?? `${this.publicUrl}/auth/discord/callback`,
    };
    this.mail = {
      smtpUrl: values.SMTP_URL,
      from: values.MAIL_FROM ?? `Social Cube <social-cube@${new URL(this.publicUrl).hostname}>`,
    };
    this.spill = { folder: values.SPILL_DIR, bound: values.SPILL_MB * 1024 * 1024 };
    this.retention = numbersOf(values.RETENTION);
    this.logFolder = values.LOG_DIR === 'none' ? null : values.LOG_DIR;
    this.logLevel = values.LOG_LEVEL;
    const { METRICS_PORT: metricsPort, METRICS_HOST: host, METRICS_TOKEN: token } = values;
    this.metrics =
      metricsPort === undefined
        ? undefined
        : { host, port: { api: metricsPort, worker: metricsPort + 1 }, token };
    this.tracing =
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? undefined
        : {
            endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, ''),
            serviceName: values.OTEL_SERVICE_NAME,
            sampler: values.OTEL_TRACES_SAMPLER,
            ratio: values.OTEL_TRACES_SAMPLER_ARG,
          };
    this.migrateOnStart = values.MIGRATE_ON_START === 'true';
  }

  /**
   * True where mails are laid out for whoever sits at this machine, because nobody else could read them: no mail server is
   * set, this is no production, and nothing but this machine reaches us.
   */
  get hasOpenMailbox(): boolean {
    const hosts = [this.host, new URL(this.publicUrl).hostname];
    return this.mail.smtpUrl === undefined && this.profile !== 'production' && hosts.every(isLoopback);
  }

  /** True where people reach us over TLS, so that cookies can be Secure. */
  get isSecure(): boolean {
    return this.publicUrl.startsWith('https:');
  }
}

/** Such as `sign-in:30,sockets:5`. */
const numbersOf = (pairs = ''): Readonly<Record<string, number>> =>
  Object.fromEntries(
    pairs
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', points] = pair.split(':');
        return [name, Number(points)];
      }),
  );

/** Reads the settings, or throws one error that names every wrong variable with its mend. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const named = profiles.find((profile) => profile === environment['CUBE_PROFILE']);
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse({ ...layers[named ?? 'development'], ...given });
  const objections = [...(named === 'production' ? objectionsTo(given) : []), ...openMetrics(given)];
  if (parsed.success && objections.length === 0) return new Config(parsed.data);
  const complaints = (parsed.error?.issues ?? []).map(({ path, message }) => {
    const name = path.join('.');
    if (given[name] !== undefined) return { name, message: `: ${message}` };
    return { name, message: name in howToGet ? ` is missing: ${howToGet[name]}` : ' is missing' };
  });
  const known = new Set(complaints.map(({ name }) => name));
  const all = [
    ...complaints,
    ...objections
      .filter(({ name }) => !known.has(name))
      .map(({ name, message }) => ({ name, message: ` ${message}` })),
  ];
  throw new Error(
    `These settings are missing or wrong (see .env.example for what they mean):\n${all
      .map(({ name, message }) => `  ${name}${message}`)
      .join('\n')}`,
  );
}

/** Something that is wrong with one variable, with its mend. */
export interface Objection {
  readonly name: string;
  readonly message: string;
}

type Given = Readonly<Record<string, string | undefined>>;

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;
/** What stands in examples, images and tutorials. */
const wellKnown =
  /^(|cube|postgres|postgresql|root|admin|password|passw0rd|secret|changeme|change-me|example|test|1234\d*|not-a-real-secret|your-.*|<.*>|x+)$/i;

/** How to come by the value of a variable. */
export const howToGet: Readonly<Record<string, string>> = {
  PUBLIC_URL: 'the address that people type, such as https://cube.example.org',
  DATABASE_URL: 'postgres://name:password@host:5432/database; make a password with: openssl rand -hex 24',
  REDIS_URL: 'redis://host:6379',
  MASTER_KEYS: `make one with: node -p "'k1:'+require('crypto').randomBytes(32).toString('base64')", and keep a copy elsewhere`,
  DISCORD_CLIENT_ID: 'the id of your application, from https://discord.com/developers/applications',
  DISCORD_CLIENT_SECRET:
    'the OAuth2 secret of your application, from https://discord.com/developers/applications',
};

/** Why these settings are too dangerous for a production. Whoever serves only their own machine, by a loopback PUBLIC_URL, may do more. */
export function objectionsTo(given: Given): readonly Objection[] {
  const objections: Objection[] = [];
  const object = (name: string, message: string) => objections.push({ name, message });
  const address = parse(given['PUBLIC_URL']);
  const isLocal = address !== null && loopback.test(address.hostname);
  if (!given['PUBLIC_URL']) object('PUBLIC_URL', `is missing: ${howToGet['PUBLIC_URL']}`);
  else if (address?.protocol === 'http:' && !isLocal)
    object('PUBLIC_URL', 'must be https: without TLS everybody on the way can read sessions');

  const database = parse(given['DATABASE_URL']);
  if (database) {
    const password = decodeURIComponent(database.password);
    // A PostgreSQL of the same machine may know us by other means.
    const mayLack = password === '' && loopback.test(database.hostname);
    if (!mayLack && wellKnown.test(password))
      object('DATABASE_URL', `has no password, or one that everybody knows: ${howToGet['DATABASE_URL']}`);
  }

  const keys = (given['MASTER_KEYS'] ?? '').split(',').filter(Boolean);
  if (keys.some((pair) => isNoRandomness(pair.slice(pair.indexOf(':') + 1))))
    object('MASTER_KEYS', `is a pattern that anybody can guess: ${howToGet['MASTER_KEYS']}`);
  const secret = given['DISCORD_CLIENT_SECRET'];
  if (secret && wellKnown.test(secret))
    object('DISCORD_CLIENT_SECRET', `is one that everybody knows: ${howToGet['DISCORD_CLIENT_SECRET']}`);
  if (given['SIMULATOR_URL'] && !isLocal)
    object('SIMULATOR_URL', 'must be empty: at the simulator everybody can sign in as anybody');
  return objections;
}

/** Metrics for everybody in the network, in any profile. */
export function openMetrics(given: Given): readonly Objection[] {
  const { METRICS_PORT: port, METRICS_HOST: host = '127.0.0.1', METRICS_TOKEN: token } = given;
  if (!port || token || loopback.test(host)) return [];
  const message = `is missing: METRICS_HOST lets others than this machine read the metrics; make one with: openssl rand -hex 24`;
  return [{ name: 'METRICS_TOKEN', message }];
}

function parse(text: string | undefined): URL | null {
  return text !== undefined && URL.canParse(text) ? new URL(text) : null;
}

/** 32 random bytes have fewer than 12 different values once in 10^20 keys. */
function isNoRandomness(base64: string): boolean {
  return new Set(Buffer.from(base64, 'base64')).size < 12;
}

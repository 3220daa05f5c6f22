import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { readConfig, variableNames } from './config';

const enough = {
  DATABASE_URL: 'postgres://cube@127.0.0.1:5432/cube',
  REDIS_URL: 'redis://127.0.0.1:6379',
  MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  DISCORD_CLIENT_ID: '100000000000000001',
  DISCORD_CLIENT_SECRET: 'not-a-real-secret',
};

const production = {
  ...enough,
  CUBE_PROFILE: 'production',
  PUBLIC_URL: 'https://cube.example.org',
  DATABASE_URL: `postgres://cube:${randomBytes(24).toString('hex')}@db:5432/cube`,
  MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  DISCORD_CLIENT_SECRET: randomBytes(16).toString('hex'),
};

describe('the settings', () => {
  it('[SC-05] [SC-11] stand in .env.example with the same keys in the same order', () => {
    const keys = readFileSync('.env.example', 'utf8').match(/^[A-Z_]+(?==)/gm);
    expect(keys).toEqual(variableNames);
  });

  it('[PS-20] name every wrong variable at once', () => {
    const wrong = { ...enough, PORT: 'eighty', REDIS_URL: 'http://x', DATABASE_URL: '', LOG_LEVEL: 'loud' };
    expect(() => readConfig(wrong)).toThrow(/DATABASE_URL is missing[\s\S]*REDIS_URL: [\s\S]*LOG_LEVEL: /);
    expect(() => readConfig(wrong)).toThrow(/PORT: /);
  });

  it('[SC-12] come in layers: a profile fills in where the environment is silent', () => {
    expect(readConfig(enough).profile).toBe('development');
    expect(readConfig(production).host).toBe('0.0.0.0');
    expect(readConfig({ ...production, HOST: '10.0.0.1' }).host).toBe('10.0.0.1');
    expect(readConfig({ ...enough, CUBE_PROFILE: 'test' }).logLevel).toBe('error');
  });

  it('[SA-21] start no production without secrets, and say of each how to make it, all at once', () => {
    const bare = { CUBE_PROFILE: 'production' };
    expect(() => readConfig(bare)).toThrow(/MASTER_KEYS is missing: make one with: node -p/);
    expect(() => readConfig(bare)).toThrow(/DATABASE_URL is missing: .*openssl rand/);
    for (const name of ['PUBLIC_URL', 'REDIS_URL', 'DISCORD_CLIENT_ID', 'DISCORD_CLIENT_SECRET'])
      expect(() => readConfig(bare)).toThrow(`${name} is missing: `);
  });

  it.each([
    ['PUBLIC_URL', 'http://cube.example.org', 'must be https'],
    ['DATABASE_URL', 'postgres://cube:postgres@db/cube', 'has no password, or one that everybody knows'],
    ['DATABASE_URL', 'postgres://cube@db/cube', 'has no password, or one that everybody knows'],
    ['DATABASE_URL', 'postgres://cube:changeme@127.0.0.1/cube', 'one that everybody knows'],
    ['MASTER_KEYS', enough.MASTER_KEYS, 'a pattern that anybody can guess'],
    ['DISCORD_CLIENT_SECRET', 'not-a-real-secret', 'one that everybody knows'],
    ['DISCORD_CLIENT_SECRET', 'your-client-secret', 'one that everybody knows'],
    ['SIMULATOR_URL', 'http://127.0.0.1:4700', 'everybody can sign in as anybody'],
  ])('[SA-21] start no production with %s=%s', (name, value, reason) => {
    expect(() => readConfig({ ...production, [name]: value })).toThrow(new RegExp(`${name} .*${reason}`));
  });

  it('[SA-32] let nobody else read the metrics without a token, in any profile', () => {
    const open = { ...enough, METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' };
    expect(readConfig(enough).metrics).toBeUndefined();
    expect(readConfig({ ...enough, METRICS_PORT: '9464' }).metrics).toEqual({
      host: '127.0.0.1',
      port: { api: 9464, worker: 9465 },
      token: undefined,
    });
    expect(() => readConfig(open)).toThrow(/METRICS_TOKEN is missing: METRICS_HOST lets others/);
    expect(() => readConfig({ ...open, METRICS_TOKEN: 'too-short' })).toThrow(/METRICS_TOKEN: must be 24/);
    expect(readConfig({ ...open, METRICS_TOKEN: 'f'.repeat(48) }).metrics?.host).toBe('0.0.0.0');
  });

  it('let a production that only its own machine reaches do without TLS', () => {
    const local = {
      ...production,
      PUBLIC_URL: 'http://127.0.0.1:3000',
      SIMULATOR_URL: 'http://127.0.0.1:4700',
    };
    expect(readConfig({ ...local, DATABASE_URL: enough.DATABASE_URL }).isSecure).toBe(false);
  });

  it('choose the simulator only when its address is given', () => {
    expect(readConfig(enough).discord).toMatchObject({ network: 'discord', api: 'https://discord.com/api' });
    const simulated = readConfig({ ...enough, SIMULATOR_URL: 'http://127.0.0.1:4700/' });
    expect(simulated.discord).toMatchObject({ network: 'simulator', api: 'http://127.0.0.1:4700/api' });
  });
});

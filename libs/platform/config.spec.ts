import { readFileSync } from 'node:fs';

import { readConfig, variableNames } from './config';

const enough = {
  DATABASE_URL: 'postgres://cube@127.0.0.1:5432/cube',
  REDIS_URL: 'redis://127.0.0.1:6379',
  MASTER_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  DISCORD_CLIENT_ID: '100000000000000001',
  DISCORD_CLIENT_SECRET: 'not-a-real-secret',
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
    expect(readConfig({ ...enough, CUBE_PROFILE: 'production' }).host).toBe('0.0.0.0');
    expect(readConfig({ ...enough, CUBE_PROFILE: 'production', HOST: '10.0.0.1' }).host).toBe('10.0.0.1');
    expect(readConfig({ ...enough, CUBE_PROFILE: 'test' }).logLevel).toBe('error');
  });

  it('choose the simulator only when its address is given', () => {
    expect(readConfig(enough).discord).toMatchObject({ network: 'discord', api: 'https://discord.com/api' });
    const simulated = readConfig({ ...enough, SIMULATOR_URL: 'http://127.0.0.1:4700/' });
    expect(simulated.discord).toMatchObject({ network: 'simulator', api: 'http://127.0.0.1:4700/api' });
  });
});

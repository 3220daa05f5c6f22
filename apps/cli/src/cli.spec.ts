import { spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { migrations } from '@cube/features/migrations';
import { readConfig } from '@cube/platform/config';
import { Secrets } from '@cube/platform/secrets';
import { type TestDatabase, testDatabase, until } from '@cube/platform/testing';
import { Trial } from '@cube/simulator/trial';

const masterKey = (name: string) => `${name}:${randomBytes(32).toString('base64')}`;

describe('the command line', () => {
  let trial: Trial;
  let test: TestDatabase;
  const [older, newer] = [masterKey('older'), masterKey('newer')];

  beforeAll(async () => {
    // The program as operators run it.
    spawnSync(process.execPath, ['tools/build-app.mjs', 'cli'], { stdio: 'inherit' });
    trial = await Trial.start();
    test = await testDatabase();
  }, 120_000);
  afterAll(async () => {
    await test.drop();
    await trial.end();
  });

  const environment = (keys: string) => ({
    PATH: process.env['PATH'],
    CUBE_PROFILE: 'test',
    DATABASE_URL: test.config.database.url,
    REDIS_URL: test.config.redisUrl,
    MASTER_KEYS: keys,
    DISCORD_CLIENT_ID: '100000000000000001',
    DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
    SIMULATOR_URL: trial.simulator.url,
  });

  /** Not spawnSync: the simulator that it asks lives in this process. */
  const cube = async (args: string[], { input = '', keys = older } = {}) => {
    const child = spawn(process.execPath, ['dist/apps/cli/main.mjs', ...args], { env: environment(keys) });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.stdin.end(input);
    const code = await new Promise((resolve) => child.once('close', resolve));
    return { code, output: output.trim() };
  };

  it('says every setting that is missing at once, without a stack', () => {
    const { status, stderr } = spawnSync(process.execPath, ['dist/apps/cli/main.mjs', 'migrate'], {
      env: { PATH: process.env['PATH'] },
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('DATABASE_URL is missing');
    expect(stderr).toContain('MASTER_KEYS is missing');
    expect(stderr).not.toContain('    at ');
  });

  it('[SC-06] migrates an empty database, and leaves a current one alone', async () => {
    expect(await cube(['migrate'])).toEqual({ code: 0, output: 'The database is current.' });
    await test.database.query('drop schema public cascade; create schema public');
    expect((await cube(['bots', 'status'])).output).toContain('npm run cube -- migrate');
    const names = migrations.map(({ name }) => name).join(', ');
    expect((await cube(['migrate'])).output).toBe(`Ran ${names}.`);
  }, 120_000);

  it('[SC-07] makes a person an owner by their Discord id', async () => {
    const { code, output } = await cube(['create-superuser', 'ada']);
    expect([code, output]).toEqual([1, expect.stringContaining('A Discord id is a number')]);
    expect((await cube(['create-superuser', '123456789012345678'])).code).toBe(0);
    expect(await test.database.query('select discord_id, role from account')).toEqual([
      { discord_id: '123456789012345678', role: 'OWNER' },
    ]);
  }, 120_000);

  it('[OM-02] [OM-05] lets an operator who is locked out invite, approve, give roles and print a link for a password', async () => {
    const invited = await cube(['people', 'invite', 'Grace@example.org', 'viewer']);
    expect(invited.output).toMatch(/^They register at http:\/\/127\.0\.0\.1:3000\/register#token=[\w-]{43}$/);
    expect((await cube(['people', 'approve', 'grace@example.org'])).output).toContain('not registered yet');
    expect((await cube(['people', 'reset-password', 'grace@example.org'])).code).toBe(1);
    await test.database.query(
      `update account set state = 'VERIFIED', email_verified_at = now(), totp_since = now() where email is not null`,
    );
    expect((await cube(['people', 'approve', 'grace@example.org'])).output).toBe('grace can sign in.');
    expect((await cube(['people', 'set-role', 'grace@example.org', 'king'])).output).toContain('no role');
    expect((await cube(['people', 'set-role', 'grace@example.org', 'owner'])).output).toBe('grace is OWNER.');
    expect((await cube(['people', 'disable-codes', 'grace@example.org'])).code).toBe(0);
    expect((await cube(['people', 'reset-password', 'grace@example.org'])).output).toMatch(
      /\/reset-password#token=[\w-]{43}$/,
    );
    expect((await cube(['people', 'list'])).output).toContain(
      'APPROVED   OWNER    grace <grace@example.org>',
    );
    expect((await cube(['people', 'approve', 'nobody@example.org'])).output).toContain('no such account');
  }, 240_000);

  it('[SC-59] adds a bot, says what it is, and wants it online or offline', async () => {
    const input = trial.application.token;
    expect(await cube(['bots', 'add'], { input })).toEqual({ code: 0, output: 'Trial was added.' });
    expect((await cube(['bots', 'add'], { input })).code).toBe(1);
    expect((await cube(['bots', 'add', '--if-missing'], { input })).code).toBe(0);
    expect((await cube(['bots', 'status'])).output).toBe('Trial  starting');
    expect((await cube(['bots', 'stop', 'Trial'])).output).toBe('Trial is wanted offline.');
    expect((await cube(['bots', 'status'])).output).toBe('Trial  offline');
    expect((await cube(['bots', 'start', 'nobody'])).output).toContain('There is no bot “nobody”');
  }, 120_000);

  it('[SC-62] opens a prompt on the services of the product, and closes them when it is left', async () => {
    const { code, output } = await cube(['repl'], {
      input: 'typeof get(Bots).want\nget(Config).profile\nmethods(Sessions)\n.exit\n',
    });
    expect(code).toBe(0);
    expect(output).toContain("'function'");
    expect(output).toContain("'test'");
    expect(output).toContain('personOf');
  });

  it('[SC-15] writes a bot down as a file, says what another file would change, and does it', async () => {
    const { output: yaml, code } = await cube(['bot', 'export', 'Trial']);
    expect([code, yaml]).toEqual([0, expect.stringContaining('name: Trial')]);
    const folder = await mkdtemp(join(tmpdir(), 'cube-cli-'));
    const file = join(folder, 'trial.yaml');
    await writeFile(file, yaml);
    expect((await cube(['bot', 'apply', file])).output).toBe('Nothing differs: the bot is as the file says.');

    const greeting = '{ name: hi, description: Hi., steps: [{ kind: reply, content: Hi. }] }';
    await writeFile(file, yaml.replace('commands: []', `commands: [${greeting}]`));
    expect(await cube(['bot', 'plan', file])).toEqual({ code: 0, output: '+ /hi would be added.' });
    expect((await cube(['bot', 'apply', file, '--bot', 'Trial'])).output).toBe('+ /hi was added.');

    await writeFile(file, 'version: 1\nbot: { name: Trial }\ncommands:\n  - name: 1\n  - name: hi\n');
    const { code: failed, output } = await cube(['bot', 'plan', file]);
    expect([failed, output]).toEqual([1, expect.stringMatching(/^Line 4: .* \[commands\.0\.name\]/)]);
    expect((await cube(['bot', 'plan', join(folder, 'none.yaml')])).output).toContain('cannot be read');
    await rm(folder, { recursive: true });
  }, 240_000);

  it('[SA-31] verifies the audit, says where it ends, and names an entry that was changed', async () => {
    const { code, output } = await cube(['audit', 'verify']);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/^The audit holds: \d+ entr(y|ies)\.\nNote its end .*: \d+:[0-9a-f]{64}$/),
    ]);
    const noted = output.split(' ').at(-1) ?? '';
    expect((await cube(['audit', 'verify', '--noted', noted])).code).toBe(0);
    expect((await cube(['audit', 'verify', '--noted', 'x'])).output).toContain('--noted takes');
    await test.database.query(
      `update event_log set data = '{}' where seq = (select min(seq) from event_log where kind = 'audit.recorded')`,
    );
    expect(await cube(['audit', 'verify'])).toEqual({
      code: 1,
      output: expect.stringMatching(/^The audit is broken at entry \d+: This entry was changed\. 0 entries/),
    });
  }, 120_000);

  it('rotates the master key, after which the older one may go', async () => {
    expect((await cube(['secrets', 'rotate'], { keys: newer })).output).toContain(
      'MASTER_KEYS lacks the key "older"',
    );
    expect((await cube(['secrets', 'rotate'], { keys: `${newer},${older}` })).output).toMatch(
      /^A new data key was made; \d+ secrets? w\w+ sealed anew, 1 older data key was wrapped anew\.\nNeeded of MASTER_KEYS: newer\.\nYou may drop: older\.$/,
    );
    expect(await test.database.query('select distinct master from data_key')).toEqual([{ master: 'newer' }]);
    const { output } = await cube(['secrets', 'status'], { keys: newer });
    expect(output).toContain(
      'data key 1, under master key “newer”: account.totp_key 0, alert_target.secret 0, bot.token 0, bot_secret.value 0, mail.body 0',
    );
    expect(output).toMatch(/data key 2 \(newest\), .* bot\.token 1, .*\nNeeded of MASTER_KEYS: newer\.$/);
    expect((await cube(['secrets', 'rotate'], { keys: newer })).output).toContain(
      '0 secrets were sealed anew',
    );
  }, 120_000);

  it('[ND-20] goes on with a rotation that was killed, and no secret is unreadable at any moment', async () => {
    const newest = masterKey('newest');
    const secretsWith = (keys: string) => new Secrets(test.database, readConfig(environment(keys)));
    const ids = Array.from({ length: 3000 }, () => randomUUID());
    const before = secretsWith(newer);
    const owner = (row: string) => ({ table: 'account', column: 'totp_key', row });
    const sealed = await Promise.all(ids.map((id) => before.seal(`seed of ${id}`, owner(id))));
    await test.database.query(
      `insert into account (id, network, discord_id, name, role, totp_key)
       select id, 'simulator', 300000000000000000 + n, 'person ' || n, 'VIEWER', sealed
       from unnest($1::uuid[], $2::text[]) with ordinality as given (id, sealed, n)`,
      [ids, sealed],
    );
    const keysOf = async (): Promise<{ key: string; count: number }[]> =>
      test.database.query(
        `select split_part(totp_key, '.', 2) as key, count(*)::integer as count
         from account where name like 'person %' group by 1 order by 1`,
      );
    const readAll = async (keys: string) => {
      const secrets = secretsWith(keys);
      const rows: { id: string; totp_key: string }[] = await test.database.query(
        "select id, totp_key from account where name like 'person %'",
      );
      const opened = await Promise.all(rows.map(({ id, totp_key }) => secrets.open(totp_key, owner(id))));
      expect(opened.sort()).toEqual(ids.map((id) => `seed of ${id}`).sort());
    };

    const child = spawn(process.execPath, ['dist/apps/cli/main.mjs', 'secrets', 'rotate'], {
      env: environment(`${newest},${newer}`),
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await until(async () => (await keysOf()).length === 2);
    child.kill('SIGKILL');
    await ended;
    expect((await keysOf()).map(({ count }) => count > 0)).toEqual([true, true]);
    await readAll(`${newest},${newer}`);

    const { output } = await cube(['secrets', 'rotate'], { keys: `${newest},${newer}` });
    expect(output).toContain('The newest data key was current');
    expect(output).toContain('You may drop: newer.');
    expect((await keysOf()).map(({ count }) => count)).toEqual([3000]);
    await readAll(newest);
  }, 120_000);
});

/**
 * `npm run migration -- check`          says whether the entities and the migrations agree
 * `npm run migration -- generate NAME`  writes the migration that makes them agree
 * `npm run migration -- run`            runs what is pending on the database of this clone, or of DATABASE_URL
 * `npm run migration -- revert`         undoes the last migration there
 * check and generate compare the entities with an empty PostgreSQL of their own on which all migrations have run.
 */
import 'reflect-metadata';

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

import prettier from 'prettier';
import { DataSource, getMetadataArgsStorage } from 'typeorm';

import { bundle } from './bundle.mjs';
import { freePort } from './free-port.mjs';
import { startPostgres } from './postgres.mjs';
import { environmentOfClone } from './start/instance.mjs';
import { root } from './start/settings.mjs';
import { runTool, Trouble } from './start/terminal.mjs';

const libs = join(root, 'libs');
const say = (line) => process.stdout.write(`${line}\n`);

/** Every file of the rooms that declares an entity, as `bots/bot.entity`. */
function entityFiles() {
  return readdirSync(libs, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .filter((name) => readFileSync(join(libs, name), 'utf8').includes('\n@Entity('))
    .map((name) => name.replaceAll('\\', '/').slice(0, -'.ts'.length));
}

/** Our TypeScript, translated: what the product itself uses to reach the database. */
async function loadProduct() {
  const [source, translated] = ['ts', 'mjs'].map((ending) => `node_modules/.cache/cube/migration.${ending}`);
  mkdirSync(dirname(join(root, source)), { recursive: true });
  writeFileSync(
    join(root, source),
    [
      "export { migrations } from '@cube/features/migrations';",
      "export { migrate } from '@cube/features/migrate';",
      "export { databaseOptions } from '@cube/platform/database';",
      ...entityFiles().map((file, index) => `export * as entities${index} from '@cube/${file}';`),
    ].join('\n'),
  );
  await bundle(source, translated);
  return import(pathToFileURL(join(root, translated)));
}

const configOf = (url) => ({ database: { url, pool: 2 } });

async function withDatabase(options, work) {
  const database = await new DataSource(options).initialize();
  try {
    return await work(database);
  } finally {
    await database.destroy();
  }
}

/** Indexes, keys and checks are written in the migrations by hand: TypeORM cannot say all of them, and would drop them. */
const handwritten = /^(?:DROP INDEX "\w+"\.|ALTER TABLE "\w+" DROP CONSTRAINT )"(\w+)"/;

/** The statements that lead from the migrations to the entities, and back. */
async function difference({ migrations, databaseOptions }) {
  const folder = mkdtempSync(join(tmpdir(), 'social-cube-migration-'));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const postgres = await startPostgres({ directory: join(folder, 'postgres'), port, fast: true });
  try {
    const entities = getMetadataArgsStorage().tables.map(({ target }) => target);
    const options = databaseOptions(configOf(postgres.url), entities, migrations);
    return await withDatabase(options, async (database) => {
      await database.runMigrations();
      const { upQueries, downQueries } = await database.driver.createSchemaBuilder().log();
      const up = upQueries.map(({ query }) => query);
      const kept = up.map((query) => handwritten.exec(query)?.[1]).filter((name) => name !== undefined);
      return {
        up: up.filter((query) => !handwritten.test(query)),
        down: downQueries
          .map(({ query }) => query)
          .filter((query) => !kept.some((name) => query.includes(`"${name}"`)))
          .reverse(),
      };
    });
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rooms whose tables the statements touch. */
function roomsOf(statements) {
  const rooms = new Map(
    entityFiles().flatMap((file) =>
      [...readFileSync(join(libs, `${file}.ts`), 'utf8').matchAll(/\n@Entity\('(\w+)'/g)].map(([, table]) => [
        table,
        file.split('/')[0],
      ]),
    ),
  );
  const tables = statements.map((text) => /\b(?:TABLE|ON) "(\w+)"/.exec(text)?.[1]);
  return [...new Set(tables.map((table) => rooms.get(table)).filter((room) => room !== undefined))];
}

async function writeFormatted(file, text) {
  const options = await prettier.resolveConfig(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, await prettier.format(text, { ...options, parser: 'typescript' }));
  say(`wrote ${relative(root, file)}`);
}

async function generate(product, wanted = '') {
  const { room: given, name } =
    /^(?:(?<room>[a-z-]+)\/)?(?<name>[a-z][a-z0-9-]*)$/.exec(wanted)?.groups ?? {};
  if (!name) throw new Trouble('Name it in small letters: npm run migration -- generate add-bot-colour');
  const { up, down } = await difference(product);
  if (up.length === 0) return say('There is nothing to generate: the entities and the migrations agree.');
  const rooms = given ? [given] : roomsOf(up);
  if (rooms.length !== 1)
    throw new Trouble(
      `This touches ${rooms.join(' and ')}: say where it goes, as in ${rooms[0] ?? 'bots'}/${name}.`,
    );

  const moment = Date.now();
  const title = name.replace(/(^|-)([a-z0-9])/g, (_, dash, letter) => letter.toUpperCase()) + moment;
  const body = (statements) =>
    statements.map((text) => `await runner.query(\`${text.replace(/[`\\$]/g, '\\$&')}\`);`).join('\n');
  await writeFormatted(
    join(libs, rooms[0], 'migrations', `${moment}-${name}.ts`),
    `import type { MigrationInterface, QueryRunner } from 'typeorm';

    export class ${title} implements MigrationInterface {
      async up(runner: QueryRunner): Promise<void> {
        ${body(up)}
      }

      async down(runner: QueryRunner): Promise<void> {
        ${body(down)}
      }
    }`,
  );
  const list = join(libs, 'features/migrations.ts');
  const text = readFileSync(list, 'utf8');
  const imports = text.match(/^import .*$/gm);
  const line = `import { ${title} } from '@cube/${rooms[0]}/migrations/${moment}-${name}';`;
  const sorted = [...imports, line].sort((a, b) => a.split(' from ')[1].localeCompare(b.split(' from ')[1]));
  await writeFormatted(
    list,
    text.replace(imports.join('\n'), sorted.join('\n')).replace('] as const', `${title}] as const`),
  );
  say('Read it before you commit it; add indexes and keys by hand. Then: npm run migration -- run');
}

async function check(product) {
  const { up } = await difference(product);
  if (up.length > 0)
    throw new Trouble('The entities want what no migration makes (npm run migration -- generate NAME):', up);
  say('The entities and the migrations agree.');
}

async function run({ migrate }) {
  const ran = await migrate(configOf(environmentOfClone().DATABASE_URL));
  say(ran.length > 0 ? `ran ${ran.join(', ')}` : 'Nothing is pending.');
}

async function revert({ migrations, databaseOptions }) {
  const options = databaseOptions(configOf(environmentOfClone().DATABASE_URL), [], migrations);
  await withDatabase(options, async (database) => {
    const names = async () => {
      const rows = await database.query('select name from migration order by id desc');
      return rows.map(({ name }) => name);
    };
    const [last] = await names();
    if (!last) return say('There is nothing to undo.');
    await database.undoLastMigration();
    say(`undid ${last}`);
  });
}

const commands = { generate, check, run, revert };
const [name, ...rest] = process.argv.slice(2);

await runTool(async () => {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (!command) throw new Trouble(`Usage: npm run migration -- ${Object.keys(commands).join('|')}`);
  await command(await loadProduct(), ...rest);
});

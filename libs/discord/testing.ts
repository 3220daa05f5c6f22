import { setTimeout as pause } from 'node:timers/promises';

import { ReactionRoleTable } from '@cube/automation/reaction-roles/reaction-role-table';
import { defaults } from '@cube/automation/settings/settings';
import { type ActiveSettings, SettingsTable } from '@cube/automation/settings/settings-table';
import { BotAdapter, type BotReport, type RunnableBot, type SeenGuild } from '@cube/bots/bot-adapter';
import { CommandSource, CommandType } from '@cube/commands/command-kinds';
import { CommandTable, type KnownCommand } from '@cube/commands/command-table';
import { Throttles } from '@cube/commands/gates/throttles';
import { stepProviders } from '@cube/commands/steps/step-providers';
import { StepRunner } from '@cube/commands/steps/step-runner';
import { Templates } from '@cube/commands/templates/templates';
import { Variables } from '@cube/commands/variables/variables.service';
import { Config, readConfig } from '@cube/platform/config';
import { Logger } from '@cube/platform/logger';
import { Metrics } from '@cube/platform/metrics/metrics';
import { Secrets } from '@cube/platform/secrets';
import { type TestDatabase, testDatabase } from '@cube/platform/testing';
import { ErrorReporter } from '@cube/realtime/event-log/error-reporter';
import { EventLog } from '@cube/realtime/event-log/event-log';
import type { CommandExecutedData, EventKind, EventMap } from '@cube/realtime/event-log/events';
import { SimulatorClient } from '@cube/simulator/client';
import type { GuildView } from '@cube/simulator/control-shapes';
import { type Simulator, type SimulatorOptions, startSimulator } from '@cube/simulator/server';
import { type INestApplicationContext, Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { BuiltinCatalogue } from './commands/builtin-catalogue';
import { CodeNeeds } from './commands/code-needs';
import { DiscordModule } from './discord.module';
import type { DiscordOptions } from './discord-options';

@Module({})
class TrialModule {}

/** Which commands the bots of a trial have: every built-in one, unless a spec says otherwise. */
class TrialTable {
  private readonly known = new Map<string, KnownCommand | null>();

  set(botId: string, name: string, command: Partial<KnownCommand> | null): void {
    this.known.set(`${botId} ${name}`, command && { ...builtin(name), ...command });
  }

  change(botId: string, name: string, change: Partial<KnownCommand>): void {
    const known = this.known.get(`${botId} ${name}`);
    if (known) this.known.set(`${botId} ${name}`, { ...known, ...change });
  }

  idOf(botId: string, name: string): string | undefined {
    return this.known.get(`${botId} ${name}`)?.id;
  }

  async names(botId: string): Promise<string[]> {
    return [...this.known.keys()].flatMap((key) =>
      key.startsWith(`${botId} `) ? (key.split(' ')[1] ?? []) : [],
    );
  }

  async findById(botId: string, id: string): Promise<KnownCommand | null> {
    const commands = [...this.known].filter(([key]) => key.startsWith(`${botId} `));
    return commands.map(([, command]) => command).find((command) => command?.id === id) ?? null;
  }

  async findCustom(botId: string, name: string): Promise<KnownCommand | null> {
    return this.known.get(`${botId} ${name}`) ?? null;
  }

  async find(botId: string, type: CommandType, name: string): Promise<KnownCommand | null> {
    const known = this.known.get(`${botId} ${name}`);
    // Nobody has prefix commands unless a spec says so.
    if (known === undefined) return type === CommandType.PREFIX ? null : { ...builtin(name), type };
    return known;
  }
}

/** How the bots of a trial are set: by the defaults, unless a spec says otherwise. */
class TrialSettings {
  private readonly known = new Map<string, Partial<ActiveSettings>>();

  set(botId: string, settings: Partial<ActiveSettings>): void {
    this.known.set(botId, settings);
  }

  async of(botId: string): Promise<ActiveSettings> {
    return { ...defaults, ...this.known.get(botId) };
  }
}

/** The role for each emoji under any message of a trial; none unless a spec says so. */
class TrialReactionRoles {
  readonly roles = new Map<string, string>();

  async roleFor(_botId: string, _guildId: string, { emoji }: { readonly emoji: string }) {
    return this.roles.get(emoji) ?? null;
  }
}

const builtin = (name: string): KnownCommand => ({
  id: name,
  type: CommandType.CHAT_INPUT,
  name,
  source: CommandSource.BUILTIN,
  enabled: true,
  steps: null,
  version: '',
  versionNumber: null,
  usesVariables: false,
  handler: null,
  suggestions: {},
  offIn: [],
  audience: {},
  throttles: [],
});

export interface TrialOptions {
  readonly commands?: readonly Provider[];
  readonly discord?: Partial<DiscordOptions>;
  readonly simulator?: SimulatorOptions;
}

/** A fleet as the worker has it, a simulator to live in, and a real event log. */
export class FleetTrial {
  readonly reports: BotReport[] = [];
  readonly guilds: { readonly botId: string; readonly guild: SeenGuild }[] = [];
  readonly left: { readonly botId: string; readonly guildId: string }[] = [];
  readonly table = new TrialTable();
  readonly settings = new TrialSettings();
  readonly reactionRoles = new TrialReactionRoles();
  /** All that was written to the console. */
  readonly lines: string[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly control: SimulatorClient,
    readonly guild: GuildView,
    private readonly test: TestDatabase,
  ) {}

  private isDown = false;
  private app: INestApplicationContext;
  fleet: BotAdapter;

  static async start({ commands = [], discord, simulator }: TrialOptions = {}): Promise<FleetTrial> {
    const test = await testDatabase();
    const running = await startSimulator(simulator);
    const control = new SimulatorClient(running.url);
    for (const name of ['ada', 'grace']) await control.createUser({ name });
    const guild = await control.createGuild({ name: 'Lab', owner: 'ada', members: ['grace'] });
    const trial = new FleetTrial(running, control, guild, test);
    await trial.host(commands, discord);
    return trial;
  }

  private async host(commands: readonly Provider[], discord: Partial<DiscordOptions> = {}): Promise<void> {
    const { database, redisUrl, masterKeys } = this.test.config;
    const config = readConfig({
      CUBE_PROFILE: 'test',
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      MASTER_KEYS: masterKeys.map(({ name, key }) => `${name}:${key.toString('base64')}`).join(','),
      DISCORD_CLIENT_ID: '100000000000000001',
      DISCORD_CLIENT_SECRET: 'secret-of-the-tests',
      SIMULATOR_URL: this.simulator.url,
    });
    const write = (...parts: unknown[]) => {
      this.lines.push(
        parts.map((part) => (part instanceof Error ? part.stack : JSON.stringify(part))).join(' '),
      );
    };
    const logger = { log: write, error: write, warn: write, debug: write, verbose: write };
    const surroundings: Provider[] = [
      { provide: SettingsTable, useValue: this.settings },
      { provide: ReactionRoleTable, useValue: this.reactionRoles },
      { provide: Config, useValue: config },
      { provide: Logger, useValue: logger },
      { provide: DataSource, useValue: this.test.database },
      { provide: CommandTable, useValue: this.table },
      EventLog,
      ErrorReporter,
      Secrets,
      Metrics,
      ...stepProviders,
    ];
    this.app = await NestFactory.createApplicationContext(
      {
        module: TrialModule,
        imports: [
          {
            module: class Surroundings {},
            global: true,
            providers: surroundings,
            exports: [
              Config,
              CommandTable,
              SettingsTable,
              ReactionRoleTable,
              EventLog,
              ErrorReporter,
              Metrics,
              StepRunner,
              Templates,
              Throttles,
              Variables,
            ],
          },
          DiscordModule.forRoot(discord),
        ],
        providers: [...commands],
      },
      { logger },
    );
    this.fleet = this.app.get(BotAdapter);
    this.fleet.listen({
      reported: (report) => this.reports.push(report),
      guildSeen: (botId, guild) => this.guilds.push({ botId, guild }),
      guildLeft: (botId, guildId) => this.left.push({ botId, guildId }),
    });
  }

  get catalogue(): BuiltinCatalogue {
    return this.app.get(BuiltinCatalogue);
  }

  get codeNeeds(): CodeNeeds {
    return this.app.get(CodeNeeds);
  }

  /** The row of a bot, for what belongs to one; resolves with its id. */
  async layBot(name: string): Promise<string> {
    const id = uuid();
    await this.test.database.query(
      `insert into bot (id, network, application_id, user_id, name, description, token, token_fingerprint,
         wanted, generation, observed, observed_generation)
       values ($1, 'simulator', 1, 1, $2, '', '', '', 'ONLINE', 1, 'OFFLINE', 1)`,
      [id, name],
    );
    return id;
  }

  /** An application that is installed in the guild; its bot is not running yet. */
  async application(
    name: string,
    intents: { messageContent?: boolean; members?: boolean } = {},
  ): Promise<RunnableBot> {
    const { id, token } = await this.control.createApplication({ name, intents });
    await this.control.install(id, this.guild.id);
    return { id: `bot-${name}`, applicationId: id, generation: 1, token };
  }

  /** A bot that is online and has all built-in commands, or those that its maker wants. */
  async bot(name: string, intents: { messageContent?: boolean } = {}): Promise<RunnableBot> {
    const bot = await this.application(name, intents);
    await this.fleet.sync(bot, this.catalogue.list());
    this.fleet.start(bot);
    await this.reported(bot, 'ONLINE');
    return bot;
  }

  /** The latest report about a bot, as soon as it tells of this state. */
  async reported(
    bot: RunnableBot,
    state: BotReport['state'],
    generation = bot.generation,
  ): Promise<BotReport> {
    return this.until(() => {
      const last = this.reports.findLast(({ botId }) => botId === bot.id);
      return last?.state === state && last.generation === generation ? last : undefined;
    });
  }

  statesOf({ id }: RunnableBot): string[] {
    return this.reports.filter(({ botId }) => botId === id).map(({ state }) => state);
  }

  /** What the log tells of a command of a bot, oldest first, once it tells of so many runs. */
  async executions(bot: RunnableBot, command: string, count = 1): Promise<CommandExecutedData[]> {
    return this.until(async () => {
      const runs = (await this.facts(bot)).filter((fact) => fact.command === command);
      return runs.length >= count ? runs : undefined;
    });
  }

  /** What the log tells of the commands of a bot by now, oldest first. */
  facts(bot: RunnableBot): Promise<CommandExecutedData[]> {
    return this.told(bot, 'command.executed');
  }

  /** The errors that the log has of a bot, once there are so many. */
  async errors({ id }: RunnableBot, count: number): Promise<EventMap['error.raised'][]> {
    return this.until(async () => {
      const rows: { data: EventMap['error.raised'] }[] = await this.test.database.query(
        "select data from event_log where kind = 'error.raised' and topic = $1 order by seq",
        [id],
      );
      return rows.length >= count ? rows.map(({ data }) => data) : undefined;
    });
  }

  /** What the log has of one kind about a bot, oldest first. */
  async told<Kind extends EventKind>({ id }: RunnableBot, kind: Kind): Promise<EventMap[Kind][]> {
    const rows: { data: EventMap[Kind] }[] = await this.test.database.query(
      'select data from event_log where kind = $1 and topic = $2 order by seq',
      [kind, id],
    );
    return rows.map(({ data }) => data);
  }

  /** Runs this while nothing can be written into the event log. */
  async whileLogIsLocked<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.test.database.transaction(async (manager) => {
      await manager.query('lock table event_log in exclusive mode');
      return work();
    });
  }

  /** Looks until there is something to see. */
  async until<Sight>(look: () => Promise<Sight | undefined> | Sight | undefined): Promise<Sight> {
    const giveUpAt = Date.now() + 45_000;
    for (;;) {
      const sight = await look();
      if (sight !== undefined) return sight;
      if (Date.now() > giveUpAt) throw new Error(`It never came: ${look.toString()}`);
      await pause(10);
    }
  }

  /** Ends the worker's side of it. */
  async shutDown(): Promise<void> {
    await this.app.close();
    this.isDown = true;
  }

  async end(): Promise<void> {
    if (!this.isDown) await this.shutDown();
    await this.simulator.close();
    await this.test.drop();
  }
}

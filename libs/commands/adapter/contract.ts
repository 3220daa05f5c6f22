import {
  type BotAdapter,
  type BotListener,
  type BotReport,
  CommandsRefused,
  type RunnableBot,
  type SeenGuild,
} from '@cube/bots/bot-adapter';
import { until } from '@cube/platform/testing';
import type { CommandExecutedData } from '@cube/realtime/event-log/events';

import type { KnownCommand } from '../command-table';

/** What the contract lets happen on a platform, and sees of it. */
export interface AdapterTrial {
  readonly adapter: BotAdapter;
  /** A bot that the platform knows, is in one guild, and does not run. */
  makeBot(name: string): Promise<RunnableBot>;
  /** Gives the bot a command of its own here; the platform hears of it by `sync`. */
  give(
    bot: RunnableBot,
    name: string,
    command: Partial<KnownCommand> & Pick<KnownCommand, 'steps'>,
  ): Promise<void>;
  /** What commands the platform shows of the bot. */
  commandsOf(bot: RunnableBot): Promise<readonly string[]>;
  /** Somebody runs a command; what they are told, or null when nobody answers. */
  use(bot: RunnableBot, name: string): Promise<{ readonly text: string; readonly isPrivate: boolean } | null>;
  /** The platform takes the token of the bot back. */
  revoke(bot: RunnableBot): Promise<void>;
  /** The platform removes the bot from its guild. */
  remove(bot: RunnableBot): Promise<void>;
  /** What the event log has of the commands of a bot. */
  facts(bot: RunnableBot): Promise<readonly CommandExecutedData[]>;
  end(): Promise<void>;
}

/** Hears everything that an adapter says. */
class Ear implements BotListener {
  readonly reports: BotReport[] = [];
  readonly seen: { readonly botId: string; readonly guild: SeenGuild }[] = [];
  readonly left: { readonly botId: string; readonly guildId: string }[] = [];

  reported(report: BotReport): void {
    this.reports.push(report);
  }

  guildSeen(botId: string, guild: SeenGuild): void {
    this.seen.push({ botId, guild });
  }

  guildLeft(botId: string, guildId: string): void {
    this.left.push({ botId, guildId });
  }

  statesOf({ id }: RunnableBot): string[] {
    return this.reports.filter(({ botId }) => botId === id).map(({ state }) => state);
  }

  lastOf({ id }: RunnableBot): BotReport | undefined {
    return this.reports.findLast(({ botId }) => botId === id);
  }

  /** The latest report about this wish for the bot, once it tells of the state. */
  async is(bot: RunnableBot, state: BotReport['state']): Promise<BotReport> {
    let last: BotReport | undefined;
    await until(() => {
      last = this.lastOf(bot);
      return last?.state === state && last.generation === bot.generation;
    });
    if (!last) throw new Error('No report came.');
    return last;
  }
}

const says = (content: string) => {
  const step = { kind: 'reply', content };
  return { steps: [step] };
};
const endless = '{% for i in (1..1000) %}{% for j in (1..1000) %}{% endfor %}{% endfor %}';
const defined = (...names: string[]) => names.map((name) => ({ name, description: 'A command.' }));

/** What every platform behind `BotAdapter` does: the specs of its port, in the words of its docstrings. */
export function adapterContract(platform: string, begin: () => Promise<AdapterTrial>): void {
  describe(`[SA-33] the contract of bot adapters, on ${platform}`, () => {
    let trial: AdapterTrial;
    const ear = new Ear();
    beforeAll(async () => {
      trial = await begin();
      trial.adapter.listen(ear);
    }, 30_000);
    afterAll(() => trial.end());

    async function online(name: string): Promise<RunnableBot> {
      const bot = await trial.makeBot(name);
      trial.adapter.start(bot);
      await ear.is(bot, 'ONLINE');
      return bot;
    }

    it('brings a bot online, and says so of the wish that it answers', async () => {
      const bot = await online('starts');
      expect(ear.statesOf(bot).slice(0, 2)).toEqual(['STARTING', 'ONLINE']);
      expect(ear.lastOf(bot)).toMatchObject({ generation: bot.generation, reason: null, reasonCode: null });
      expect(trial.adapter.running().get(bot.id)).toBe(bot.generation);
    });

    it('stops a bot that runs before it starts it anew', async () => {
      const bot = await online('again');
      const next = { ...bot, generation: bot.generation + 1 };
      trial.adapter.start(next);
      await ear.is(next, 'ONLINE');
      expect(trial.adapter.running().get(bot.id)).toBe(next.generation);
      expect(ear.statesOf(bot)).not.toContain('OFFLINE');
    });

    it('takes a bot offline, once, and leaves alone one that does not run', async () => {
      const bot = await online('stops');
      await trial.give(bot, 'hello', says('Hello.'));
      await trial.adapter.sync(bot, defined('hello'));
      await trial.adapter.stop(bot.id);
      await trial.adapter.stop(bot.id);
      expect(ear.statesOf(bot).filter((state) => state === 'OFFLINE')).toHaveLength(1);
      expect(trial.adapter.running().has(bot.id)).toBe(false);
      expect(await trial.use(bot, 'hello')).toBeNull();
    });

    it('says why a bot cannot run, keeps it for a new wish, and names its token nowhere', async () => {
      const bot = await trial.makeBot('expelled');
      await trial.revoke(bot);
      trial.adapter.start(bot);
      expect(await ear.is(bot, 'FAILING')).toMatchObject({ reasonCode: 'TOKEN_INVALID', latency: null });
      expect(trial.adapter.running().get(bot.id)).toBe(bot.generation);
      expect(JSON.stringify(ear.reports)).not.toContain(bot.token);
    });

    it('tells of the guilds that a bot sees, and of the one that it must leave', async () => {
      const bot = await online('sees');
      const seen = () => ear.seen.find(({ botId }) => botId === bot.id)?.guild;
      await until(() => seen() !== undefined);
      expect(seen()).toMatchObject({ id: expect.any(String), name: expect.any(String) });
      await trial.remove(bot);
      await until(() => ear.left.some(({ botId, guildId }) => botId === bot.id && guildId === seen()?.id));
    });

    it('makes the commands of a bot exactly those of the list, also none', async () => {
      const bot = await trial.makeBot('lists');
      const ids = await trial.adapter.sync(bot, defined('one', 'two'));
      expect(new Set(ids).size).toBe(2);
      expect([...(await trial.commandsOf(bot))].sort()).toEqual(['one', 'two']);
      await trial.adapter.sync(bot, []);
      expect(await trial.commandsOf(bot)).toEqual([]);
    });

    it('says which command of a list is refused, and leaves the list as it was', async () => {
      const bot = await trial.makeBot('refuses');
      await trial.adapter.sync(bot, defined('one'));
      const refusal = await trial.adapter
        .sync(bot, defined('good', 'NOT GOOD'))
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(CommandsRefused);
      expect(refusal).toMatchObject({ problems: [{ index: 1, field: 'name' }] });
      expect(await trial.commandsOf(bot)).toEqual(['one']);
    });

    describe('brings what people do to the command', () => {
      let bot: RunnableBot;
      beforeAll(async () => {
        bot = await trial.makeBot('dispatches');
        await trial.give(bot, 'hello', says('Hello {{ user.name }}.'));
        await trial.give(bot, 'off', { ...says('Never.'), enabled: false });
        await trial.give(bot, 'seldom', {
          ...says('Once.'),
          throttles: [{ per: 'user', uses: 1, seconds: 600 }],
        });
        await trial.give(bot, 'broken', says(endless));
        await trial.adapter.sync(bot, defined('hello', 'off', 'seldom', 'broken', 'gone'));
        trial.adapter.start(bot);
        await ear.is(bot, 'ONLINE');
      }, 30_000);

      async function fact(command: string, nth = 0): Promise<CommandExecutedData | undefined> {
        const those = async () => (await trial.facts(bot)).filter((each) => each.command === command);
        await until(async () => (await those()).length > nth);
        return (await those())[nth];
      }

      it('whose steps answer, and it is written down', async () => {
        expect(await trial.use(bot, 'hello')).toEqual({ text: 'Hello ada.', isPrivate: false });
        expect(await fact('hello')).toMatchObject({
          outcome: 'ANSWERED',
          gate: null,
          error: null,
          botId: bot.id,
        });
      });

      it.each([
        ['gone', 'KNOWN'],
        ['off', 'ENABLED'],
      ])('unless a gate is shut: /%s by %s, told to nobody else', async (command, gate) => {
        const said = await trial.use(bot, command);
        expect(said?.isPrivate).toBe(true);
        expect(await fact(command)).toMatchObject({ outcome: 'REFUSED', gate, error: said?.text });
      });

      it('unless it was used too often', async () => {
        expect(await trial.use(bot, 'seldom')).toMatchObject({ text: 'Once.' });
        expect((await trial.use(bot, 'seldom'))?.text).toContain('too often');
        expect(await fact('seldom', 1)).toMatchObject({ outcome: 'REFUSED', gate: 'THROTTLED' });
      });

      it('and apologises for one that fails, of which the record says why', async () => {
        const said = await trial.use(bot, 'broken');
        expect(said?.text).toContain('could not be finished');
        expect(await fact('broken')).toMatchObject({
          outcome: 'FAILED',
          error: expect.stringContaining('limit of time'),
        });
        expect(await trial.use(bot, 'hello')).toMatchObject({ text: 'Hello ada.' });
      });
    });
  });
}

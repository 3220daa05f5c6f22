import { Bot } from '@cube/bots/bot.entity';
import { Bots, noSuchBot } from '@cube/bots/bots.service';
import { mostSecrets, newSecretProblems, secretsIn } from '@cube/discord-rules/steps/secret-names';
import { Conflict, Invalid, NotFound } from '@cube/platform/errors';
import { EventLog } from '@cube/realtime/event-log/event-log';
import { VersionKind } from '@cube/versions/version.entity';
import { type Author, Versions } from '@cube/versions/versions.service';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, Repository } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { Command } from '../command.entity';
import { BotSecret } from './bot-secret.entity';
import type { SetBotSecretInput } from './bot-secrets.inputs';
import { SecretStore } from './secret-store';

/** The secrets of bots as people set them. Nobody reads one. */
@Injectable()
export class BotSecrets {
  constructor(
    @InjectRepository(BotSecret) private readonly rows: Repository<BotSecret>,
    private readonly bots: Bots,
    private readonly store: SecretStore,
    private readonly log: EventLog,
    private readonly versions: Versions,
  ) {}

  async list(botId: string): Promise<BotSecret[]> {
    await this.bots.get(botId);
    return this.rows.find({ where: { botId }, order: { name: 'ASC' } });
  }

  /** Sets one, or gives it another value; its hosts are given anew with it, so that nobody sends an old one elsewhere. */
  async set({ botId, name, value, hosts }: SetBotSecretInput, author: Author): Promise<BotSecret> {
    const wanted = { name, value, hosts: [...new Set(hosts.map((host) => host.trim().toLowerCase()))] };
    const problems = newSecretProblems(wanted);
    if (problems[0]) throw new Invalid(problems[0].message, problems);
    await this.bots.get(botId);
    const known = await this.rows.findOneBy({ botId, name });
    const id = known?.id ?? uuid();
    const sealed = await this.store.seal(id, value);
    await this.change(botId, name, known ? 'changed' : 'set', author, async (manager) => {
      const there = await manager.findBy(BotSecret, { botId });
      const isThere = there.some((each) => each.name === name);
      if (!known && isThere) throw new Conflict('Somebody has just set this secret: look at it first.');
      if (!isThere && there.length >= mostSecrets)
        throw new Conflict(`There is room for ${mostSecrets} secrets: delete one first.`);
      await manager.delete(BotSecret, { id });
      await manager.insert(BotSecret, {
        id,
        botId,
        name,
        value: sealed,
        hosts: wanted.hosts,
        changedBy: author?.name ?? 'Social Cube',
      });
    });
    return this.rows.findOneByOrFail({ id });
  }

  /** Throws `Conflict` with the commands that send it. */
  async delete(botId: string, name: string, author: Author): Promise<string> {
    await this.bots.get(botId);
    await this.change(botId, name, 'deleted', author, async (manager) => {
      const row = await manager.findOneBy(BotSecret, { botId, name });
      if (!row) throw new NotFound('There is no such secret: somebody may have deleted it.');
      const users = (await manager.findBy(Command, { botId })).filter(({ steps }) =>
        secretsIn(JSON.stringify(steps ?? [])).includes(name),
      );
      if (users.length > 0) {
        const named = users.map((command) => `/${command.name}`).join(', ');
        throw new Conflict(`${named} would have nothing to send: take {{ secret.${name} }} out there first.`);
      }
      await manager.delete(BotSecret, { id: row.id });
    });
    return name;
  }

  private async change(
    botId: string,
    name: string,
    deed: 'set' | 'changed' | 'deleted',
    author: Author,
    work: (manager: EntityManager) => Promise<void>,
  ): Promise<void> {
    await this.log.transact(async (manager, emit) => {
      const bot = await manager.findOne(Bot, {
        where: { id: botId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!bot) throw noSuchBot();
      await work(manager);
      const state = { name: bot.name, description: bot.description, intents: bot.intents };
      await this.versions.record(manager, {
        kind: VersionKind.BOT,
        botId,
        subjectId: botId,
        title: bot.name,
        author,
        before: state,
        after: state,
        secrets: [`secret ${name}`],
      });
      await emit({
        kind: 'bot.changed',
        topic: botId,
        subject: { kind: 'bot', id: botId },
        data: {
          botId,
          change: 'UPDATED',
          what: `The secret ${name} of ${bot.name} was ${deed}.`,
          failing: false,
        },
      });
    });
  }
}

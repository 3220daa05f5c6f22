import { setTimeout as pause } from 'node:timers/promises';

import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';

import type { Engine } from '../engine';
import { Refusal } from '../errors';
import type { NewInteraction } from '../interactions/interactions';
import type { LoadOutcome, LoadWish } from './load-shapes';
import { loadWish } from './load-shapes';

/** Milliseconds between two helpings: what falls due meanwhile is offered together, since to wake up costs more than to offer. */
const step = 10;

/** One run at a time: two would tell each other's latencies. It ends when its caller goes. */
export function loadRoute(app: FastifyInstance, engine: Engine): void {
  let isRunning = false;
  app.post('/load', async ({ body, raw }) => {
    const wish = loadWish.parse(body);
    const targets = targetsOf(engine, wish);
    if (isRunning) throw new Refusal(409, 'A load is under way already: wait for its end.');
    const gone = new AbortController();
    const abort = () => gone.abort();
    raw.socket.once('close', abort);
    isRunning = true;
    try {
      return await run(engine, wish, targets, gone.signal);
    } finally {
      isRunning = false;
      raw.socket.off('close', abort);
    }
  });
}

/** Every pair of a bot that has the command and a guild where it is, each with a person and a channel of its own. */
function targetsOf({ world, directory, commands }: Engine, wish: LoadWish): NewInteraction[] {
  const name = wish.command.replace(/^\//, '');
  const bots = wish.applications?.map((bot) => directory.application(bot).id);
  const guilds = wish.guilds?.map((guild) => directory.guild(guild)) ?? [...world.guilds.values()];
  const targets = guilds.flatMap((guild, index) => {
    const people = guild.members.filter(({ userId }) => !world.users.get(userId)?.bot);
    const channels = world.channelsOf(guild.id);
    return guild.applicationIds.flatMap((applicationId, turn) => {
      const application = world.applications.get(applicationId);
      const person = people[(index + turn) % people.length];
      const channel = channels[(index + turn) % channels.length];
      if (!application || !person || !channel || (bots && !bots.includes(applicationId))) return [];
      const command = commands
        .runnable(application, guild.id)
        .find((known) => known.name === name && known.type === ApplicationCommandType.ChatInput);
      if (!command) return [];
      if (command.options?.some((option) => 'required' in option && option.required))
        throw new Refusal(400, `/${name} needs options: a load runs commands without.`);
      return {
        type: InteractionType.ApplicationCommand,
        applicationId,
        userId: person.userId,
        channelId: channel.id,
        command: { name, type: command.type },
        data: {
          id: command.id,
          name,
          type: command.type,
          ...(command.guild_id === undefined ? {} : { guild_id: command.guild_id }),
        },
      };
    });
  });
  if (targets.length === 0) throw new Refusal(404, `No bot in these guilds has the command ${name}.`);
  return targets;
}

async function run(
  { interactions }: Engine,
  { perSecond, seconds }: LoadWish,
  targets: readonly NewInteraction[],
  signal: AbortSignal,
): Promise<LoadOutcome> {
  const total = Math.max(1, Math.round(perSecond * seconds));
  const latencies: number[] = [];
  const answers: Promise<void>[] = [];
  const began = performance.now();

  const offer = async (target: NewInteraction) => {
    const sentAt = performance.now();
    if (await interactions.isAnswered(target)) latencies.push(performance.now() - sentAt);
  };

  while (answers.length < total && !signal.aborted) {
    const due = Math.min(total, 1 + Math.floor(((performance.now() - began) * perSecond) / 1_000));
    while (answers.length < due) {
      const target = targets[answers.length % targets.length];
      if (target) answers.push(offer(target));
    }
    if (answers.length < total) await pause(step);
  }
  const took = performance.now() - began;
  await Promise.all(answers);
  return {
    offered: answers.length,
    answered: latencies.length,
    unanswered: answers.length - latencies.length,
    milliseconds: round(took),
    latency: percentiles(latencies),
  };
}

function percentiles(latencies: readonly number[]): LoadOutcome['latency'] {
  if (latencies.length === 0) return null;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

const round = (milliseconds: number) => Math.round(milliseconds * 100) / 100;

import { type CommandDefinition, CommandsRefused, type RefusedCommand } from '@cube/bots/bot-adapter';
import { messageOf, Unavailable } from '@cube/platform/errors';
import { DiscordAPIError, HTTPError, RateLimitError, REST } from '@discordjs/rest';
import { RESTJSONErrorCodes, Routes } from 'discord-api-types/v10';
import { z } from 'zod';

/** Milliseconds that a rate limit may hold us up; one that lasts longer (200 new commands a day) is told instead of waited out. */
const longestWait = 30_000;

const savedCommands = z.array(z.object({ id: z.string(), type: z.number(), name: z.string() }));

/** Makes the global commands of an application exactly these; resolves with their ids, in the order given. */
export async function putCommands({
  api,
  applicationId,
  token,
  commands,
  watch,
}: {
  readonly api: string;
  readonly applicationId: string;
  readonly token: string;
  readonly commands: readonly CommandDefinition[];
  /** Hears which limits it meets. */
  readonly watch?: ((rest: REST) => void) | undefined;
}): Promise<readonly string[]> {
  const rest = new REST({
    api,
    timeout: 10_000,
    rejectOnRateLimit: (limit) => waitOf(limit) > longestWait,
    // One REST a list: nothing is left to sweep, and no timer keeps it alive.
    hashSweepInterval: 0,
    handlerSweepInterval: 0,
  }).setToken(token);
  watch?.(rest);
  try {
    const answer = await rest.put(Routes.applicationCommands(applicationId), { body: commands });
    const ids = new Map(savedCommands.parse(answer).map(({ id, type, name }) => [`${type} ${name}`, id]));
    return commands.flatMap(({ type = 1, name }) => ids.get(`${type} ${name}`) ?? []);
  } catch (error) {
    throw translated(error);
  }
}

/** Milliseconds: a limit that is not its bucket's own stands in the 429 alone. */
const waitOf = ({ timeToReset, retryAfter }: Pick<RateLimitError, 'timeToReset' | 'retryAfter'>): number =>
  Math.max(timeToReset, retryAfter);

function translated(error: unknown): Error {
  if (error instanceof z.ZodError)
    return new Unavailable('Discord gave an answer that is no list of commands.');
  if (error instanceof RateLimitError) {
    const minutes = Math.ceil(waitOf(error) / 60_000);
    return new Unavailable(`Discord takes no more commands of this bot for ${minutes} minutes.`);
  }
  if (error instanceof HTTPError) {
    return new Unavailable(`Discord answered ${error.status}: try again in a minute.`);
  }
  if (!(error instanceof DiscordAPIError)) {
    return new Unavailable(`Discord cannot be reached (${messageOf(error)}): try again in a minute.`);
  }
  if (error.status === 401) {
    return new CommandsRefused('Discord does not accept the token of this bot: save a new one.', []);
  }
  if (error.code !== RESTJSONErrorCodes.InvalidFormBodyOrContentType) {
    return new CommandsRefused(`Discord refuses the commands: ${error.message}`, []);
  }
  const problems = 'errors' in error.rawError ? problemsIn(error.rawError.errors) : [];
  const refused = problems.flatMap(({ path: [index = '', ...field], message }): RefusedCommand[] =>
    /^\d+$/.test(index) ? [{ index: Number(index), field: field.join('.'), message }] : [],
  );
  const sentences = problems.map(({ message }) => message).join(' ');
  return new CommandsRefused(`Discord refuses the commands: ${sentences || error.message}`, refused);
}

interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

const complaints = z.object({ _errors: z.array(z.object({ message: z.string() })) });

/** Discord nests what is wrong by the path to it: https://discord.com/developers/docs/reference#error-messages */
function problemsIn(errors: unknown, path: readonly string[] = []): readonly Problem[] {
  if (typeof errors !== 'object' || errors === null) return [];
  const { data } = complaints.safeParse(errors);
  const here = data?._errors.map(({ message }) => ({ path, message })) ?? [];
  const below = Object.entries(errors)
    .filter(([key]) => key !== '_errors')
    .flatMap(([key, value]) => problemsIn(value, [...path, key]));
  return [...here, ...below];
}

import type { APIMessage, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { z } from 'zod';

/** The JSON of the control API, both ways. It knows nothing of the engine, so that the client needs nothing of it either. */

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

const switches = z.object({ presence: z.boolean(), members: z.boolean(), messageContent: z.boolean() });
const name = z.string().trim().min(1).max(100);

export const applicationWish = z.object({
  name: name.max(32),
  /** Which privileged intents the application may ask for; none by default. */
  intents: switches.partial().optional(),
  redirectUris: z.array(z.url()).optional(),
});

export const applicationChange = z.object({
  redirectUris: z.array(z.url()).optional(),
  privilegedIntents: switches.partial().optional(),
});

export const userWish = z.object({ name: name.max(32) });

export const guildWish = z.object({
  name,
  owner: z.string(),
  channels: z.array(name).optional(),
  members: z.array(z.string()).optional(),
});

export const memberWish = z.object({ user: z.string() });

export const upload = z.object({
  name: z.string().min(1).max(260),
  type: z.string().max(100).default('application/octet-stream'),
  /** The bytes in base64. */
  data: z.base64(),
});

export const conversation = z.object({
  as: z.string(),
  /** The application by name or id. */
  with: z.string(),
});

const place = {
  /** The person, by name or id. */
  as: z.string(),
  /** The channel, as `#name` or id. */
  in: z.string(),
  /** The guild of a `#name`, by name or id, when several have one. */
  guild: z.string().optional(),
};

const optionValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Milliseconds to wait for the edit that a deferred answer promises. */
const waitForEdit = z.number().int().min(0).max(60_000).optional();

export const commandRun = z.object({
  ...place,
  /** The command with its sub-commands: `/config set`. */
  command: z.string(),
  application: z.string().optional(),
  options: optionValues.optional(),
  waitForEdit,
});

export const suggestionWish = z.object({
  ...place,
  command: z.string(),
  application: z.string().optional(),
  options: optionValues.optional(),
  /** The name of the option that is being typed. */
  focused: z.string(),
});

export const menuRun = z.object({
  ...place,
  command: z.string(),
  application: z.string().optional(),
  target: z.union([z.object({ user: z.string() }), z.object({ message: z.string() })]),
  waitForEdit,
});

export const componentUse = z.object({
  as: z.string(),
  message: z.string(),
  customId: z.string(),
  values: z.array(z.string()).optional(),
  waitForEdit,
});

export const modalSubmission = z.object({
  as: z.string(),
  interaction: z.string(),
  /** Refused when the form that is open is another. */
  customId: z.string().optional(),
  values: z.record(z.string(), z.string()),
  waitForEdit,
});

export const saying = z.object({ ...place, text: z.string().min(1).max(2_000) });

export const faultWish = z.object({
  /** A path below /api/v10, such as `/applications/:id/commands`; `*` and `:name` stand for any segment. */
  route: z.string(),
  method: z.string().optional(),
  /** Without a status the request is only delayed. */
  status: z.number().int().min(100).max(599).optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Milliseconds. */
  delay: z.number().int().min(0).max(60_000).optional(),
  times: z.number().int().min(1).optional(),
});

export const dropWish = z.object({
  how: z.enum(['reconnect', 'invalid-session', 'invalid-session-resumable', 'close', 'reset', 'silence']),
  code: z.number().int().min(1_000).max(4_999).optional(),
});

export const rawFrame = z.object({ frame: z.string() });

export const newApplication = z.object({
  id: z.string(),
  name: z.string(),
  publicKey: z.string(),
  redirectUris: z.array(z.string()),
  privilegedIntents: switches,
  token: z.string(),
  clientSecret: z.string(),
});

export const userView = z.object({
  id: z.string(),
  name: z.string(),
  username: z.string(),
  bot: z.boolean(),
});

export const commandView = z.object({
  id: z.string(),
  applicationId: z.string(),
  guildId: z.string().nullable(),
  type: z.number(),
  name: z.string(),
  description: z.string(),
  options: z.array(z.unknown()),
  nsfw: z.boolean(),
});

export const applicationView = newApplication.omit({ token: true, clientSecret: true }).extend({
  isOnline: z.boolean(),
  guildIds: z.array(z.string()),
});

export const guildView = z.object({
  id: z.string(),
  name: z.string(),
  ownerId: z.string(),
  /** In their order. `type` is Discord's number; `parentId` is a category. */
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.number(),
      nsfw: z.boolean(),
      parentId: z.string().nullable(),
    }),
  ),
  /** Archived ones too; `parentId` is the channel that a thread hangs on. */
  threads: z.array(
    z.object({ id: z.string(), name: z.string(), parentId: z.string().nullable(), isArchived: z.boolean() }),
  ),
  roles: z.array(z.object({ id: z.string(), name: z.string() })),
  memberIds: z.array(z.string()),
  applicationIds: z.array(z.string()),
});

export const stateView = z.object({
  applications: z.array(applicationView),
  users: z.array(userView),
  guilds: z.array(guildView),
  commands: z.array(commandView),
  directMessages: z.array(z.object({ id: z.string(), recipientIds: z.array(z.string()) })),
});

export const commandsView = z.object({ commands: z.array(commandView) });

const message = z.custom<APIMessage>(isObject);

/**
 * How an interaction ended. `failed`: the bot has no session on the gateway. `timeout`: it did not answer in time.
 * `deferred`: it promised an answer that has not come yet.
 */
export const outcome = z.object({
  state: z.enum(['answered', 'deferred', 'failed', 'timeout']),
  interactionId: z.string(),
  wasDeferred: z.boolean(),
  message: message.optional(),
  modal: z.custom<APIModalInteractionResponseCallbackData>(isObject).optional(),
});

export const suggestions = z.object({
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })),
});

export const made = z.object({ id: z.string() });

export const written = z.object({ message });

export const history = z.object({ messages: z.array(message) });

export const sessionsView = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      shard: z.tuple([z.number(), z.number()]),
      intents: z.number(),
      seq: z.number(),
      isConnected: z.boolean(),
      /** How often this application has identified since the simulator started. */
      identifies: z.number(),
      /** How often this session was resumed. */
      resumes: z.number(),
    }),
  ),
});

export const requestsView = z.object({
  requests: z.array(
    z.object({
      at: z.string(),
      method: z.string(),
      path: z.string(),
      status: z.number(),
      milliseconds: z.number(),
      applicationId: z.string().nullable(),
    }),
  ),
});

export const touched = z.object({ connections: z.number() });
export const tokenView = z.object({ token: z.string() });
export const nothing = z.object({});

export type NewApplication = z.infer<typeof newApplication>;
export type Outcome = z.infer<typeof outcome>;
export type StateView = z.infer<typeof stateView>;
export type UserView = z.infer<typeof userView>;
export type CommandView = z.infer<typeof commandView>;
export type GuildView = z.infer<typeof guildView>;
export type GatewaySessionView = z.infer<typeof sessionsView>['sessions'][number];
export type RequestView = z.infer<typeof requestsView>['requests'][number];

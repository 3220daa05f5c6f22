import type {
  APIMessage,
  APIModalInteractionResponseCallbackData,
  ApplicationCommandType,
} from 'discord-api-types/v10';
import { GatewayDispatchEvents, InteractionType } from 'discord-api-types/v10';

import type { Outcome } from '../control-shapes';
import { DiscordError, unknownInteraction, unknownWebhook } from '../errors';
import type { Gateway } from '../gateway/gateway';
import type { StoredMessage } from '../world/state';
import { secret } from '../world/tokens';
import type { World } from '../world/world';
import { interactionPayload } from './interaction-payload';

export interface InteractionOptions {
  /** Milliseconds that a bot has for its first answer. */
  answerWithin: number;
}

export interface NewInteraction {
  type: InteractionType;
  applicationId: string;
  userId: string;
  channelId: string;
  data: object;
  /** The command, by its name as the person typed it, without the slash. */
  command?: { name: string; type: ApplicationCommandType } | undefined;
  /** The message whose component was used, also behind a modal that a component opened. */
  source?: StoredMessage | undefined;
}

export type Choices = readonly { name: string; value: string | number }[];

/** One interaction, from the person's deed until its token dies. */
export interface Interaction extends NewInteraction {
  readonly id: string;
  readonly token: string;
  readonly bornAt: number;
  isAnswered: boolean;
  isDeferred: boolean;
  original: StoredMessage | null;
  /** The ids of its messages. */
  readonly followUps: string[];
  modal: APIModalInteractionResponseCallbackData | null;
  choices: Choices;
  /** Called at the first answer, and again when a deferred one is filled in. */
  progress: () => void;
}

const nobodyWaits = () => undefined;

const tokenLife = 15 * 60_000;
const interactionsKept = 20_000;

/** Milliseconds that a person waits for a deferred answer, unless told otherwise. */
const patience = 15_000;

/** The interactions under way: sent to the bot here, answered through REST, awaited by the person who began them. */
export class Interactions {
  private readonly byToken = new Map<string, Interaction>();
  /** A ring: to ask the map for its oldest key means to pass all the places of those that were deleted before. */
  private readonly latest: Interaction[] = [];
  private opened = 0;

  constructor(
    private readonly world: World,
    private readonly gateway: Gateway,
    private readonly options: InteractionOptions,
  ) {}

  /** Sends an interaction to its bot and waits: for the first answer, and for the edit that a deferred one promises. */
  async begin(wish: NewInteraction, waitForEdit = patience): Promise<Outcome & { choices: Choices }> {
    const interaction = this.open(wish);
    const state = await this.firstAnswer(interaction);
    if (state !== 'answered')
      return { state, interactionId: interaction.id, wasDeferred: false, choices: [] };
    const wasDeferred = interaction.isDeferred;
    if (wasDeferred) await this.until(interaction, () => !interaction.isDeferred, waitForEdit);
    return outcomeOf(interaction, wasDeferred);
  }

  /** Sends an interaction and tells only whether its first answer came in time. */
  async isAnswered(wish: NewInteraction): Promise<boolean> {
    return (await this.firstAnswer(this.open(wish))) === 'answered';
  }

  private open(wish: NewInteraction): Interaction {
    const interaction: Interaction = {
      type: wish.type,
      applicationId: wish.applicationId,
      userId: wish.userId,
      channelId: wish.channelId,
      data: wish.data,
      command: wish.command,
      source: wish.source,
      id: this.world.newId(),
      token: secret(64),
      bornAt: this.world.clock.now(),
      isAnswered: false,
      isDeferred: false,
      original: null,
      followUps: [],
      modal: null,
      choices: [],
      progress: nobodyWaits,
    };
    this.keep(interaction);
    return interaction;
  }

  private async firstAnswer(interaction: Interaction): Promise<'answered' | 'failed' | 'timeout'> {
    if (this.send(interaction) === 0) return 'failed';
    const { answerWithin } = this.options;
    const isInTime = await this.until(interaction, () => interaction.isAnswered, answerWithin);
    return isInTime ? 'answered' : 'timeout';
  }

  /** The interaction that a callback answers: known, by both id and token, and not too late. */
  toAnswer(id: string, token: string): Interaction {
    const interaction = this.byToken.get(token);
    if (!interaction || interaction.id !== id) throw unknownInteraction();
    const isLate = this.world.clock.now() - interaction.bornAt > this.options.answerWithin;
    if (isLate && !interaction.isAnswered) throw unknownInteraction();
    return interaction;
  }

  /** The interaction behind a webhook's token, for edits and follow-ups. */
  ofWebhook(applicationId: string, token: string): Interaction {
    const interaction = this.byToken.get(token);
    if (!interaction || interaction.applicationId !== applicationId || !interaction.isAnswered)
      throw unknownWebhook();
    if (this.world.clock.now() - interaction.bornAt > tokenLife)
      throw new DiscordError(401, 50_027, 'Invalid Webhook Token');
    return interaction;
  }

  ofToken(token: string): Interaction | undefined {
    return this.byToken.get(token);
  }

  find(interactionId: string): Interaction | undefined {
    for (const interaction of this.byToken.values()) if (interaction.id === interactionId) return interaction;
    return undefined;
  }

  private send(interaction: Interaction): number {
    const guildId = this.world.channels.get(interaction.channelId)?.guildId ?? null;
    const payload = interactionPayload(
      this.world,
      interaction,
      interaction.data,
      interaction.source?.message,
    );
    const event = GatewayDispatchEvents.InteractionCreate;
    return this.gateway.dispatch(interaction.applicationId, event, payload, { guildId, intent: 0 });
  }

  private keep(interaction: Interaction): void {
    const place = this.opened % interactionsKept;
    const oldest = this.latest[place];
    if (oldest) this.byToken.delete(oldest.token);
    this.latest[place] = interaction;
    this.byToken.set(interaction.token, interaction);
    this.opened += 1;
  }

  /** Waits until the claim holds; answers whether it came true in time. */
  private until(interaction: Interaction, claim: () => boolean, milliseconds: number): Promise<boolean> {
    if (claim()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const callOff = this.world.clock.after(milliseconds, () => resolve(false));
      interaction.progress = () => {
        // It is kept for long after, and what waited for it shall not be.
        interaction.progress = nobodyWaits;
        callOff();
        resolve(claim());
      };
    });
  }
}

function outcomeOf(interaction: Interaction, wasDeferred: boolean): Outcome & { choices: Choices } {
  const message: APIMessage | undefined = interaction.original?.message;
  return {
    state: interaction.isDeferred ? 'deferred' : 'answered',
    interactionId: interaction.id,
    wasDeferred,
    choices: interaction.choices,
    ...(message && !interaction.modal ? { message: structuredClone(message) } : {}),
    ...(interaction.modal ? { modal: interaction.modal } : {}),
  };
}

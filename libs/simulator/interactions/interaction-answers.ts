import type { APIMessage } from 'discord-api-types/v10';
import {
  ApplicationCommandType,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  MessageType,
} from 'discord-api-types/v10';
import { z } from 'zod';

import { alreadyAcknowledged, Problems, unknownMessage } from '../errors';
import { form, textField } from '../form';
import { messageBody, newMessageBody } from '../messages/message-body';
import type { Messages } from '../messages/messages';
import type { UploadedFile } from '../world/files';
import { userPayload } from '../world/payloads';
import type { StoredMessage } from '../world/state';
import { isRecord } from '../world/state';
import type { World } from '../world/world';
import type { Choices, Interaction, Interactions } from './interactions';
import { modalBody } from './modal';

const {
  ChannelMessageWithSource: Reply,
  DeferredChannelMessageWithSource: Defer,
  DeferredMessageUpdate: DeferUpdate,
  UpdateMessage: Update,
  ApplicationCommandAutocompleteResult: Suggest,
  Modal,
} = InteractionResponseType;

const answersTo: Record<InteractionType, readonly InteractionResponseType[]> = {
  [InteractionType.Ping]: [InteractionResponseType.Pong],
  [InteractionType.ApplicationCommand]: [Reply, Defer, Modal],
  [InteractionType.MessageComponent]: [Reply, Defer, DeferUpdate, Update, Modal],
  [InteractionType.ApplicationCommandAutocomplete]: [Suggest],
  [InteractionType.ModalSubmit]: [Reply, Defer, DeferUpdate, Update],
};

const choicesShape = z.object({
  choices: z
    .array(z.object({ name: textField(1, 100), value: z.union([textField(0, 100), z.number()]) }))
    .max(25),
});

/** What a bot says to an interaction: the callback, and later the edits and follow-ups through its webhook. */
export class InteractionAnswers {
  constructor(
    private readonly world: World,
    private readonly messages: Messages,
    private readonly interactions: Interactions,
  ) {}

  callback(id: string, token: string, body: unknown, files: readonly UploadedFile[]) {
    const interaction = this.interactions.toAnswer(id, token);
    if (interaction.isAnswered) throw alreadyAcknowledged();
    const type = answerType(interaction, body);
    const data = isRecord(body) ? body['data'] : undefined;
    this.answer(interaction, type, data ?? {}, files);
    interaction.isAnswered = true;
    interaction.progress();
    const message = interaction.original?.message;
    return {
      interaction: {
        id: interaction.id,
        type: interaction.type,
        ...(message
          ? {
              response_message_id: message.id,
              response_message_loading: hasFlag(message, MessageFlags.Loading),
              response_message_ephemeral: hasFlag(message, MessageFlags.Ephemeral),
            }
          : {}),
      },
      resource: { type, ...(message && type !== DeferUpdate ? { message } : {}) },
    };
  }

  /** The first follow-up of a deferred answer fills it in; every other one is a message of its own. */
  followUp(applicationId: string, token: string, body: unknown, files: readonly UploadedFile[]): APIMessage {
    const interaction = this.interactions.ofWebhook(applicationId, token);
    const message = newMessageBody(body, files.length);
    if (interaction.original && hasFlag(interaction.original.message, MessageFlags.Loading)) {
      return this.fillIn(interaction, interaction.original, message, files);
    }
    const stored = this.write(interaction, message, files, {
      ...(interaction.original ? { message_reference: undefined } : {}),
      type: MessageType.Default,
    });
    interaction.followUps.push(stored.message.id);
    return stored.message;
  }

  get(applicationId: string, token: string, messageId: string): APIMessage {
    return this.find(this.interactions.ofWebhook(applicationId, token), messageId).message;
  }

  edit(
    applicationId: string,
    token: string,
    messageId: string,
    body: unknown,
    files: readonly UploadedFile[],
  ): APIMessage {
    const interaction = this.interactions.ofWebhook(applicationId, token);
    return this.fillIn(interaction, this.find(interaction, messageId), messageBody(body), files);
  }

  delete(applicationId: string, token: string, messageId: string): void {
    const interaction = this.interactions.ofWebhook(applicationId, token);
    const stored = this.find(interaction, messageId);
    this.world.deleteMessage(stored);
    if (stored !== interaction.original) return;
    interaction.original = null;
    this.settle(interaction);
  }

  private answer(
    interaction: Interaction,
    type: InteractionResponseType,
    data: unknown,
    files: readonly UploadedFile[],
  ): void {
    const problems = Problems.none().at('data');
    const { source } = interaction;
    if (type === Reply) {
      interaction.original = this.write(interaction, newMessageBody(data, files.length, problems), files);
    }
    if (type === Defer) {
      const { flags } = messageBody(data, problems);
      interaction.original = this.write(interaction, { flags }, [], {}, MessageFlags.Loading);
      interaction.isDeferred = true;
    }
    if (type === Update && source) {
      interaction.original = this.messages.edit(source, messageBody(data, problems), files);
    }
    if (type === DeferUpdate && source) {
      interaction.original = source;
      interaction.isDeferred = true;
    }
    if (type === Modal) interaction.modal = modalBody(data, problems);
    if (type === Suggest) interaction.choices = suggestions(data, problems);
  }

  private fillIn(
    interaction: Interaction,
    stored: StoredMessage,
    body: ReturnType<typeof messageBody>,
    files: readonly UploadedFile[],
  ): APIMessage {
    this.messages.edit(stored, body, files);
    if (stored === interaction.original) this.settle(interaction);
    return stored.message;
  }

  private settle(interaction: Interaction): void {
    interaction.isDeferred = false;
    interaction.progress();
  }

  private find(interaction: Interaction, messageId: string): StoredMessage {
    if (messageId === '@original') {
      if (!interaction.original) throw unknownMessage();
      return interaction.original;
    }
    if (messageId !== interaction.original?.message.id && !interaction.followUps.includes(messageId))
      throw unknownMessage();
    return this.messages.find(interaction.channelId, messageId);
  }

  private write(
    interaction: Interaction,
    body: ReturnType<typeof messageBody>,
    files: readonly UploadedFile[],
    extra: Partial<APIMessage> = {},
    loading = 0,
  ): StoredMessage {
    const isEphemeral = ((body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const stored = this.messages.write({
      channelId: interaction.channelId,
      authorId: interaction.applicationId,
      body,
      files,
      readerId: isEphemeral ? interaction.userId : null,
      flags: loading,
      extra: {
        application_id: interaction.applicationId,
        webhook_id: interaction.applicationId,
        ...this.provenance(interaction),
        ...extra,
      },
    });
    return stored;
  }

  /** Who used what: the line that stands above an answer. */
  private provenance(interaction: Interaction): Partial<APIMessage> {
    const user = this.world.users.get(interaction.userId);
    if (!user) return {};
    const { id, command } = interaction;
    const guildId = this.world.channels.get(interaction.channelId)?.guildId ?? '0';
    const owners = { 0: guildId };
    const who = { id, user: userPayload(user), authorizing_integration_owners: owners };
    if (interaction.type === InteractionType.MessageComponent && interaction.source) {
      const interactedId = interaction.source.message.id;
      return {
        interaction_metadata: {
          type: InteractionType.MessageComponent,
          interacted_message_id: interactedId,
          ...who,
        },
      };
    }
    if (interaction.type !== InteractionType.ApplicationCommand || !command) return {};
    return {
      type:
        command.type === ApplicationCommandType.ChatInput
          ? MessageType.ChatInputCommand
          : MessageType.ContextMenuCommand,
      interaction: {
        id,
        type: InteractionType.ApplicationCommand,
        name: command.name,
        user: who.user,
      },
      interaction_metadata: { type: InteractionType.ApplicationCommand, ...who },
    };
  }
}

function answerType(interaction: Interaction, body: unknown): InteractionResponseType {
  const problems = Problems.none();
  const allowed = answersTo[interaction.type].filter(
    (type) => (type !== Update && type !== DeferUpdate) || interaction.source !== undefined,
  );
  const type = isRecord(body) ? allowed.find((known) => known === body['type']) : undefined;
  if (type !== undefined) return type;
  const isMissing = !isRecord(body) || body['type'] === undefined;
  if (isMissing) problems.at('type').add('BASE_TYPE_REQUIRED', 'This field is required');
  else problems.at('type').add('BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
  problems.throwIfAny();
  throw alreadyAcknowledged();
}

function suggestions(data: unknown, problems: Problems): Choices {
  return form(choicesShape, data, problems).choices;
}

const hasFlag = (message: APIMessage, flag: MessageFlags) => ((message.flags ?? 0) & flag) !== 0;

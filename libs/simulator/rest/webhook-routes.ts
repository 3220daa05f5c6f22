import type { APIUser, APIWebhook } from 'discord-api-types/v10';
import { WebhookType } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Engine } from '../engine';
import { missingAccess, unknownMessage, unknownWebhook } from '../errors';
import { form, snowflakeField, textField } from '../form';
import { messageBody, newMessageBody } from '../messages/message-body';
import { messagePayload } from '../messages/message-payload';
import { userPayload } from '../world/payloads';
import { allows } from '../world/permissions';
import type { StoredMessage, Webhook } from '../world/state';
import { sameSecret, secret } from '../world/tokens';
import { payloadOf } from './body-parsers';
import type { Callers, Route } from './rest';

const webhookWish = z.object({ name: textField(1, 80), avatar: z.string().nullish() });
const webhookChange = z.object({
  name: textField(1, 80).optional(),
  avatar: z.string().nullish(),
  channel_id: snowflakeField.optional(),
});
const disguise = z.object({ username: textField(1, 80).nullish() }).loose();

/** Webhooks of channels, and the messages through them. The webhook behind an interaction answers at the same address. */
export function webhookRoutes(app: FastifyInstance, engine: Engine, callers: Callers): void {
  const { world, messages, answers } = engine;
  const withToken = '/webhooks/:webhookId/:token';
  const ofMessage = `${withToken}/messages/:messageId`;

  app.get<Route>('/channels/:channelId/webhooks', (request) => {
    const { channel } = callers.guildChannel(request, 'ManageWebhooks');
    return [...world.webhooks.values()].filter(({ channelId }) => channelId === channel.id).map(payload);
  });

  app.get<Route>('/guilds/:guildId/webhooks', (request) => {
    const { guild } = callers.guild(request, 'ManageWebhooks');
    return [...world.webhooks.values()].filter(({ guildId }) => guildId === guild.id).map(payload);
  });

  app.post<Route>('/channels/:channelId/webhooks', (request) => {
    const { application, channel, guild } = callers.guildChannel(request, 'ManageWebhooks');
    const webhook: Webhook = {
      id: world.newId(),
      token: secret(51),
      guildId: guild.id,
      channelId: channel.id,
      name: form(webhookWish, request.body).name,
      creatorId: application.id,
      applicationId: application.id,
    };
    world.webhooks.set(webhook.id, webhook);
    changed(webhook);
    return payload(webhook);
  });

  app.get<Route>('/webhooks/:webhookId', (request) => payload(managed(request)));
  app.get<Route>(withToken, (request) => openPayload(byToken(request)));

  app.patch<Route>('/webhooks/:webhookId', (request) => edit(managed(request), request.body));
  app.patch<Route>(withToken, (request) => edit(byToken(request), request.body));

  app.delete<Route>('/webhooks/:webhookId', (request, reply) => {
    remove(managed(request));
    return reply.code(204).send();
  });
  app.delete<Route>(withToken, (request, reply) => {
    remove(byToken(request));
    return reply.code(204).send();
  });

  app.post<Route>(withToken, (request, reply) => {
    const { payload: json, files } = payloadOf(request.body);
    const { webhookId, token } = request.params;
    const webhook = known(request);
    if (!webhook) return answers.followUp(webhookId, token, json, files);
    const body = newMessageBody(json, files.length);
    const { username } = form(disguise, json);
    const stored = messages.write({
      channelId: request.query['thread_id'] ?? webhook.channelId,
      authorId: webhook.creatorId,
      body,
      files,
      extra: {
        author: author(webhook, username ?? webhook.name),
        webhook_id: webhook.id,
        application_id: webhook.applicationId,
      },
    });
    if (request.query['wait'] === 'true') return stored.message;
    return reply.code(204).send();
  });

  app.get<Route>(ofMessage, (request) => {
    const { webhookId, token, messageId } = request.params;
    if (!known(request)) return answers.get(webhookId, token, messageId);
    return messagePayload(world, through(request), webhookId);
  });

  app.patch<Route>(ofMessage, (request) => {
    const { payload: json, files } = payloadOf(request.body);
    const { webhookId, token, messageId } = request.params;
    if (!known(request)) return answers.edit(webhookId, token, messageId, json, files);
    return messages.edit(through(request), messageBody(json), files).message;
  });

  app.delete<Route>(ofMessage, (request, reply) => {
    const { webhookId, token, messageId } = request.params;
    if (known(request)) world.deleteMessage(through(request));
    else answers.delete(webhookId, token, messageId);
    return reply.code(204).send();
  });

  function known({ params }: FastifyRequest<Route>): Webhook | undefined {
    const webhook = world.webhooks.get(params.webhookId);
    return webhook && sameSecret(webhook.token, params.token) ? webhook : undefined;
  }

  function byToken(request: FastifyRequest<Route>): Webhook {
    const webhook = known(request);
    if (!webhook) throw unknownWebhook();
    return webhook;
  }

  function managed(request: FastifyRequest<Route>): Webhook {
    const application = callers.bot(request);
    const webhook = world.webhooks.get(request.params.webhookId);
    const channel = webhook && world.channels.get(webhook.channelId);
    if (!webhook || !channel) throw unknownWebhook();
    if (!allows(world.permissionsIn(channel, application.id), 'ManageWebhooks')) throw missingAccess();
    return webhook;
  }

  /** The message of the path, when it came through the webhook of the path. */
  function through(request: FastifyRequest<Route>): StoredMessage {
    const webhook = byToken(request);
    const stored = world.message(request.query['thread_id'] ?? webhook.channelId, request.params.messageId);
    if (stored?.message.webhook_id !== webhook.id) throw unknownMessage();
    return stored;
  }

  function edit(webhook: Webhook, body: unknown): APIWebhook {
    const { name, channel_id: channelId } = form(webhookChange, body);
    if (name !== undefined) webhook.name = name;
    if (channelId !== undefined) webhook.channelId = channelId;
    changed(webhook);
    return payload(webhook);
  }

  function remove(webhook: Webhook): void {
    world.webhooks.delete(webhook.id);
    changed(webhook);
  }

  function changed({ channelId }: Webhook): void {
    world.touch();
    const channel = world.channels.get(channelId);
    if (channel) world.emit('webhooksChanged', channel);
  }

  function payload(webhook: Webhook): APIWebhook {
    const creator = world.users.get(webhook.creatorId);
    return { ...openPayload(webhook), ...(creator ? { user: userPayload(creator) } : {}) };
  }
}

/** Whoever comes with the token alone is not told who made the webhook. */
const openPayload = ({ id, token, guildId, channelId, name, applicationId }: Webhook): APIWebhook => ({
  id,
  type: WebhookType.Incoming,
  guild_id: guildId,
  channel_id: channelId,
  name,
  avatar: null,
  token,
  application_id: applicationId,
});

const author = ({ id }: Webhook, username: string): APIUser => ({
  id,
  username,
  discriminator: '0000',
  global_name: null,
  avatar: null,
  bot: true,
});

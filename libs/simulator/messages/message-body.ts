import type { APIAttachment, APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { MessageFlags } from 'discord-api-types/v10';
import { z } from 'zod';

import { emptyMessage, Problems } from '../errors';
import { form } from '../form';
import { isRecord } from '../world/state';
import { checkComponents } from './component-validator';

const bodyShape = z.object({
  content: z.string().nullish(),
  embeds: z.array(z.custom<APIEmbed>(isRecord)).nullish(),
  components: z.array(z.custom<APIMessageTopLevelComponent>(isRecord)).nullish(),
  flags: z.number().int().nullish(),
  attachments: z.array(z.custom<Partial<APIAttachment>>(isRecord)).nullish(),
  tts: z.boolean().nullish(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  message_reference: z.object({ message_id: z.string() }).loose().nullish(),
  /** Without it everything that the content names is pinged. */
  allowed_mentions: z
    .object({
      parse: z.array(z.enum(['users', 'roles', 'everyone'])).optional(),
      users: z.array(z.string()).optional(),
      roles: z.array(z.string()).optional(),
    })
    .loose()
    .nullish(),
  poll: z.unknown().optional(),
  sticker_ids: z.array(z.string()).nullish(),
});

export type MessageBody = z.infer<typeof bodyShape>;

/** What a new message needs: some content. Throws Discord's 50035 with the path of every fault, or 50006. */
export function newMessageBody(body: unknown, files: number, problems = Problems.none()): MessageBody {
  const message = messageBody(body, problems);
  const isEmpty =
    !message.content &&
    !message.embeds?.length &&
    !message.components?.length &&
    !message.sticker_ids?.length;
  if (isEmpty && files === 0 && message.poll === undefined) throw emptyMessage();
  return message;
}

/** A body whose every field may be left out, as an edit's may. */
export function messageBody(body: unknown, problems = Problems.none()): MessageBody {
  const message = form(bodyShape, body, problems);
  checkLength(problems.at('content'), message.content ?? '', 2_000);
  checkLength(problems.at('nonce'), String(message.nonce ?? ''), 25);
  checkEmbeds(problems.at('embeds'), message.embeds ?? []);
  checkMentions(problems.at('allowed_mentions'), message.allowed_mentions);
  const isV2 = ((message.flags ?? 0) & MessageFlags.IsComponentsV2) !== 0;
  if (isV2) checkNothingElse(problems, message);
  checkComponents(problems.at('components'), message.components ?? [], isV2);
  problems.throwIfAny();
  return message;
}

/** Components of the second version take the place of all else. */
function checkNothingElse(problems: Problems, { content, embeds, poll, sticker_ids }: MessageBody): void {
  const others = { content: content || null, embeds: embeds?.length ? embeds : null, poll, sticker_ids };
  for (const [name, value] of Object.entries(others)) {
    if (value == null) continue;
    const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
    problems
      .at(name)
      .add(code, `The '${name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`);
  }
}

/** A kind is allowed as a whole or by its ids, never both. */
function checkMentions(problems: Problems, allowed: MessageBody['allowed_mentions']): void {
  for (const kind of ['users', 'roles'] as const) {
    const ids = allowed?.[kind] ?? [];
    if (ids.length > 0 && allowed?.parse?.includes(kind)) {
      problems.add(
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
      );
    }
    if (ids.length > 100) problems.at(kind).add('BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.');
  }
}

function checkLength(problems: Problems, text: string, most: number): number {
  if (text.length > most) problems.add('BASE_TYPE_MAX_LENGTH', `Must be ${most} or fewer in length.`);
  return text.length;
}

function checkEmbeds(problems: Problems, embeds: readonly APIEmbed[]): void {
  if (embeds.length > 10) problems.add('BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.');
  let total = 0;
  for (const [index, embed] of embeds.entries()) {
    const here = problems.at(index);
    total += checkLength(here.at('title'), text(embed.title), 256);
    total += checkLength(here.at('description'), text(embed.description), 4_096);
    total += checkLength(here.at('footer', 'text'), text(embed.footer?.text), 2_048);
    total += checkLength(here.at('author', 'name'), text(embed.author?.name), 256);
    const fields = Array.isArray(embed.fields) ? embed.fields : [];
    if (fields.length > 25) here.at('fields').add('BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.');
    for (const [place, field] of fields.entries()) {
      for (const [key, most] of [['name', 256] as const, ['value', 1_024] as const]) {
        const value = text(field[key]);
        if (!value) here.at('fields', place, key).add('BASE_TYPE_REQUIRED', 'This field is required');
        total += checkLength(here.at('fields', place, key), value, most);
      }
    }
  }
  if (total > 6_000) problems.add('MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000');
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

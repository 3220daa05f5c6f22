import type { APIAttachment, APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { z } from 'zod';

import { emptyMessage, Problems } from '../errors';
import { isRecord } from '../world/state';

const componentsAllowed = 40;
const componentsV2 = 1 << 15;

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
  const parsed = bodyShape.safeParse(body);
  if (!parsed.success) {
    for (const issue of parsed.error.issues)
      problems.at(...issue.path.map(pathKey)).add('BASE_TYPE_BAD_TYPE', issue.message);
    problems.throwIfAny();
  }
  const message = parsed.data ?? {};
  checkLength(problems.at('content'), message.content ?? '', 2_000);
  checkEmbeds(problems.at('embeds'), message.embeds ?? []);
  checkComponents(
    problems.at('components'),
    message.components ?? [],
    ((message.flags ?? 0) & componentsV2) !== 0,
  );
  problems.throwIfAny();
  return message;
}

const pathKey = (key: PropertyKey) => (typeof key === 'number' ? key : String(key));

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

function checkComponents(problems: Problems, components: readonly object[], isV2: boolean): void {
  if (!isV2 && components.length > 5)
    problems.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  const seen = new Set<string>();
  let count = 0;
  const visit = (here: Problems, component: unknown): void => {
    if (!isRecord(component))
      return here.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
    count += 1;
    if (typeof component['type'] !== 'number')
      here.at('type').add('BASE_TYPE_REQUIRED', 'This field is required');
    const customId = component['custom_id'];
    if (typeof customId === 'string') {
      if (customId.length < 1 || customId.length > 100) {
        here.at('custom_id').add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
      }
      if (seen.has(customId)) {
        here
          .at('custom_id')
          .add('COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
      }
      seen.add(customId);
    }
    const children = Array.isArray(component['components']) ? component['components'] : [];
    if (component['type'] === 1 && (children.length < 1 || children.length > 5)) {
      here.at('components').add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
    }
    for (const [index, child] of children.entries()) visit(here.at('components', index), child);
    const options = component['options'];
    if (component['type'] === 3 && (!Array.isArray(options) || options.length < 1 || options.length > 25)) {
      here.at('options').add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 25 in length.');
    }
  };
  for (const [index, component] of components.entries()) visit(problems.at(index), component);
  if (count > componentsAllowed) problems.add('BASE_TYPE_MAX_LENGTH', 'Must be 40 or fewer in length.');
}

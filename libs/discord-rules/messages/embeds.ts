/** Source: Discord's documentation, "Message", Embed Object and Embed Limits. */
import {
  addressProblems,
  countProblems,
  lengthOf,
  lengthProblems,
  problem,
  type RuleProblem,
  textProblems,
  wholeNumberProblems,
} from '../text';
import type { EmbedFieldShape, EmbedShape } from './message-shape';

export const embedLimits = {
  embeds: 10,
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  author: 256,
  /** Of all embeds of a message together. */
  characters: 6000,
} as const;

const pages = { schemes: ['http', 'https'] } as const;
const pictures = { schemes: ['http', 'https', 'attachment'] } as const;

export function embedsProblems(embeds: readonly EmbedShape[], field = 'embeds'): readonly RuleProblem[] {
  const size = embeds.reduce((sum, embed) => sum + sizeOf(embed), 0);
  return [
    ...countProblems(embeds, field, embedLimits.embeds, 'embeds'),
    ...embeds.flatMap((embed, index) => embedProblems(embed, `${field}.${index}`)),
    ...(size > embedLimits.characters
      ? problem(
          field,
          `All embeds together have ${size} characters, and Discord takes ${embedLimits.characters}: shorten some.`,
        )
      : []),
  ];
}

function embedProblems(embed: EmbedShape, field: string): readonly RuleProblem[] {
  const { title, description, author, footer, fields } = embed;
  return [
    ...emptinessProblems(embed, field),
    ...lengthProblems(title?.trim(), `${field}.title`, embedLimits.title),
    ...lengthProblems(description?.trim(), `${field}.description`, embedLimits.description),
    ...addressProblems(embed.url, `${field}.url`, pages),
    ...wholeNumberProblems(embed.color, `${field}.color`, { min: 0, max: 0xffffff }),
    ...timestampProblems(embed.timestamp, `${field}.timestamp`),
    ...addressProblems(embed.imageUrl, `${field}.imageUrl`, pictures),
    ...addressProblems(embed.thumbnailUrl, `${field}.thumbnailUrl`, pictures),
    ...(author
      ? [
          ...textProblems(
            author.name,
            `${field}.author.name`,
            embedLimits.author,
            'Name the author, or leave them out.',
          ),
          ...addressProblems(author.url, `${field}.author.url`, pages),
          ...addressProblems(author.iconUrl, `${field}.author.iconUrl`, pictures),
        ]
      : []),
    ...(footer
      ? [
          ...textProblems(
            footer.text,
            `${field}.footer.text`,
            embedLimits.footer,
            'Write the footer, or leave it out.',
          ),
          ...addressProblems(footer.iconUrl, `${field}.footer.iconUrl`, pictures),
        ]
      : []),
    ...countProblems(fields ?? [], `${field}.fields`, embedLimits.fields, 'fields'),
    ...(fields ?? []).flatMap((item, index) => fieldProblems(item, `${field}.fields.${index}`)),
  ];
}

const fieldProblems = ({ name, value }: EmbedFieldShape, field: string): readonly RuleProblem[] => [
  ...textProblems(
    name,
    `${field}.name`,
    embedLimits.fieldName,
    'Give the field a heading, or take the field out.',
  ),
  ...textProblems(value, `${field}.value`, embedLimits.fieldValue, 'Fill the field in, or take it out.'),
];

/** A colour, an address or a time alone shows nothing. */
function emptinessProblems(embed: EmbedShape, field: string): readonly RuleProblem[] {
  const { title, description, imageUrl, thumbnailUrl, author, footer, fields } = embed;
  const hasText = [title, description].some((text) => text?.trim());
  return hasText || imageUrl || thumbnailUrl || author || footer || fields?.length
    ? []
    : problem(
        `${field}.description`,
        'The embed shows nothing: give it a title, a text, a field or a picture.',
      );
}

function timestampProblems(timestamp: string | null | undefined, field: string): readonly RuleProblem[] {
  if (timestamp === null || timestamp === undefined) return [];
  const isFine = /^\d{4}-\d\d-\d\dT/.test(timestamp) && !Number.isNaN(Date.parse(timestamp));
  return isFine ? [] : problem(field, 'Write the time as 2030-01-31T18:00:00Z.');
}

function sizeOf({ title, description, author, footer, fields }: EmbedShape): number {
  const texts = [
    title,
    description,
    author?.name,
    footer?.text,
    ...(fields ?? []).flatMap(({ name, value }) => [name, value]),
  ];
  return texts.reduce((sum, text) => sum + lengthOf(text?.trim() ?? ''), 0);
}

import { z } from 'zod';

import { nestedSteps, template } from './step-kind';

const url = z.string().max(2000);

const embed = z.strictObject({
  title: template.optional(),
  description: template.optional(),
  url: url.optional(),
  color: z.int().min(0).max(0xff_ff_ff).optional().meta({ description: 'RGB as a number.' }),
  author: z.strictObject({ name: template, url: url.optional(), iconUrl: url.optional() }).optional(),
  fields: z
    .array(z.strictObject({ name: template, value: template, inline: z.boolean().optional() }))
    .max(25)
    .optional(),
  image: url.optional(),
  thumbnail: url.optional(),
  footer: z.strictObject({ text: template, iconUrl: url.optional() }).optional(),
});

const button = z.strictObject({
  button: z.enum(['primary', 'secondary', 'success', 'danger', 'link']),
  label: template,
  emoji: z.string().max(100).optional(),
  url: url.optional().meta({ description: 'Of a link.' }),
  disabled: z.boolean().optional(),
  steps: nestedSteps.optional().meta({ description: 'What happens when somebody presses it.' }),
});

const select = z.strictObject({
  select: z.enum(['text', 'user', 'role', 'mentionable', 'channel']),
  placeholder: template.optional(),
  min: z.int().min(0).max(25).optional(),
  max: z.int().min(1).max(25).optional(),
  options: z
    .array(
      z.strictObject({
        label: template,
        value: z.string().max(100),
        description: template.optional(),
        emoji: z.string().max(100).optional(),
      }),
    )
    .max(25)
    .optional()
    .meta({ description: 'Of a select of texts.' }),
  steps: nestedSteps.optional().meta({ description: 'What happens when somebody has chosen.' }),
});

/** Rows of buttons and selects. */
export const components = z
  .array(
    z
      .array(z.union([button, select]))
      .min(1)
      .max(5),
  )
  .max(5);
export type ComponentRows = z.output<typeof components>;
export type ComponentData = ComponentRows[number][number];

const file = z.strictObject({
  name: template.min(1),
  content: template.optional().meta({ description: 'The text of the file.' }),
  url: template.optional().meta({ description: 'Where the file is fetched instead.' }),
});

/** What a message says. */
export const message = z.strictObject({
  content: template.optional(),
  embeds: z.array(embed).max(10).optional(),
  components: components.optional(),
  files: z.array(file).max(10).optional(),
});
export type MessageData = z.output<typeof message>;
export type EmbedData = z.output<typeof embed>;

export const modalField = z.strictObject({
  id: z.string().regex(/^[a-z0-9_]{1,40}$/),
  label: template,
  long: z.boolean().optional(),
  required: z.boolean().optional(),
  min: z.int().min(0).max(4000).optional(),
  max: z.int().min(1).max(4000).optional(),
  placeholder: template.optional(),
  value: template.optional(),
});
export type ModalField = z.output<typeof modalField>;

/** A component that is ready to be shown; `customId` is absent of a link. */
export type OutComponent = Shown<ComponentData> & { readonly customId?: string };
type Shown<Component> = Component extends unknown ? Omit<Component, 'steps'> : never;

/** A message with all its templates rendered. */
export interface MessageBody {
  readonly content?: string | undefined;
  readonly embeds?: readonly EmbedData[] | undefined;
  readonly components?: readonly (readonly OutComponent[])[] | undefined;
}

export interface ModalBody {
  readonly title: string;
  readonly fields: readonly ModalField[];
}

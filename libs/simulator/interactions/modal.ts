import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { ComponentType } from 'discord-api-types/v10';
import { z } from 'zod';

import type { Problems } from '../errors';
import { Refusal } from '../errors';
import { form, textField } from '../form';
import { isRecord } from '../world/state';

type ModalComponent = APIModalInteractionResponseCallbackData['components'][number];

const modalShape = z.object({
  custom_id: textField(1, 100),
  title: textField(1, 45),
  components: z.array(z.custom<ModalComponent>(isRecord)).min(1).max(5),
});

/** The form that a bot opens, or Discord's 50035. */
export function modalBody(data: unknown, problems: Problems): APIModalInteractionResponseCallbackData {
  return form(modalShape, data, problems);
}

const fieldShape = z.object({
  type: z.number(),
  custom_id: z.string(),
  required: z.boolean().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
  value: z.string().optional(),
});

/** The filled-in form, nested as the form was: rows around text inputs, labels around any field. */
export function filledIn(
  modal: APIModalInteractionResponseCallbackData,
  values: Readonly<Record<string, string>>,
): object[] {
  return modal.components.map((part) => {
    if ('components' in part) {
      return { type: part.type, components: part.components.map((field) => filledField(field, values)) };
    }
    if ('component' in part) return { type: part.type, component: filledField(part.component, values) };
    return { type: part.type };
  });
}

function filledField(field: unknown, values: Readonly<Record<string, string>>): object {
  const parsed = fieldShape.safeParse(field);
  if (!parsed.success || !isRecord(field))
    throw new Refusal(400, 'The form has a field that this simulator does not know.');
  const {
    type,
    custom_id: customId,
    required = true,
    min_length: least = 0,
    max_length: most = 4_000,
  } = parsed.data;
  const value = values[customId] ?? parsed.data.value ?? '';
  if (required && value === '') throw new Refusal(400, `The field ${customId} is required.`);
  if (value !== '' && (value.length < least || value.length > most)) {
    throw new Refusal(400, `The field ${customId} must have ${least} to ${most} characters.`);
  }
  if (type === ComponentType.TextInput) return { type, custom_id: customId, value };
  return { type, custom_id: customId, values: value === '' ? [] : value.split(',') };
}

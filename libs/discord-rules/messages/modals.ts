/**
 * Forms that a bot opens. Source: Discord's documentation, "Receiving and Responding to Interactions", Modal, and "Component
 * Reference", Label and Text Input.
 */
import {
  countProblems,
  lengthProblems,
  orderProblems,
  problem,
  repeatProblems,
  type RuleProblem,
  textProblems,
  wholeNumberProblems,
} from '../text';
import { componentLimits } from './components';
import type { ModalShape, TextInputShape } from './message-shape';

export const modalLimits = {
  title: 45,
  inputs: 5,
  label: 45,
  description: 100,
  placeholder: 100,
  value: 4000,
  minLength: { min: 0, max: 4000 },
  maxLength: { min: 1, max: 4000 },
} as const;

export function modalProblems({ customId, title, inputs }: ModalShape): readonly RuleProblem[] {
  return [
    ...textProblems(customId, 'customId', componentLimits.customId, 'Give the form an id.'),
    ...textProblems(title, 'title', modalLimits.title, 'Give the form a title.'),
    ...(inputs.length === 0 ? problem('inputs', 'Ask for at least one thing.') : []),
    ...countProblems(inputs, 'inputs', modalLimits.inputs, 'inputs'),
    ...inputs.flatMap((input, index) => inputProblems(input, `inputs.${index}`)),
    ...repeatProblems(
      inputs.map((input, index) => ({ value: input.customId, field: `inputs.${index}.customId` })),
      (id) => `Another input of this form has the id ${id}: choose another.`,
    ),
  ];
}

function inputProblems(input: TextInputShape, field: string): readonly RuleProblem[] {
  const { customId, label, description, placeholder, value, minLength, maxLength } = input;
  return [
    ...textProblems(customId, `${field}.customId`, componentLimits.customId, 'Give the input an id.'),
    ...textProblems(label, `${field}.label`, modalLimits.label, 'Say what to fill in.'),
    ...lengthProblems(description, `${field}.description`, modalLimits.description),
    ...lengthProblems(placeholder, `${field}.placeholder`, modalLimits.placeholder),
    ...lengthProblems(value, `${field}.value`, modalLimits.value),
    ...wholeNumberProblems(minLength, `${field}.minLength`, modalLimits.minLength),
    ...wholeNumberProblems(maxLength, `${field}.maxLength`, modalLimits.maxLength),
    ...orderProblems(minLength, maxLength, `${field}.minLength`),
  ];
}

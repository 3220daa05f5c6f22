/**
 * Buttons and menus in rows. Source: Discord's documentation, "Component Reference": Custom ID, Action Row, Button, String
 * Select and its kin, Legacy Message Component Behavior.
 */
import {
  addressProblems,
  countProblems,
  lengthProblems,
  orderProblems,
  problem,
  repeatProblems,
  type RuleProblem,
  textProblems,
  wholeNumberProblems,
} from '../text';
import type { ButtonShape, ComponentShape, MenuOptionShape, MenuShape, RowShape } from './message-shape';

export const componentLimits = {
  rows: 5,
  buttons: 5,
  customId: 100,
  label: 80,
  url: 512,
  placeholder: 150,
  options: 25,
  optionText: 100,
} as const;

const whenWithoutId = 'Give it an id: by that we know it when somebody uses it.';

export function rowsProblems(rows: readonly RowShape[], field = 'rows'): readonly RuleProblem[] {
  const placed = rows.flatMap(({ components }, row) =>
    components.map((component, index) => ({ component, at: `${field}.${row}.components.${index}` })),
  );
  return [
    ...countProblems(rows, field, componentLimits.rows, 'rows'),
    ...rows.flatMap((row, index) => rowProblems(row, `${field}.${index}.components`)),
    ...placed.flatMap(({ component, at }) =>
      component.type === 'BUTTON' ? buttonProblems(component, at) : menuProblems(component, at),
    ),
    ...repeatProblems(
      placed.map(({ component, at }) => ({ value: component.customId, field: `${at}.customId` })),
      (id) => `Something else in this message has the id ${id}: choose another.`,
    ),
  ];
}

function rowProblems({ components }: RowShape, field: string): readonly RuleProblem[] {
  if (components.length === 0)
    return problem(field, 'The row is empty: put a button or a menu into it, or take it out.');
  const isMenu = ({ type }: ComponentShape) => type !== 'BUTTON';
  if (components.some(isMenu) && components.length > 1) {
    return problem(field, 'A menu fills a row: move what stands beside it to a row of its own.');
  }
  return countProblems(components, field, componentLimits.buttons, 'buttons in a row');
}

function buttonProblems(button: ButtonShape, field: string): readonly RuleProblem[] {
  const { label, emoji, customId, url, style } = button;
  return [
    ...(label?.trim() || emoji
      ? lengthProblems(label?.trim(), `${field}.label`, componentLimits.label)
      : problem(`${field}.label`, 'Write something on the button, or give it an emoji.')),
    ...(style === 'LINK' ? linkProblems(button, field) : customIdProblems(customId ?? '', field)),
    ...(style !== 'LINK' && typeof url === 'string'
      ? problem(`${field}.url`, 'Only a link leads to an address: take it out, or make the button a link.')
      : []),
  ];
}

function linkProblems({ customId, url }: ButtonShape, field: string): readonly RuleProblem[] {
  return [
    ...(typeof customId === 'string'
      ? problem(`${field}.customId`, 'A link has no id, since nobody tells us of its use: take it out.')
      : []),
    // Discord opens its own addresses too.
    ...addressProblems(url ?? '', `${field}.url`, {
      schemes: ['http', 'https', 'discord'],
      max: componentLimits.url,
    }),
  ];
}

function menuProblems(menu: MenuShape, field: string): readonly RuleProblem[] {
  const { customId, placeholder, minValues, maxValues } = menu;
  return [
    ...customIdProblems(customId, field),
    ...lengthProblems(placeholder, `${field}.placeholder`, componentLimits.placeholder),
    ...wholeNumberProblems(minValues, `${field}.minValues`, { min: 0, max: componentLimits.options }),
    ...wholeNumberProblems(maxValues, `${field}.maxValues`, { min: 1, max: componentLimits.options }),
    ...orderProblems(minValues ?? 1, maxValues ?? 1, `${field}.minValues`),
    ...menuOptionsProblems(menu, `${field}.options`),
  ];
}

function menuOptionsProblems({ type, options, maxValues }: MenuShape, field: string): readonly RuleProblem[] {
  const list = options ?? [];
  if (type !== 'STRING_SELECT') {
    return list.length > 0
      ? problem(field, 'Discord fills this menu by itself: take the options out, or make it a menu of texts.')
      : [];
  }
  if (list.length === 0) return problem(field, 'Give people something to choose.');
  const defaults = list.filter(({ isDefault }) => isDefault).length;
  return [
    ...countProblems(list, field, componentLimits.options, 'options'),
    ...list.flatMap((option, index) => menuOptionProblems(option, `${field}.${index}`)),
    ...repeatProblems(
      list.map(({ value }, index) => ({ value, field: `${field}.${index}.value` })),
      (value) => `Another option has the value ${value}: choose a different one.`,
    ),
    ...(defaults > (maxValues ?? 1)
      ? problem(field, `${defaults} are chosen beforehand, and only ${maxValues ?? 1} can be: unset some.`)
      : []),
  ];
}

const menuOptionProblems = (
  { label, value, description }: MenuOptionShape,
  field: string,
): readonly RuleProblem[] => [
  ...textProblems(
    label,
    `${field}.label`,
    componentLimits.optionText,
    'Write what people read of this option.',
  ),
  ...textProblems(
    value,
    `${field}.value`,
    componentLimits.optionText,
    'Give it a value: that is what we hear of.',
  ),
  ...lengthProblems(description, `${field}.description`, componentLimits.optionText),
];

/** Of anything that people can use: 1 to 100 characters. */
const customIdProblems = (customId: string, field: string): readonly RuleProblem[] =>
  textProblems(customId, `${field}.customId`, componentLimits.customId, whenWithoutId);

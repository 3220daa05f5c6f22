import { ButtonStyle, ComponentType } from 'discord-api-types/v10';

import type { Problems } from '../errors';
import { isRecord } from '../world/state';

type Fields = Record<string, unknown>;

const componentsAllowed = 40;

const selects: readonly unknown[] = [
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
];

const inRows: readonly unknown[] = [ComponentType.Button, ...selects];
const known: readonly unknown[] = Object.values(ComponentType);

/** Finds everything that Discord would refuse in the components of a message, and says where. */
export function checkComponents(problems: Problems, components: readonly object[], isV2: boolean): void {
  if (!isV2 && components.length > 5)
    problems.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  const seen = new Set<string>();
  let count = 0;
  const visit = (here: Problems, component: unknown, depth: number): void => {
    if (!isRecord(component))
      return here.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
    count += 1;
    if (!checkType(here, component, depth, isV2)) return;
    checkCustomId(here, component, seen);
    if (component['type'] === ComponentType.Button) checkButton(here, component);
    if (selects.includes(component['type'])) checkSelect(here, component);
    const children = Array.isArray(component['components']) ? component['components'] : [];
    if (component['type'] === ComponentType.ActionRow) checkRow(here.at('components'), children);
    for (const [index, child] of children.entries()) visit(here.at('components', index), child, depth + 1);
    if (component['accessory'] !== undefined) visit(here.at('accessory'), component['accessory'], depth + 1);
  };
  for (const [index, component] of components.entries()) visit(problems.at(index), component, 0);
  if (count > componentsAllowed) problems.add('BASE_TYPE_MAX_LENGTH', 'Must be 40 or fewer in length.');
}

/** Without the flag for components of the second version, everything stands in rows. */
function checkType(problems: Problems, { type }: Fields, depth: number, isV2: boolean): boolean {
  const here = problems.at('type');
  if (type === undefined) here.add('BASE_TYPE_REQUIRED', 'This field is required');
  else if (!known.includes(type))
    here.add('UNION_TYPE_CHOICES', `Value "${String(type)}" is not a component.`);
  else if (!isV2 && depth === 0 && type !== ComponentType.ActionRow)
    here.add('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${ComponentType.ActionRow},).`);
  else return true;
  return false;
}

function checkCustomId(problems: Problems, component: Fields, seen: Set<string>): void {
  const { custom_id: id, type, style } = component;
  const here = problems.at('custom_id');
  const isNeeded = inRows.includes(type) && style !== ButtonStyle.Link && style !== ButtonStyle.Premium;
  if (id === undefined && isNeeded) return here.add('BASE_TYPE_REQUIRED', 'A custom id is required');
  if (typeof id !== 'string') return;
  if (id.length < 1 || id.length > 100)
    here.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  if (seen.has(id)) here.add('COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  seen.add(id);
}

function checkButton(problems: Problems, { style, label, emoji, url, custom_id: id }: Fields): void {
  if (typeof style !== 'number') {
    return problems.at('style').add('BASE_TYPE_REQUIRED', 'This field is required');
  }
  if (style < ButtonStyle.Primary || style > ButtonStyle.Premium)
    problems.at('style').add('BASE_TYPE_CHOICES', 'Value must be one of {1, 2, 3, 4, 5, 6}.');
  if (style === ButtonStyle.Link && typeof url !== 'string')
    problems.at('url').add('BASE_TYPE_REQUIRED', 'A url is required');
  if (style === ButtonStyle.Link && id !== undefined)
    problems
      .at('custom_id')
      .add('BUTTON_COMPONENT_CUSTOM_ID_URL_EXCLUSIVE', 'A custom id and url cannot both be specified');
  if (typeof label === 'string' && label.length > 80)
    problems.at('label').add('BASE_TYPE_MAX_LENGTH', 'Must be 80 or fewer in length.');
  if (!label && !emoji && style !== ButtonStyle.Premium)
    problems.at('label').add('BUTTON_COMPONENT_INVALID_LABEL', 'A label or emoji is required');
}

function checkSelect(problems: Problems, component: Fields): void {
  const { type, options, placeholder, min_values: least, max_values: most } = component;
  if (typeof placeholder === 'string' && placeholder.length > 150)
    problems.at('placeholder').add('BASE_TYPE_MAX_LENGTH', 'Must be 150 or fewer in length.');
  for (const [name, value] of Object.entries({ min_values: least, max_values: most })) {
    if (typeof value === 'number' && (value < 0 || value > 25))
      problems.at(name).add('NUMBER_TYPE_MAX', 'int value should be less than or equal to 25.');
  }
  if (type !== ComponentType.StringSelect) return;
  const list = Array.isArray(options) ? options : [];
  if (list.length < 1 || list.length > 25)
    problems.at('options').add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 25 in length.');
  const values = new Set<unknown>();
  for (const [index, option] of list.entries()) {
    const here = problems.at('options', index);
    if (!isRecord(option)) {
      here.add('MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType');
      continue;
    }
    for (const name of ['label', 'value']) {
      const text = option[name];
      if (typeof text !== 'string' || text === '')
        here.at(name).add('BASE_TYPE_REQUIRED', 'This field is required');
      else if (text.length > 100)
        here.at(name).add('BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.');
    }
    if (values.has(option['value']))
      here
        .at('value')
        .add('SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used');
    values.add(option['value']);
  }
}

/** A row holds up to five buttons, or one menu. */
function checkRow(problems: Problems, children: readonly unknown[]): void {
  if (children.length < 1 || children.length > 5)
    return problems.add('BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  const types = children.map((child) => (isRecord(child) ? child['type'] : undefined));
  const hasMenu = types.some((type) => selects.includes(type));
  if (hasMenu && children.length > 1)
    problems.add('COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The specified component exceeds the maximum width');
  for (const [index, type] of types.entries()) {
    if (known.includes(type) && !inRows.includes(type))
      problems
        .at(index, 'type')
        .add('UNION_TYPE_CHOICES', `Value of field "type" must be one of (${inRows.join(', ')}).`);
  }
}

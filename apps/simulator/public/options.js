import { h } from '/api.js';
import { Picker } from '/picker.js';

const [integer, flag, user, channel, role, mentionable, decimal, attachment] = [4, 5, 6, 7, 8, 9, 10, 11];

/** Milliseconds without a key before the bot is asked for suggestions. */
const pause = 200;

/** The form in which a command's options are filled in: the required ones first. A file stays a File in what it submits. */
export function optionForm(entry, { names, suggest, submit, cancel }) {
  const options = [...entry.options].sort(
    (left, right) => Number(right.required ?? false) - Number(left.required ?? false),
  );
  const fields = options.map((option) => fieldFor(option, names));
  const values = () =>
    Object.fromEntries(
      fields.filter(({ read }) => read() !== undefined).map(({ option, read }) => [option.name, read()]),
    );
  const lists = fields
    .filter(({ option }) => option.autocomplete)
    .map((field) => suggestWhileTyping(field, () => suggest(values(), field.option.name)));
  const form = h(
    'form',
    {
      id: 'options',
      class: 'options',
      'aria-label': `Options of ${entry.text}`,
      'data-testid': 'command-form',
    },
    ...lists,
    h(
      'p',
      { class: 'options-head' },
      h('strong', {}, entry.text),
      h('span', { class: 'quiet' }, entry.description),
    ),
    h('div', { class: 'options-fields' }, ...fields.map(({ node }) => node)),
    h(
      'div',
      { class: 'row end' },
      h('button', { type: 'button', class: 'button', onclick: cancel }, 'Cancel'),
      h('button', { class: 'button main' }, `Run ${entry.text}`),
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const wrong = fields.find(({ option, read }) => isNumber(option) && typeof read() === 'string');
    if (!wrong) return submit(values());
    wrong.control.setCustomValidity('Choose a suggestion or type a number.');
    wrong.control.reportValidity();
  });
  form.addEventListener('input', ({ target }) => target.setCustomValidity(''));
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') cancel();
  });
  return { form, focus: () => form.querySelector('input, select')?.focus() };
}

function fieldFor(option, names) {
  const { name, description, required = false } = option;
  const id = `option-${name}`;
  const control = controlFor(option, names, {
    id,
    required,
    'aria-describedby': `${id}-help`,
    'data-option': name,
  });
  const node = h(
    'div',
    { class: 'option' },
    h('label', { for: id }, name, required ? h('span', { class: 'quiet' }, ' required') : null),
    control,
    h('small', { id: `${id}-help`, class: 'quiet' }, description),
  );
  const field = { option, node, control, suggested: new Map() };
  field.read = () => valueOf(field);
  return field;
}

function controlFor(option, names, attributes) {
  if (option.choices?.length)
    return choose(
      option.choices.map(({ name, value }) => ({ label: name, value: String(value) })),
      attributes,
    );
  switch (option.type) {
    case flag:
      return choose(
        [
          { label: 'True', value: 'true' },
          { label: 'False', value: 'false' },
        ],
        attributes,
      );
    case user:
      return choose(names.users, attributes);
    case channel:
      return choose(names.channels.filter(fits(option)), attributes);
    case role:
      return choose(names.roles, attributes);
    case mentionable:
      return choose([...names.users, ...names.roles], attributes);
    case attachment:
      return h('input', { ...attributes, type: 'file' });
    case integer:
    case decimal:
      if (option.autocomplete)
        return h('input', { ...attributes, inputmode: 'decimal', autocomplete: 'off' });
      return h('input', {
        ...attributes,
        type: 'number',
        step: option.type === integer ? '1' : 'any',
        min: option.min_value,
        max: option.max_value,
      });
    default:
      return h('input', {
        ...attributes,
        autocomplete: 'off',
        minlength: option.min_length,
        maxlength: option.max_length,
      });
  }
}

/** A channel option may be narrowed to some types of channel. */
export const fits =
  ({ channel_types: types = [] }) =>
  ({ type }) =>
    types.length === 0 || types.includes(type);

function choose(choices, attributes) {
  const options = choices.map(({ label, value }) => h('option', { value }, label));
  return h('select', attributes, h('option', { value: '' }, '—'), ...options);
}

const isNumber = ({ type }) => type === integer || type === decimal;

function valueOf({ option, control, suggested }) {
  if (option.type === attachment) return control.files[0];
  const { value } = control;
  if (value === '') return undefined;
  if (suggested.has(value)) return suggested.get(value);
  if (isNumber(option) && Number.isFinite(Number(value))) return Number(value);
  if (option.type === flag) return value === 'true';
  return value;
}

/** The bot's own suggestions, whatever they have to do with what was typed; what is chosen by name is sent by value. */
function suggestWhileTyping({ option, control, suggested }, ask) {
  const label = `Suggestions for ${option.name}`;
  const list = h('ul', {
    id: `suggestions-${option.name}`,
    class: 'picker',
    role: 'listbox',
    'aria-label': label,
    hidden: true,
  });
  const picker = new Picker(control, list, {
    draw: ({ name }) => ({
      attributes: { 'data-testid': 'suggestion', 'data-name': name },
      nodes: [h('span', { class: 'choice-words' }, name)],
    }),
    take: ({ name }) => {
      control.value = name;
      picker.hide();
    },
  });
  const combobox = { role: 'combobox', 'aria-controls': list.id, 'aria-autocomplete': 'list' };
  for (const [name, value] of Object.entries(combobox)) control.setAttribute(name, value);
  let timer;
  let latest = 0;
  const refresh = async () => {
    latest += 1;
    const mine = latest;
    const choices = await ask().catch(() => []);
    if (mine !== latest || document.activeElement !== control) return;
    for (const { name, value } of choices) suggested.set(name, value);
    picker.show(choices, 'No suggestions from the bot.');
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, pause);
  };
  control.addEventListener('input', later);
  control.addEventListener('focus', later);
  control.addEventListener('keydown', (event) => picker.press(event));
  return list;
}

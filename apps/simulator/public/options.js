import { h } from '/api.js';

const [text, integer, flag, user, channel, role, mentionable, decimal, attachment] = [
  3, 4, 5, 6, 7, 8, 9, 10, 11,
];

/** Milliseconds without a key before the bot is asked for suggestions. */
const pause = 200;

/** The form in which a command's options are filled in: the required ones first. */
export function optionForm(entry, { names, suggest, submit, cancel }) {
  const options = [...entry.options].sort(
    (left, right) => Number(right.required ?? false) - Number(left.required ?? false),
  );
  const fields = options.map((option) => fieldFor(option, names));
  const values = () =>
    Object.fromEntries(
      fields.filter(({ read }) => read() !== undefined).map(({ option, read }) => [option.name, read()]),
    );
  for (const field of fields)
    if (field.option.autocomplete) suggestWhileTyping(field, () => suggest(values(), field.option.name));
  const form = h(
    'form',
    {
      id: 'options',
      class: 'options',
      'aria-label': `Options of ${entry.text}`,
      'data-testid': 'command-form',
    },
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
    submit(values());
  });
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
      return choose(names.channels, attributes);
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

function choose(choices, attributes) {
  const options = choices.map(({ label, value }) => h('option', { value }, label));
  return h('select', attributes, h('option', { value: '' }, '—'), ...options);
}

function valueOf({ option, control, suggested }) {
  const value = option.type === attachment ? control.files[0]?.name : control.value;
  if (value === undefined || value === '') return undefined;
  if (suggested.has(value)) return suggested.get(value);
  const isNumber = option.type === integer || option.type === decimal;
  if (isNumber && Number.isFinite(Number(value))) return Number(value);
  if (option.type === flag) return value === 'true';
  return option.type === text || isNumber ? value : String(value);
}

/** The bot's suggestions appear under the field; what is chosen by name is sent by value. */
function suggestWhileTyping(field, ask) {
  const list = h('datalist', { id: `suggestions-${field.option.name}` });
  field.node.append(list);
  field.control.setAttribute('list', list.id);
  let timer;
  let latest = 0;
  const refresh = async () => {
    latest += 1;
    const mine = latest;
    const choices = await ask().catch(() => []);
    if (mine !== latest) return;
    for (const { name, value } of choices) field.suggested.set(name, value);
    list.replaceChildren(...choices.map(({ name }) => h('option', { value: name })));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, pause);
  };
  field.control.addEventListener('input', later);
  field.control.addEventListener('focus', later);
}

import { h } from '/api.js';

const paragraph = 2;

/** Shows a bot's form. `submit(values)` sends it and answers a sentence when it was refused. */
export function openModal(modal, botName, submit) {
  const dialog = document.querySelector('#modal');
  const fields = modal.components.flatMap(fieldsOf);
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const form = h(
    'form',
    { method: 'dialog', 'data-testid': 'modal' },
    h('h2', {}, modal.title),
    h('p', { class: 'quiet' }, `This form goes to ${botName}, a bot on the simulator.`),
    ...fields.map(({ node }) => node),
    problem,
    h(
      'div',
      { class: 'row end' },
      h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, 'Cancel'),
      h('button', { class: 'button main' }, 'Submit'),
    ),
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(fields.filter(({ id }) => id).map(({ id, read }) => [id, read()]));
    const refusal = await submit(values, () => dialog.close());
    if (!refusal) return;
    problem.textContent = refusal;
    problem.hidden = false;
  });
  dialog.setAttribute('aria-label', modal.title);
  dialog.replaceChildren(form);
  dialog.showModal();
}

function fieldsOf(part) {
  if (part.type === 1)
    return part.components.map((field) => fieldNode(field, field.label ?? field.custom_id, ''));
  if (part.type === 18) return [fieldNode(part.component, part.label, part.description ?? '')];
  return [{ node: h('p', {}, part.content ?? '') }];
}

function fieldNode(field, label, help) {
  const { custom_id: id, required = true, placeholder, value } = field;
  const attributes = { id: `field-${id}`, name: id, required, placeholder };
  const control = controlFor(field, attributes);
  if (value) control.value = value;
  const read = () =>
    control.selectedOptions
      ? [...control.selectedOptions].map((option) => option.value).join()
      : control.value;
  const node = h(
    'div',
    { class: 'option' },
    h('label', { for: attributes.id }, label),
    control,
    help ? h('small', { class: 'quiet' }, help) : null,
  );
  return { id, node, read };
}

function controlFor(field, attributes) {
  if (field.type === 3) {
    const options = field.options.map(({ label, value }) => h('option', { value }, label));
    return h('select', { ...attributes, multiple: (field.max_values ?? 1) > 1 }, ...options);
  }
  const limits = { minlength: field.min_length, maxlength: field.max_length ?? 4_000 };
  return field.style === paragraph
    ? h('textarea', { ...attributes, ...limits, rows: 5 })
    : h('input', { ...attributes, ...limits });
}

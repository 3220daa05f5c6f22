import { h } from '/api.js';

/** A form field with its label. `read()` gives its value as text; several chosen options are joined by commas. */
export function field({ id, label, help = '', control }) {
  control.id = `field-${id}`;
  control.name = id;
  const node = h(
    'div',
    { class: 'option' },
    h(
      'label',
      { for: control.id },
      label,
      control.required ? h('span', { class: 'quiet' }, ' required') : null,
    ),
    control,
    help ? h('small', { class: 'quiet' }, help) : null,
  );
  const read = () =>
    control.selectedOptions
      ? [...control.selectedOptions].map(({ value }) => value).join()
      : control.value.trim();
  return { id, node, read };
}

/**
 * A form in front of the page. `submit(values)` does what it is for; when it throws, the sentence stands in the form
 * and what was typed stays.
 */
export function openForm({ title, hint, fields, deed, testId }, submit) {
  const dialog = document.querySelector('dialog');
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const button = h('button', { class: 'button main' }, deed);
  const form = h(
    'form',
    { method: 'dialog', 'data-testid': testId },
    h('h2', {}, title),
    h('p', { class: 'quiet' }, hint),
    ...fields.map(({ node }) => node),
    problem,
    h(
      'div',
      { class: 'row end' },
      h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, 'Cancel'),
      button,
    ),
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      await submit(Object.fromEntries(fields.filter(({ id }) => id).map(({ id, read }) => [id, read()])));
      if (form.isConnected) dialog.close();
    } catch (error) {
      problem.textContent = error.message;
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
  dialog.setAttribute('aria-label', title);
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
}

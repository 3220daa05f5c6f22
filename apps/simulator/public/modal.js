import { h } from '/api.js';
import { field, openForm } from '/dialog.js';

const [row, stringSelect, label] = [1, 3, 18];
const paragraph = 2;

/** Shows a bot's form. `choicesFor(input)` names the people, roles or channels that such a menu offers. */
export function openModal(modal, botName, choicesFor, submit) {
  openForm(
    {
      title: modal.title,
      hint: `This form goes to ${botName}, a bot on the simulator.`,
      fields: modal.components.flatMap((part) => fieldsOf(part, choicesFor)),
      deed: 'Submit',
      testId: 'modal',
    },
    submit,
  );
}

function fieldsOf(part, choicesFor) {
  if (part.type === row)
    return part.components.map((input) => modalField(input, input.label ?? input.custom_id, '', choicesFor));
  if (part.type === label)
    return [modalField(part.component, part.label, part.description ?? '', choicesFor)];
  return [{ node: h('p', {}, part.content ?? '') }];
}

function modalField(input, text, help, choicesFor) {
  const control = controlFor(input, choicesFor);
  if (input.value) control.value = input.value;
  return field({ id: input.custom_id, label: text, help, control });
}

function controlFor(input, choicesFor) {
  const { required = true, placeholder } = input;
  const choices = input.type === stringSelect ? input.options : choicesFor(input);
  if (choices) {
    const isMany = (input.max_values ?? 1) > 1;
    const options = choices.map(({ label: text, value, default: chosen }) =>
      h('option', { value, selected: chosen }, text),
    );
    if (!isMany) options.unshift(h('option', { value: '' }, placeholder ?? 'Make a selection'));
    return h('select', { required, multiple: isMany }, ...options);
  }
  const attributes = {
    required,
    placeholder,
    minlength: input.min_length,
    maxlength: input.max_length ?? 4_000,
  };
  return input.style === paragraph
    ? h('textarea', { ...attributes, rows: 5 })
    : h('input', { ...attributes, autocomplete: 'off' });
}

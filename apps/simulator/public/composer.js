import { avatar, h } from '/api.js';
import { optionForm } from '/options.js';

const nesting = [1, 2];

/** Every command that can be typed, sub-commands as entries of their own. */
export function entriesOf(commands) {
  const leaves = (command, options, path) =>
    options.filter(({ type }) => nesting.includes(type)).length === 0
      ? [{ command, path, options }]
      : options.flatMap((option) =>
          leaves(command, option.options ?? [], [...path, option.name]).map((leaf) => ({
            ...leaf,
            description: leaf.description ?? option.description,
          })),
        );
  return commands.flatMap((command) =>
    leaves(command, command.options, [command.name]).map((leaf) => ({
      ...leaf,
      text: `/${leaf.path.join(' ')}`,
      description: leaf.description ?? command.description,
    })),
  );
}

/**
 * The line at the foot of the page. `commands()` tells what can be run here, `names()` who and what can be chosen,
 * `say(text)` and `run(entry, options)` do it, `suggest(entry, options, focused)` asks the bot while one types.
 */
export class Composer {
  #input = document.querySelector('#composer');
  #picker = document.querySelector('#picker');
  #form = document.querySelector('#options');
  #problem = document.querySelector('#problem');
  #matches = [];
  #selected = 0;

  constructor(deeds) {
    this.deeds = deeds;
    this.#input.addEventListener('input', () => this.#suggestCommands());
    this.#input.addEventListener('keydown', (event) => this.#press(event));
    this.#input.addEventListener('blur', () => setTimeout(() => this.#hidePicker(), 150));
    this.#input.addEventListener('focus', () => this.#suggestCommands());
  }

  reset(placeholder) {
    this.#input.placeholder = placeholder;
    this.#input.setAttribute('aria-label', placeholder);
    this.#closeForm();
    this.#hidePicker();
    this.complain('');
  }

  complain(sentence) {
    this.#problem.textContent = sentence;
    this.#problem.hidden = sentence === '';
  }

  focus() {
    this.#input.focus();
  }

  #suggestCommands() {
    this.complain('');
    const text = this.#input.value;
    if (!text.startsWith('/')) return this.#hidePicker();
    const wanted = text.trimEnd().toLowerCase();
    const entries = entriesOf(this.deeds.commands());
    const begin = entries.filter((entry) => entry.text.startsWith(wanted));
    const contain = entries.filter((entry) => !begin.includes(entry) && entry.text.includes(wanted.slice(1)));
    this.#matches = [...begin, ...contain];
    this.#selected = 0;
    this.#drawPicker();
  }

  #drawPicker() {
    const items = this.#matches.map((entry, index) =>
      h(
        'li',
        {
          id: `command-${index}`,
          role: 'option',
          class: 'choice',
          'aria-selected': index === this.#selected ? 'true' : 'false',
          'data-testid': 'command-option',
          'data-command': entry.text.slice(1),
          onmousedown: (event) => event.preventDefault(),
          onclick: () => this.#choose(entry),
        },
        avatar(entry.command.applicationId, this.deeds.botName(entry.command), 'small'),
        h(
          'span',
          { class: 'choice-words' },
          h('strong', {}, entry.text),
          h('span', { class: 'quiet' }, entry.description),
        ),
        h('span', { class: 'quiet bot' }, this.deeds.botName(entry.command)),
      ),
    );
    if (items.length === 0) items.push(h('li', { class: 'quiet empty' }, 'No bot here has such a command.'));
    this.#picker.replaceChildren(...items);
    this.#picker.hidden = false;
    this.#input.setAttribute('aria-expanded', 'true');
    this.#markSelected();
  }

  #markSelected() {
    for (const [index, item] of [...this.#picker.querySelectorAll('[role=option]')].entries()) {
      item.setAttribute('aria-selected', String(index === this.#selected));
      if (index !== this.#selected) continue;
      item.scrollIntoView({ block: 'nearest' });
      this.#input.setAttribute('aria-activedescendant', item.id);
    }
  }

  #hidePicker() {
    this.#picker.hidden = true;
    this.#matches = [];
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
  }

  #press(event) {
    if (event.isComposing) return;
    const entry = this.#matches[this.#selected];
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && this.#matches.length > 0) {
      event.preventDefault();
      this.#selected = (this.#selected + move + this.#matches.length) % this.#matches.length;
      this.#markSelected();
    } else if (event.key === 'Escape') {
      this.#hidePicker();
    } else if (event.key === 'Tab' && entry && !event.shiftKey) {
      event.preventDefault();
      this.#input.value = entry.text;
      if (entry.options.length > 0) this.#choose(entry);
      else this.#suggestCommands();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (entry) this.#choose(entry);
      else if (this.#input.value.startsWith('/')) this.complain('No bot here has such a command.');
      else if (this.#input.value.trim() !== '') this.#say();
    }
  }

  #say() {
    const text = this.#input.value;
    this.#input.value = '';
    this.deeds.say(text);
  }

  /** A command without options has nothing to wait for. */
  #choose(entry) {
    this.#hidePicker();
    this.#input.value = '';
    if (entry.options.length === 0) return this.deeds.run(entry, {});
    const { form, focus } = optionForm(entry, {
      names: this.deeds.names(),
      suggest: (options, focused) => this.deeds.suggest(entry, options, focused),
      cancel: () => this.#closeForm(true),
      submit: (options) => {
        this.#closeForm(true);
        this.deeds.run(entry, options);
      },
    });
    this.#form.replaceWith(form);
    this.#form = form;
    this.#input.hidden = true;
    focus();
  }

  #closeForm(takesFocus = false) {
    this.#form.hidden = true;
    this.#form.replaceChildren();
    this.#input.hidden = false;
    if (takesFocus) this.#input.focus();
  }
}

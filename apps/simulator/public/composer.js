import { avatar, h } from '/api.js';
import { optionForm } from '/options.js';
import { Picker } from '/picker.js';

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

const unknown = 'No bot here has such a command for you.';
const none =
  'The bots here have no commands for you in this channel. Bots are added on the Applications page.';

/**
 * The line at the foot of the page. `commands()` tells what can be run here, `names()` who and what can be chosen,
 * `say(text)` and `run(entry, options)` do it, `suggest(entry, options, focused)` asks the bot while one types.
 * `say` answers nothing when the text was refused.
 */
export class Composer {
  #input = document.querySelector('#composer');
  #form = document.querySelector('#options');
  #problem = document.querySelector('#problem');
  #picker = new Picker(this.#input, document.querySelector('#picker'), {
    draw: (entry) => this.#draw(entry),
    take: (entry, key) => this.#take(entry, key),
  });

  constructor(deeds) {
    this.deeds = deeds;
    this.#input.addEventListener('input', () => this.#suggestCommands());
    this.#input.addEventListener('focus', () => this.#suggestCommands());
    this.#input.addEventListener('keydown', (event) => this.#picker.press(event) || this.#press(event));
  }

  /** Begins anew in a channel; without its name there is none. */
  reset(channelName) {
    const label = channelName
      ? `Message ${channelName}, or / for commands`
      : 'There is no channel to write in';
    this.#input.disabled = !channelName;
    this.#input.placeholder = label;
    this.#input.setAttribute('aria-label', label);
    this.#closeForm();
    this.#picker.hide();
    this.complain('');
  }

  /** Something else can be run now: whoever is choosing sees it at once. */
  lookAgain() {
    if (document.activeElement === this.#input) this.#suggestCommands();
  }

  complain(sentence) {
    this.#problem.textContent = sentence;
    this.#problem.hidden = sentence === '';
  }

  #suggestCommands() {
    this.complain('');
    const text = this.#input.value;
    if (!/^\/[^\n]*$/.test(text)) return this.#picker.hide();
    const wanted = text.trimEnd().toLowerCase();
    const entries = entriesOf(this.deeds.commands());
    const begin = entries.filter((entry) => entry.text.startsWith(wanted));
    const contain = entries.filter((entry) => !begin.includes(entry) && entry.text.includes(wanted.slice(1)));
    this.#picker.show([...begin, ...contain], entries.length === 0 ? none : unknown);
  }

  #draw(entry) {
    const botName = this.deeds.botName(entry.command);
    return {
      attributes: { 'data-testid': 'command-option', 'data-name': entry.text.slice(1) },
      nodes: [
        avatar(entry.command.applicationId, botName, 'small'),
        h(
          'span',
          { class: 'choice-words' },
          h('strong', {}, entry.text),
          entry.command.nsfw ? h('span', { class: 'badge' }, 'age-restricted') : null,
          h('span', { class: 'quiet' }, entry.description),
        ),
        h('span', { class: 'quiet bot' }, botName),
      ],
    };
  }

  /** Tab completes what is typed; Enter runs it, or asks for its options. */
  #take(entry, key) {
    if (key === 'Enter' || entry.options.length > 0) return this.#choose(entry);
    this.#input.value = `${entry.text} `;
    this.#picker.hide();
  }

  #press(event) {
    if (event.isComposing || event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    const text = this.#input.value.trim();
    const entry = entriesOf(this.deeds.commands()).find((other) => other.text === text);
    if (entry) this.#choose(entry);
    else if (text.startsWith('/')) this.complain(unknown);
    else if (text !== '') this.#say(text);
  }

  async #say(text) {
    this.#input.value = '';
    if (!(await this.deeds.say(text))) this.#input.value ||= text;
  }

  /** A command without options has nothing to wait for. */
  #choose(entry) {
    this.#picker.hide();
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

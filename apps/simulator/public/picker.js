import { h } from '/api.js';

const moves = { ArrowDown: 1, ArrowUp: -1 };

/**
 * A list above a text field, which keeps the focus: arrows move in the list, Enter and Tab take an entry, Escape closes
 * it. `draw(value)` gives the attributes and the nodes of an entry, `take(value, key)` does what it is there for.
 */
export class Picker {
  #values = [];
  #selected = 0;

  constructor(input, list, { draw, take }) {
    Object.assign(this, { input, list, draw, take });
    list.addEventListener('mousedown', (event) => event.preventDefault());
    input.addEventListener('blur', () => this.hide());
    this.hide();
  }

  show(values, nothing) {
    this.#values = values;
    this.#selected = 0;
    const items = values.map((value, index) => {
      const { attributes, nodes } = this.draw(value);
      const id = `${this.list.id}-${index}`;
      const take = () => this.take(value, 'Enter');
      return h('li', { ...attributes, id, role: 'option', class: 'choice', onclick: take }, ...nodes);
    });
    if (items.length === 0) items.push(h('li', { class: 'quiet empty' }, nothing));
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.#mark();
  }

  hide() {
    this.#values = [];
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  /** Whether the key was meant for the list. */
  press(event) {
    if (this.list.hidden || event.isComposing) return false;
    const { length } = this.#values;
    const move = moves[event.key];
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.hide();
      return true;
    }
    if (length === 0 || event.shiftKey) return false;
    if (move) this.#selected = (this.#selected + move + length) % length;
    else if (event.key === 'Enter' || event.key === 'Tab') this.take(this.#values[this.#selected], event.key);
    else return false;
    event.preventDefault();
    this.#mark();
    return true;
  }

  #mark() {
    for (const [index, item] of this.list.querySelectorAll('[role=option]').entries()) {
      item.setAttribute('aria-selected', String(index === this.#selected));
      if (this.list.hidden || index !== this.#selected) continue;
      item.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-activedescendant', item.id);
    }
  }
}

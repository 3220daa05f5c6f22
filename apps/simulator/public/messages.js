import { avatar, h } from '/api.js';
import { formatted } from '/format.js';

const ephemeral = 64;
const loading = 128;

const styles = { 1: 'main', 2: '', 3: 'good', 4: 'danger' };

/**
 * One message as a list item. `world` knows names; `use(message, component, values)` presses and chooses;
 * `menu(event, message)` opens the commands for a message, when there are any.
 */
export function messageItem(message, { world, use, menu, dismiss }) {
  const isPrivate = (message.flags & ephemeral) !== 0;
  const isLoading = (message.flags & loading) !== 0;
  const { author, interaction } = message;
  const name = author.global_name ?? author.username;
  const time = new Date(message.timestamp);
  return h(
    'li',
    {
      class: `message${isPrivate ? ' private' : ''}`,
      id: `message-${message.id}`,
      'data-testid': 'message',
      'data-author': author.username,
      'data-ephemeral': isPrivate ? 'true' : undefined,
    },
    interaction && usedLine(interaction),
    avatar(author.id, name),
    h(
      'div',
      { class: 'words' },
      h(
        'p',
        { class: 'by' },
        h('strong', {}, name),
        author.bot ? h('span', { class: 'badge' }, 'App') : null,
        h('time', { datetime: message.timestamp, title: time.toLocaleString() }, clock(time)),
      ),
      isLoading
        ? h(
            'p',
            { class: 'thinking' },
            `${name} is thinking`,
            h('span', { class: 'dots', 'aria-hidden': 'true' }, '…'),
          )
        : h('div', { class: 'content' }, ...formatted(message.content, world)),
      message.edited_timestamp ? h('small', { class: 'quiet' }, '(edited)') : null,
      ...message.embeds.map((embed) => embedCard(embed, world)),
      ...message.attachments.map(({ filename, size }) =>
        h('p', { class: 'file' }, `📎 ${filename} · ${size} bytes`),
      ),
      ...message.components.map((component) => componentNode(component, message, world, use)),
      isPrivate
        ? h(
            'p',
            { class: 'note' },
            'Only you can see this · ',
            h('button', { class: 'link', onclick: () => dismiss(message.id) }, 'Dismiss message'),
          )
        : null,
    ),
    menu
      ? h(
          'button',
          {
            class: 'icon more',
            'aria-label': `Apps for the message of ${name}`,
            onclick: (event) => menu(event, message),
          },
          '⋯',
        )
      : null,
  );
}

/** What stands in the list before, or instead of, the bot's answer. Only the person who asked sees it. */
export function noticeItem({ user, deed, name, text, isWaiting, dismiss }) {
  return h(
    'li',
    { class: 'message private', 'data-testid': 'notice' },
    h('p', { class: 'used' }, h('strong', {}, user), deed),
    avatar('0', name),
    h(
      'div',
      { class: 'words' },
      h('p', { class: 'by' }, h('strong', {}, name), h('span', { class: 'badge' }, 'App')),
      h(
        'p',
        { class: isWaiting ? 'thinking' : 'failed' },
        text,
        isWaiting ? h('span', { class: 'dots' }, '…') : null,
      ),
      isWaiting
        ? null
        : h(
            'p',
            { class: 'note' },
            'Only you can see this · ',
            h('button', { class: 'link', onclick: dismiss }, 'Dismiss message'),
          ),
    ),
  );
}

function usedLine({ user, name, type }) {
  const mark = type === 2 && !/[A-Z]/.test(name) ? '/' : '';
  return h(
    'p',
    { class: 'used' },
    h('strong', {}, user.global_name ?? user.username),
    ' used ',
    h('span', { class: 'mention' }, `${mark}${name}`),
  );
}

function embedCard(embed, world) {
  const card = h('article', { class: 'embed' });
  if (typeof embed.color === 'number')
    card.style.borderInlineStartColor = `#${embed.color.toString(16).padStart(6, '0')}`;
  if (embed.author?.name) card.append(h('p', { class: 'embed-author' }, embed.author.name));
  if (embed.title) card.append(h('h4', {}, ...formatted(embed.title, world)));
  if (embed.description) card.append(h('div', { class: 'content' }, ...formatted(embed.description, world)));
  if (embed.fields?.length) {
    const fields = embed.fields.map(({ name, value, inline }) =>
      h(
        'div',
        { class: inline ? 'field inline-field' : 'field' },
        h('dt', {}, ...formatted(name, world)),
        h('dd', {}, ...formatted(value, world)),
      ),
    );
    card.append(h('dl', {}, ...fields));
  }
  const footer = [embed.footer?.text, embed.timestamp && new Date(embed.timestamp).toLocaleString()].filter(
    Boolean,
  );
  if (footer.length) card.append(h('p', { class: 'quiet footer' }, footer.join(' · ')));
  return card;
}

function componentNode(component, message, world, use) {
  const nested = () => (component.components ?? []).map((child) => componentNode(child, message, world, use));
  const act = (values) => use(message, component, values);
  switch (component.type) {
    case 1:
      return h('div', { class: 'row' }, ...nested());
    case 2:
      return button(component, act);
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return selectMenu(component, world, act);
    case 9:
      return h(
        'div',
        { class: 'section' },
        h('div', {}, ...nested()),
        componentNode(component.accessory, message, world, use),
      );
    case 10:
      return h('div', { class: 'content' }, ...formatted(component.content ?? '', world));
    case 14:
      return h('hr');
    case 17:
      return h('div', { class: 'embed' }, ...nested());
    default:
      return h(
        'p',
        { class: 'quiet' },
        `(a component of type ${component.type} that this page does not draw)`,
      );
  }
}

function button({ label, emoji, style, url, disabled }, act) {
  const text = [emoji?.name, label].filter(Boolean).join(' ');
  if (style === 5)
    return h('a', { class: 'button', href: url, target: '_blank', rel: 'noopener noreferrer' }, `${text} ↗`);
  return h('button', { class: `button ${styles[style] ?? ''}`, disabled, onclick: () => act() }, text);
}

function selectMenu(component, world, act) {
  const options = component.options ?? world.choicesFor(component.type);
  const isMany = (component.max_values ?? 1) > 1;
  const placeholder = component.placeholder ?? 'Make a selection';
  const select = h(
    'select',
    { disabled: component.disabled, multiple: isMany, 'aria-label': placeholder },
    isMany ? null : h('option', { value: '', disabled: true, selected: true }, placeholder),
    ...options.map(({ label, value, default: chosen }) =>
      h('option', { value, selected: isMany && chosen }, label),
    ),
  );
  if (!isMany) {
    select.addEventListener('change', () => act([select.value]));
    return select;
  }
  const send = () => act([...select.selectedOptions].map(({ value }) => value));
  return h(
    'div',
    { class: 'row' },
    select,
    h('button', { class: 'button', disabled: component.disabled, onclick: send }, 'Choose'),
  );
}

function clock(time) {
  const isToday = time.toDateString() === new Date().toDateString();
  const hours = time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return isToday ? hours : `${time.toLocaleDateString()} ${hours}`;
}

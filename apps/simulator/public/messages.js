import { avatar, h } from '/api.js';
import { formatted } from '/format.js';

const ephemeral = 64;
const loading = 128;

const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

const styles = { 1: 'main', 2: '', 3: 'good', 4: 'danger' };

/**
 * One message as a list item. `world` knows names; `use(message, component, values)` presses and chooses;
 * `menu(event, message)` opens the commands for a message; `dismiss(id)` forgets what only its reader sees.
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
      'data-author': name,
      'data-at': message.timestamp,
      'data-ephemeral': isPrivate ? 'true' : undefined,
    },
    interaction ? usedLine(interaction) : null,
    message.message_reference ? replyLine(message.referenced_message) : null,
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
        ? h('p', { class: 'thinking' }, `${name} is thinking`, dots())
        : h('div', { class: 'content' }, ...formatted(message.content, world)),
      message.edited_timestamp ? h('small', { class: 'quiet' }, '(edited)') : null,
      ...message.embeds.map((embed) => embedCard(embed, message, world)),
      ...message.attachments.filter((file) => !isPlaced(file, message)).map(attachmentNode),
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
    h(
      'button',
      {
        class: 'icon more',
        'data-testid': 'message-menu',
        'aria-label': `Apps for the message of ${name}`,
        'aria-haspopup': 'menu',
        onclick: (event) => menu(event, message),
      },
      '⋯',
    ),
  );
}

/** What stands in the list before, or instead of, the bot's answer. Only the person who asked sees it. */
export function noticeItem({ user, what, applicationId, name, text, isWaiting }) {
  return h(
    'li',
    { class: 'message private', 'data-testid': 'notice' },
    h('p', { class: 'used' }, h('strong', {}, user), what),
    avatar(applicationId, name),
    h(
      'div',
      { class: 'words' },
      h('p', { class: 'by' }, h('strong', {}, name), h('span', { class: 'badge' }, 'App')),
      h('p', { class: isWaiting ? 'thinking' : 'failed' }, text, isWaiting ? dots() : null),
      isWaiting
        ? null
        : h(
            'p',
            { class: 'note' },
            'Only you can see this · ',
            h('button', { class: 'link', onclick: withdraw }, 'Dismiss message'),
          ),
    ),
  );
}

const withdraw = ({ currentTarget }) => currentTarget.closest('li').remove();

const dots = () => h('span', { class: 'dots', 'aria-hidden': 'true' }, '…');

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

function replyLine(target) {
  const name = target?.author.global_name ?? target?.author.username;
  return h(
    'p',
    { class: 'used' },
    'Answer to ',
    target ? h('strong', {}, name) : 'a message that was deleted',
    target?.content ? h('span', { class: 'excerpt' }, `: ${target.content}`) : null,
  );
}

/** The simulator's own addresses only: no page of another site is asked for a picture. */
function ownPath(url) {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return path.startsWith('/attachments/') ? path : null;
}

function attachmentNode({ filename, size, url, content_type: type }) {
  const path = ownPath(url);
  const words = [h('strong', {}, filename), h('span', { class: 'quiet' }, bytes(size))];
  const card = path
    ? h('a', { class: 'file', href: path, download: filename }, ...words)
    : h('span', { class: 'file' }, ...words);
  if (!path || !pictures.includes(type)) return card;
  const image = h('img', { src: path, alt: filename, onerror: () => image.replaceWith(card) });
  return h('a', { class: 'picture', href: path, target: '_blank', rel: 'noopener' }, image);
}

const bytes = (size) =>
  size < 1_024
    ? `${size} bytes`
    : size < 1_048_576
      ? `${(size / 1_024).toFixed(1)} KB`
      : `${(size / 1_048_576).toFixed(1)} MB`;

const own = (url, { attachments }) =>
  attachments.find((file) => url === `attachment://${file.filename}` || url === file.url);

/** Whether an embed or a component of the message shows this file, so that it need not stand below as well. */
const isPlaced = (file, { embeds, components }) =>
  JSON.stringify([embeds, components]).includes(JSON.stringify(`attachment://${file.filename}`));

/** A file that came with the message; one from elsewhere only as a link. */
function media({ url }, message) {
  const file = own(url, message);
  return file ? attachmentNode(file) : h('p', {}, outside({ url }, `${url} ↗`));
}

/** A link that leaves the page, when it is one: an address of another kind is only words. */
const outside = ({ url, ...attributes }, ...children) =>
  /^https?:\/\//i.test(url ?? '')
    ? h('a', { ...attributes, href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children)
    : h('span', attributes, ...children);

/** A card with a coloured edge, when the bot chose a colour. */
function framed(tag, colour, ...children) {
  const frame = h(tag, { class: 'embed' }, ...children);
  if (typeof colour === 'number')
    frame.style.borderInlineStartColor = `#${colour.toString(16).padStart(6, '0')}`;
  return frame;
}

function embedCard(embed, message, world) {
  const card = framed('article', embed.color);
  const { author, title, url } = embed;
  if (author?.name) card.append(h('p', { class: 'embed-author' }, outside({ url: author.url }, author.name)));
  if (title) card.append(h('h4', {}, outside({ url }, ...formatted(title, world))));
  if (embed.description) card.append(h('div', { class: 'content' }, ...formatted(embed.description, world)));
  if (embed.fields?.length) {
    const fields = embed.fields.map(({ name, value, inline }) =>
      h(
        'div',
        { class: inline ? 'field inline-field' : 'field' },
        h('dt', {}, ...formatted(name, world)),
        h('dd', { class: 'content' }, ...formatted(value, world)),
      ),
    );
    card.append(h('dl', {}, ...fields));
  }
  for (const picture of [embed.thumbnail, embed.image])
    if (picture?.url) card.append(media(picture, message));
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
    case 11:
      return media(component.media, message);
    case 12:
      return h('div', { class: 'row' }, ...component.items.map((item) => media(item.media, message)));
    case 13:
      return media(component.file, message);
    case 14:
      return h('hr');
    case 17:
      return framed('div', component.accent_color, ...nested());
    default:
      return h(
        'p',
        { class: 'quiet' },
        `(a component of type ${component.type} that this page does not draw)`,
      );
  }
}

function button({ label, emoji, style, url, disabled, custom_id: customId }, act) {
  const sign = emoji?.id ? `:${emoji.name}:` : emoji?.name;
  const text = [sign, label].filter(Boolean).join(' ');
  if (style === 5) return outside({ url, class: 'button' }, `${text} ↗`);
  const attributes = { class: `button ${styles[style] ?? ''}`, disabled, 'data-custom-id': customId };
  return h('button', { ...attributes, onclick: () => act() }, text);
}

function selectMenu(component, world, act) {
  const options = component.options ?? world.choicesFor(component);
  const isMany = (component.max_values ?? 1) > 1;
  const placeholder = component.placeholder ?? 'Make a selection';
  const isChosen = (option) =>
    option.default || component.default_values?.some(({ id }) => id === option.value);
  const select = h(
    'select',
    {
      disabled: component.disabled,
      multiple: isMany,
      size: isMany ? Math.min(options.length, 6) : undefined,
      'aria-label': placeholder,
      'data-custom-id': component.custom_id,
    },
    isMany ? null : h('option', { value: '', disabled: true, selected: true }, placeholder),
    ...options.map((option) =>
      h('option', { value: option.value, selected: isChosen(option) }, option.label),
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

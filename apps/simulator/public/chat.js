import { avatar, call, h } from '/api.js';
import { Composer } from '/composer.js';
import { messageItem, noticeItem } from '/messages.js';
import { openModal } from '/modal.js';
import { World } from '/world.js';

const [chatInput, onUser, onMessage] = [1, 2, 3];
const $ = (selector) => document.querySelector(selector);

const world = new World();
const place = { guildId: null, channelId: null };
let me = localStorage.getItem('me');
let live = null;
const dismissed = new Set();

const guild = () => world.guild(place.guildId);
const channel = () => guild()?.channels.find(({ id }) => id === place.channelId);
const names = {
  user: world.user,
  role: world.role,
  channel: world.channel,
  choicesFor: (type) => {
    const { users, roles, channels } = world.namesIn(guild());
    return { 5: users, 6: roles, 7: [...users, ...roles], 8: channels }[type] ?? [];
  },
};

const composer = new Composer({
  commands: () => (guild() ? world.commandsIn(guild(), chatInput) : []),
  names: () => world.namesIn(guild()),
  botName: ({ applicationId }) => world.user(applicationId),
  say: (text) => attempt(() => call('POST', '/say', { text, as: me, in: place.channelId })),
  run: (entry, options) =>
    perform({
      deed: ` used ${entry.text}`,
      applicationId: entry.command.applicationId,
      send: () =>
        call('POST', '/run', {
          command: entry.text,
          application: entry.command.applicationId,
          options,
          as: me,
          in: place.channelId,
        }),
    }),
  suggest: async (entry, options, focused) => {
    const wish = {
      command: entry.text,
      application: entry.command.applicationId,
      options,
      focused,
      as: me,
      in: place.channelId,
    };
    return (await call('POST', '/autocomplete', wish)).choices;
  },
});

async function attempt(deed) {
  try {
    composer.complain('');
    return await deed();
  } catch (error) {
    composer.complain(error.message);
    return null;
  }
}

/** Does something that a bot shall answer, and says meanwhile and afterwards how it goes. */
async function perform({ deed, applicationId, send, isQuiet = false }) {
  const about = { user: world.user(me), deed, name: world.user(applicationId) };
  const waiting = noticeItem({ ...about, text: `${about.name} is thinking`, isWaiting: true });
  // A quick answer should not flicker.
  const timer = setTimeout(() => append(waiting), isQuiet ? 1_000 : 150);
  const withdraw = () => {
    clearTimeout(timer);
    waiting.remove();
  };
  follow.push({ applicationId, withdraw });
  const outcome = await attempt(send);
  withdraw();
  if (!outcome) return;
  if (outcome.modal) showModal(outcome, applicationId);
  if (outcome.state !== 'timeout' && outcome.state !== 'failed') return;
  const failed = noticeItem({
    ...about,
    text: 'The application did not respond',
    isWaiting: false,
    dismiss: () => failed.remove(),
  });
  append(failed);
}

/** Notices that give way as soon as their bot says something, even if only that it thinks. */
const follow = [];

function showModal({ modal, interactionId }, applicationId) {
  openModal(modal, world.user(applicationId), async (values, close) => {
    try {
      const sending = call('POST', '/submit-modal', { interaction: interactionId, values, as: me });
      const first = await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, 100))]);
      close();
      perform({ deed: ' submitted a form', applicationId, send: () => first ?? sending, isQuiet: true });
      return '';
    } catch (error) {
      return error.message;
    }
  });
}

const use = (message, component, values) =>
  perform({
    deed: values ? ' made a choice' : ' pressed a button',
    applicationId: message.application_id ?? message.author.id,
    isQuiet: true,
    send: () => call('POST', '/use', { message: message.id, customId: component.custom_id, values, as: me }),
  });

function contextMenu(event, type, target) {
  document.querySelector('.menu')?.remove();
  const choose = (command) => {
    menu.remove();
    perform({
      deed: ` used ${command.name}`,
      applicationId: command.applicationId,
      send: () =>
        call('POST', '/context-menu', {
          command: command.name,
          application: command.applicationId,
          target,
          as: me,
          in: place.channelId,
        }),
    });
  };
  const items = world
    .commandsIn(guild(), type)
    .map((command) =>
      h(
        'button',
        { role: 'menuitem', onclick: () => choose(command) },
        command.name,
        h('span', { class: 'quiet' }, world.user(command.applicationId)),
      ),
    );
  const opener = event.currentTarget;
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': 'Apps' }, ...items);
  const box = opener.getBoundingClientRect();
  menu.style.top = `${Math.min(box.bottom + 4, innerHeight - 60 - items.length * 44)}px`;
  menu.style.right = `${Math.max(8, innerWidth - box.right)}px`;
  menu.addEventListener('keydown', ({ key }) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (move) items[(items.indexOf(document.activeElement) + move + items.length) % items.length].focus();
    if (key !== 'Escape') return;
    menu.remove();
    opener.focus();
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget)) menu.remove();
  });
  document.body.append(menu);
  items[0]?.focus();
}

function drawMessage(message) {
  const hasMenu = guild() && world.commandsIn(guild(), onMessage).length > 0;
  return messageItem(message, {
    world: names,
    use,
    menu: hasMenu ? (event) => contextMenu(event, onMessage, { message: message.id }) : null,
    dismiss: (id) => {
      dismissed.add(id);
      document.getElementById(`message-${id}`)?.remove();
    },
  });
}

function append(node) {
  const scroller = $('#scroller');
  const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
  $('.nothing')?.remove();
  $('#messages').append(node);
  if (isAtEnd) scroller.scrollTop = scroller.scrollHeight;
}

async function loadMessages() {
  const wanted = place.channelId;
  if (!wanted || !me) return;
  const { messages } = await call('GET', `/channels/${wanted}/messages?as=${me}`);
  if (wanted !== place.channelId) return;
  const nodes = messages.filter(({ id }) => !dismissed.has(id)).map(drawMessage);
  const hint = h(
    'li',
    { class: 'nothing' },
    h('strong', {}, `This is the start of #${channel()?.name}`),
    h('span', { class: 'quiet' }, 'Write something, or type / to see what the bots here can do.'),
  );
  $('#messages').replaceChildren(...(nodes.length ? nodes : [hint]));
  $('#scroller').scrollTop = $('#scroller').scrollHeight;
}

const onLive = {
  state: () => refresh(),
  created: ({ message }) => {
    if (message.channel_id !== place.channelId) return;
    const waiting = follow.findIndex(({ applicationId }) => applicationId === message.author.id);
    if (waiting >= 0) follow.splice(waiting, 1)[0].withdraw();
    if (!document.getElementById(`message-${message.id}`)) append(drawMessage(message));
  },
  updated: ({ message }) => {
    const known = document.getElementById(`message-${message.id}`);
    const hadFocus = known?.contains(document.activeElement);
    const fresh = drawMessage(message);
    known?.replaceWith(fresh);
    if (hadFocus) fresh.querySelector('button, select')?.focus();
  },
  deleted: ({ message }) => document.getElementById(`message-${message.id}`)?.remove(),
};

function listen() {
  live?.close();
  live = new EventSource(`/control/live?as=${me}`);
  let isFirst = true;
  live.onopen = () => {
    if (!isFirst) refresh().then(loadMessages);
    isFirst = false;
    composer.complain('');
  };
  live.onerror = () => composer.complain('The simulator does not answer. Trying again…');
  live.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    onLive[event.kind]?.(event);
  };
}

let last = '';
async function refresh() {
  const state = await call('GET', '/state');
  const text = JSON.stringify(state);
  if (text === last) return;
  last = text;
  world.take(state);
  settle();
  draw();
}

/** Comes to rest somewhere that exists: the address's channel, else the first one. */
function settle() {
  const [guildId, channelId] = location.hash.slice(2).split('/');
  const chosen = world.guild(guildId) ?? world.guild(place.guildId) ?? world.guilds[0];
  place.guildId = chosen?.id ?? null;
  place.channelId = (chosen?.channels.find(({ id }) => id === channelId) ?? chosen?.channels[0])?.id ?? null;
  const people = world.people(chosen);
  if (!people.some(({ id }) => id === me)) me = people[0]?.id ?? null;
}

function draw() {
  const here = guild();
  $('#guild-name').textContent = here?.name ?? 'No servers yet';
  $('#guilds').replaceChildren(
    ...world.guilds.map(({ id, name, channels }) =>
      h(
        'a',
        {
          href: `#/${id}/${channels[0]?.id ?? ''}`,
          title: name,
          'aria-label': name,
          'aria-current': id === here?.id ? 'true' : undefined,
          'data-testid': 'guild',
          'data-name': name,
        },
        avatar(id, name, 'large'),
      ),
    ),
  );
  $('#channels').replaceChildren(
    ...(here?.channels ?? []).map(({ id, name }) =>
      h(
        'a',
        {
          href: `#/${here.id}/${id}`,
          'data-testid': 'channel',
          'data-name': name,
          'aria-current': id === place.channelId ? 'page' : undefined,
        },
        h('span', { 'aria-hidden': 'true' }, '#'),
        name,
      ),
    ),
  );
  drawMembers(here);
  const select = $('#member');
  select.replaceChildren(
    ...world.people(here).map(({ id, name }) => h('option', { value: id, selected: id === me }, name)),
  );
  const name = channel()?.name;
  $('#channel-name').textContent = name ? `# ${name}` : 'Nothing here yet';
}

function drawMembers(here) {
  const hasMenu = here && world.commandsIn(here, onUser).length > 0;
  const menuFor = (id, name) =>
    hasMenu
      ? h(
          'button',
          {
            class: 'icon',
            'aria-label': `Apps for ${name}`,
            onclick: (event) => contextMenu(event, onUser, { user: id }),
          },
          '⋯',
        )
      : null;
  const people = here
    ? world
        .people(here)
        .map(({ id, name }) => h('li', {}, avatar(id, name, 'small'), h('span', {}, name), menuFor(id, name)))
    : [];
  const bots = here
    ? world
        .bots(here)
        .map(({ id, name, isOnline }) =>
          h(
            'li',
            { 'data-testid': 'bot', 'data-name': name, 'data-online': String(isOnline) },
            avatar(id, name, 'small'),
            h('span', {}, name),
            h(
              'span',
              { class: isOnline ? 'presence online' : 'presence' },
              isOnline ? '● online' : '○ offline',
            ),
          ),
        )
    : [];
  $('#members').replaceChildren(...people, ...bots);
}

async function go() {
  settle();
  draw();
  closeDrawer();
  const name = channel()?.name;
  document.title = `${name ? `#${name}` : 'Chat'} · Discord simulator`;
  composer.reset(name ? `Message #${name}, or / for commands` : 'There is no channel to write in');
  await loadMessages();
}

function closeDrawer() {
  document.body.classList.remove('drawn');
  $('#drawer').setAttribute('aria-expanded', 'false');
}

$('#drawer').addEventListener('click', () => {
  const isOpen = document.body.classList.toggle('drawn');
  $('#drawer').setAttribute('aria-expanded', String(isOpen));
  if (isOpen) $('#channels a')?.focus();
});
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') closeDrawer();
});
$('#member').addEventListener('change', ({ target }) => {
  me = target.value;
  localStorage.setItem('me', me);
  listen();
  loadMessages();
});
addEventListener('hashchange', go);

await refresh();
await go();
if (me) listen();

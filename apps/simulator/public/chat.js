import { call, h } from '/api.js';
import { Arrange } from '/arrange.js';
import { Composer } from '/composer.js';
import { openMenu } from '/menu.js';
import { messageItem, noticeItem } from '/messages.js';
import { openModal } from '/modal.js';
import { fits } from '/options.js';
import { drawPlaces } from '/places.js';
import { channelKinds, direct, isWritable, World } from '/world.js';

const [chatInput, onUser, onMessage] = [1, 2, 3];
const category = 4;
const $ = (selector) => document.querySelector(selector);

const world = new World();
let me = localStorage.getItem('me');
let guild = null;
let channel = null;
let live = null;
const dismissed = new Set();

const channelName = () => `${guild.id === direct ? '@' : channelKinds[channel.type].mark}${channel.name}`;
/** What a select menu offers; nothing for a component that is no such menu. */
const choicesFor = (component) => {
  const { users, roles, channels } = world.namesIn(guild);
  const known = { 5: users, 6: roles, 7: [...users, ...roles], 8: channels.filter(fits(component)) };
  return known[component.type];
};
const names = { user: world.user, role: world.role, channel: world.channel, choicesFor };

/** A bot's answer appears when it comes, so nothing waits for the edit that a deferred one promises. */
const deed = (path, wish) => call('POST', path, { ...wish, as: me, waitForEdit: 0 });

const wishFor = ({ text, command }, options) => ({
  command: text,
  application: command.applicationId,
  options,
  in: channel.id,
});

const composer = new Composer({
  commands: () => world.runnable(chatInput),
  names: () => world.namesIn(guild),
  botName: ({ applicationId }) => world.user(applicationId),
  say: (text) => attempt(() => call('POST', '/say', { text, as: me, in: channel.id })),
  run: (entry, options) =>
    perform({
      what: ` used ${entry.text}`,
      applicationId: entry.command.applicationId,
      send: async () => deed('/run', wishFor(entry, await uploaded(options))),
    }),
  suggest: async (entry, options, focused) => {
    const known = Object.entries(options).filter(([, value]) => !(value instanceof File));
    const { choices } = await deed('/autocomplete', {
      ...wishFor(entry, Object.fromEntries(known)),
      focused,
    });
    return choices;
  },
});

/** Options with every file handed over and replaced by its id. */
async function uploaded(options) {
  const values = Object.entries(options).map(async ([name, value]) => [
    name,
    value instanceof File ? await upload(value) : value,
  ]);
  return Object.fromEntries(await Promise.all(values));
}

async function upload(file) {
  const url = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Error(`${file.name} could not be read.`));
    reader.readAsDataURL(file);
  });
  const data = url.slice(url.indexOf(',') + 1);
  const type = file.type || 'application/octet-stream';
  return (await call('POST', '/uploads', { name: file.name, type, data })).id;
}

async function attempt(act) {
  try {
    composer.complain('');
    return await act();
  } catch (error) {
    composer.complain(error.message);
    return null;
  }
}

const noAnswer = {
  timeout: 'The application did not respond',
  failed: 'The application did not respond: its bot is offline',
};

/** Does something that a bot shall answer, and says meanwhile and afterwards how it goes. */
async function perform({ what, applicationId, send }) {
  closeDrawer();
  const askedIn = channel.id;
  const about = { user: world.user(me), what, applicationId, name: world.user(applicationId) };
  const waiting = noticeItem({ ...about, text: `Waiting for ${about.name}`, isWaiting: true });
  // A quick answer should not flicker.
  const timer = setTimeout(() => channel?.id === askedIn && append(waiting), 300);
  const outcome = await attempt(send);
  clearTimeout(timer);
  waiting.remove();
  if (!outcome || channel?.id !== askedIn) return;
  if (outcome.modal) showModal(outcome, applicationId);
  const text = noAnswer[outcome.state];
  if (text) append(noticeItem({ ...about, text, isWaiting: false }));
}

function showModal({ modal, interactionId }, applicationId) {
  openModal(modal, world.user(applicationId), choicesFor, async (values) => {
    const { state } = await deed('/submit-modal', { interaction: interactionId, values });
    if (noAnswer[state]) throw new Error(`${noAnswer[state]}. Try again.`);
  });
}

const use = (message, component, values) =>
  perform({
    what: values ? ' made a choice' : ' pressed a button',
    applicationId: message.application_id ?? message.author.id,
    send: () => deed('/use', { message: message.id, customId: component.custom_id, values }),
  });

const appsFor = (type, target) =>
  world.runnable(type).map(({ name, applicationId }) => ({
    label: name,
    hint: world.user(applicationId),
    act: () =>
      perform({
        what: ` used ${name}`,
        applicationId,
        send: () =>
          deed('/context-menu', { command: name, application: applicationId, target, in: channel.id }),
      }),
  }));

function messageMenu({ currentTarget }, { id }) {
  openMenu(currentTarget, appsFor(onMessage, { message: id }), 'No bot here has a command for messages.');
}

function memberMenu({ currentTarget }, { id, name, bot }) {
  const talk = { label: `Message ${name}`, hint: 'direct message', act: () => talkTo(id) };
  const apps = channel ? appsFor(onUser, { user: id }) : [];
  const items = bot && guild.id !== direct ? [talk, ...apps] : apps;
  openMenu(currentTarget, items, 'No bot here has a command for members.');
}

async function talkTo(botId) {
  const made = await attempt(() => call('POST', '/direct-messages', { as: me, with: botId }));
  if (!made) return;
  await refresh();
  location.hash = `#/${direct}/${made.id}`;
}

const arrange = new Arrange({
  world,
  attempt,
  me: () => me,
  guild: () => guild,
  arrived: async (guildId, channelId) => {
    await refresh();
    if (me && !live) listen();
    location.hash = `#/${guildId}/${channelId}`;
  },
});

const drawMessage = (message) =>
  messageItem(message, {
    world: names,
    use,
    menu: messageMenu,
    dismiss: (id) => {
      dismissed.add(id);
      document.getElementById(`message-${id}`)?.remove();
    },
  });

function append(node) {
  $('.nothing')?.remove();
  $('#messages').append(node);
}

/** What can be run here changes with the channel, the person, their roles, and whatever the bots register. */
async function lookForCommands() {
  const wanted = channel && me ? `/channels/${channel.id}/commands?as=${me}` : null;
  const { commands } = wanted ? await call('GET', wanted).catch(() => ({ commands: [] })) : { commands: [] };
  const isStale = wanted !== null && !wanted.includes(channel?.id);
  if (isStale || JSON.stringify(commands) === JSON.stringify(world.offered)) return;
  world.offered = commands;
  composer.lookAgain();
}

async function loadMessages() {
  if (!channel) return $('#messages').replaceChildren(nothing());
  const wanted = channel.id;
  const { messages } = await call('GET', `/channels/${wanted}/messages?as=${me}`);
  if (wanted !== channel?.id) return;
  const nodes = messages.filter(({ id }) => !dismissed.has(id)).map(drawMessage);
  $('#messages').replaceChildren(...(nodes.length ? nodes : [nothing()]));
  $('#scroller').scrollTop = 0;
}

/** What stands where no message is: what this is, and the obvious first thing to do. */
function nothing() {
  const words = (title, hint, ...more) =>
    h('li', { class: 'nothing' }, h('strong', {}, title), h('span', { class: 'quiet' }, hint), ...more);
  if (channel && !isWritable(channel))
    return words(
      `${channel.name} holds threads only`,
      'Bots write in them; nobody writes in the forum itself.',
    );
  if (channel)
    return words(
      `This is the start of ${channelName()}`,
      'Write something, or type / to see what the bots here can do.',
    );
  if (guild?.id === direct)
    return words('You talk to no bot yet', 'Choose “Message” in the menu ⋯ beside a bot of a server.');
  return words(
    me ? `${world.user(me)} is in no server yet` : 'This Discord is empty',
    'It lives on this machine only. Begin with a server, then give it a bot on the Applications page.',
    h('button', { class: 'button main', onclick: () => arrange.server() }, 'Create a server'),
  );
}

const onLive = {
  state: () => refresh(),
  created: ({ message }) => {
    if (message.channel_id !== channel?.id) return;
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
  if (text === last) return lookForCommands();
  last = text;
  world.take(state);
  const before = channel?.id;
  settle();
  draw();
  if (before !== channel?.id) await arrive();
  else await lookForCommands();
}

/** Comes to rest at the address, or where one was, or at the first place there is. */
function settle() {
  if (!world.people().some(({ id }) => id === me)) me = world.people()[0]?.id ?? null;
  const [guildId, channelId] = location.hash.slice(2).split('/');
  const guilds = world.guildsOf(me);
  const find = (id) => guilds.find((other) => other.id === id);
  guild =
    guildId === direct
      ? world.conversations(me, channelId)
      : (find(guildId) ?? find(guild?.id) ?? guilds[0] ?? null);
  const open = guild?.channels.filter(({ type }) => type !== category) ?? [];
  channel = open.find(({ id }) => id === channelId) ?? open[0] ?? null;
  if (guildId === direct && channel) guild = world.conversations(me, channel.id);
}

function draw() {
  drawPlaces({ world, me, guild, channelId: channel?.id, menu: memberMenu, arrange });
  const people = world.people();
  $('#member').disabled = people.length === 0;
  $('#member').replaceChildren(
    ...people.map(({ id, name }) => h('option', { value: id, selected: id === me }, name)),
  );
  $('#channel-name').textContent = channel ? channelName() : 'Nothing here yet';
  $('#age-restricted').hidden = !channel?.nsfw;
  $('#channel-menu').hidden = !channel || guild.id === direct;
}

/** Everything that is new in another channel, or as another person. */
async function arrive() {
  const name = channel ? channelName() : null;
  document.title = `${name ?? 'Chat'} · Discord simulator`;
  world.offered = [];
  composer.reset(channel && isWritable(channel) ? name : null);
  await Promise.all([lookForCommands(), loadMessages()]);
}

async function go() {
  settle();
  draw();
  closeDrawer();
  await arrive();
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
  if (key !== 'Escape' || !document.body.matches('.drawn')) return;
  closeDrawer();
  $('#drawer').focus();
});
document.addEventListener('click', ({ target }) => {
  if (!target.closest('#drawer, #places, .menu, dialog')) closeDrawer();
});
$('#invite').addEventListener('click', () => arrange.person());
$('#add-channel').addEventListener('click', () => arrange.channel());
$('#channel-menu').addEventListener('click', ({ currentTarget }) =>
  arrange.channelMenu(currentTarget, channel),
);
$('#member').addEventListener('change', ({ target }) => {
  me = target.value;
  localStorage.setItem('me', me);
  listen();
  go();
});
addEventListener('hashchange', go);

await refresh();
if (!channel) await arrive();
if (me) listen();

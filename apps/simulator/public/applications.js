import { avatar, call, h, presence, redraw } from '/api.js';

const $ = (selector) => document.querySelector(selector);
const intents = [
  ['presence', 'Presence intent', 'Who is online.'],
  ['members', 'Server members intent', 'Who joins and leaves.'],
  ['messageContent', 'Message content intent', 'What people write.'],
];

/** What is secret about an application, and where the simulator tells it to whoever asks. */
const secrets = {
  token: { label: 'Token', path: 'reveal-token' },
  clientSecret: { label: 'Client secret', path: 'reveal-secret' },
};
const masked = '•'.repeat(24);

/** Secrets that are shown stay shown while the list is drawn anew. By application and kind. */
const shown = new Map();

/** Milliseconds in which a good message has been read. */
const readingTime = 6_000;
let timer;

function say(sentence) {
  complain(sentence);
  timer = setTimeout(() => complain(''), readingTime);
}

/** Stays until something better can be said. */
function complain(sentence) {
  clearTimeout(timer);
  $('#notice').textContent = sentence;
}

async function act(deed, sentence) {
  try {
    await deed();
    say(sentence);
    await look();
  } catch (error) {
    complain(error.message);
  }
}

function card(application, guilds) {
  const { id, name, isOnline } = application;
  const reset = h(
    'button',
    { id: `reset-${id}`, class: 'button', onclick: () => resetToken(application) },
    'Reset token',
  );
  return h(
    'li',
    { class: 'card', 'data-testid': 'app', 'data-name': name },
    h('header', {}, avatar(id, name), h('h2', {}, name), presence(isOnline)),
    h('p', { class: 'quiet' }, 'Application id ', h('code', { 'data-testid': 'app-id' }, id)),
    h('h3', {}, 'Token'),
    secretRow(application, 'token', reset),
    h('h3', {}, 'Servers'),
    servers(application, guilds),
    h('h3', {}, 'Privileged intents'),
    ...intents.map((intent) => intentSwitch(application, ...intent)),
    h('h3', {}, 'Signing in'),
    h('p', { class: 'quiet' }, 'For programs that let people sign in with this application.'),
    secretRow(application, 'clientSecret', null),
    redirects(application),
    h(
      'div',
      { class: 'row end' },
      h(
        'button',
        {
          id: `delete-${id}`,
          class: 'button danger',
          'data-testid': 'delete-app',
          onclick: () => remove(application),
        },
        'Delete application',
      ),
    ),
  );
}

function remove({ id, name }) {
  if (!confirm(`Delete ${name}? Its bot leaves every server, and its token is no longer good.`)) return;
  act(() => call('DELETE', `/applications/${id}`, {}), `${name} is gone.`);
}

function secretRow(application, kind, extra) {
  const { id, name } = application;
  const { label, path } = secrets[kind];
  const key = `${kind}-${id}`;
  const what = label.toLowerCase();
  const isShown = shown.has(key);
  const reveal = async () => (await call('POST', `/applications/${id}/${path}`, {}))[kind];
  const toggle = async () => {
    if (isShown) shown.delete(key);
    else shown.set(key, await reveal());
    draw();
  };
  const copy = async () => {
    const secret = await reveal();
    try {
      await navigator.clipboard.writeText(secret);
      say(`The ${what} of ${name} is in the clipboard.`);
    } catch {
      shown.set(key, secret);
      draw();
      getSelection()?.selectAllChildren(document.getElementById(key));
      say(`This browser does not let the page copy: the ${what} is selected, press Ctrl+C.`);
    }
  };
  return h(
    'div',
    { class: 'row token' },
    h(
      'code',
      { id: key, 'data-testid': kind, 'aria-label': isShown ? undefined : `${label}, hidden` },
      shown.get(key) ?? masked,
    ),
    h(
      'button',
      {
        id: `toggle-${key}`,
        class: 'button',
        'data-testid': `show-${kind}`,
        'aria-label': `${isShown ? 'Hide' : 'Show'} the ${what} of ${name}`,
        onclick: toggle,
      },
      isShown ? 'Hide' : 'Show',
    ),
    h(
      'button',
      { id: `copy-${key}`, class: 'button main', 'data-testid': `copy-${kind}`, onclick: copy },
      `Copy ${what}`,
    ),
    extra,
  );
}

function resetToken({ id, name }) {
  if (!confirm(`Reset the token of ${name}? Its bot is disconnected and needs the new token.`)) return;
  shown.delete(`token-${id}`);
  act(() => call('POST', `/applications/${id}/reset-token`, {}), `${name} has a new token.`);
}

function servers({ id, name, guildIds }, guilds) {
  const joined = guilds.filter((guild) => guildIds.includes(guild.id));
  const free = guilds.filter((guild) => !guildIds.includes(guild.id));
  const installed = joined.map((guild) => {
    const remove = () => {
      if (!confirm(`Remove ${name} from ${guild.name}? Its commands there go with it.`)) return;
      const deed = () => call('DELETE', `/guilds/${guild.id}/applications/${id}`, {});
      act(deed, `${name} left ${guild.name}.`);
    };
    return h(
      'li',
      { 'data-testid': 'installed', 'data-name': guild.name },
      h('span', {}, guild.name),
      h(
        'button',
        { class: 'button', 'aria-label': `Remove ${name} from ${guild.name}`, onclick: remove },
        'Remove',
      ),
    );
  });
  if (guilds.length === 0)
    return h('p', { class: 'quiet' }, 'There is no server yet. Create one on the Chat page.');
  if (free.length === 0) return h('ul', { class: 'plain' }, ...installed);
  const select = h(
    'select',
    { id: `guild-${id}`, 'aria-label': `Server for ${name}`, 'data-testid': 'install-guild' },
    ...free.map((guild) => h('option', { value: guild.id }, guild.name)),
  );
  const add = () => {
    const guild = free.find((other) => other.id === select.value);
    act(() => call('PUT', `/guilds/${guild.id}/applications/${id}`, {}), `${name} joined ${guild.name}.`);
  };
  return h(
    'div',
    {},
    h('ul', { class: 'plain' }, ...installed),
    h(
      'div',
      { class: 'row' },
      select,
      h(
        'button',
        { id: `install-${id}`, class: 'button', 'data-testid': 'install', onclick: add },
        'Add to server',
      ),
    ),
  );
}

function intentSwitch({ id, name, privilegedIntents }, key, label, help) {
  const input = h('input', {
    id: `${key}-${id}`,
    type: 'checkbox',
    role: 'switch',
    'data-intent': key,
    checked: privilegedIntents[key],
    onchange: ({ target }) =>
      act(
        () => call('PATCH', `/applications/${id}`, { privilegedIntents: { [key]: target.checked } }),
        `${label} of ${name}: ${target.checked ? 'on' : 'off'}.`,
      ),
  });
  return h('label', { class: 'switch' }, input, h('span', {}, label, h('small', { class: 'quiet' }, help)));
}

function redirects({ id, name, redirectUris }) {
  const set = (uris, sentence) =>
    act(() => call('PATCH', `/applications/${id}`, { redirectUris: uris }), sentence);
  const items = redirectUris.map((uri) => {
    const rest = redirectUris.filter((other) => other !== uri);
    const remove = () => set(rest, 'The address was removed.');
    return h(
      'li',
      {},
      h('code', {}, uri),
      h('button', { class: 'button', 'aria-label': `Remove ${uri}`, onclick: remove }, 'Remove'),
    );
  });
  const input = h('input', {
    id: `redirect-${id}`,
    type: 'url',
    required: true,
    placeholder: 'http://localhost:3000/callback',
    'aria-label': `New redirect address of ${name}`,
  });
  const add = (event) => {
    event.preventDefault();
    set([...new Set([...redirectUris, input.value])], 'The address was added.');
  };
  return h(
    'div',
    {},
    h('ul', { class: 'plain' }, ...items),
    h(
      'form',
      { class: 'row', onsubmit: add },
      input,
      h('button', { class: 'button' }, 'Add redirect address'),
    ),
  );
}

let state = null;

async function look() {
  const before = JSON.stringify(state);
  state = await call('GET', '/state');
  if (JSON.stringify(state) !== before) draw();
}

function draw() {
  const { applications, guilds } = state;
  const empty = h(
    'li',
    { class: 'card quiet' },
    'There is no application yet. Create one above, and copy its token.',
  );
  const cards = applications.map((application) => card(application, guilds)).reverse();
  redraw($('#applications'), cards.length ? cards : [empty]);
}

$('#create').addEventListener('submit', (event) => {
  event.preventDefault();
  const name = $('#name').value.trim();
  act(async () => {
    await call('POST', '/applications', { name });
    $('#name').value = '';
  }, `${name} was created. Copy its token, and add it to a server.`);
});

await look();
// Bots come and go without this page.
addEventListener('focus', look);

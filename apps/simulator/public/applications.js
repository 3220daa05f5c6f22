import { avatar, call, h } from '/api.js';

const $ = (selector) => document.querySelector(selector);
const intents = [
  ['presence', 'Presence intent', 'Who is online.'],
  ['members', 'Server members intent', 'Who joins and leaves.'],
  ['messageContent', 'Message content intent', 'What people write.'],
];
const masked = '•'.repeat(24);

/** Tokens that are shown stay shown while the list is drawn anew. */
const shown = new Map();

async function act(deed, sentence) {
  try {
    await deed();
    $('#notice').textContent = sentence;
    await draw();
  } catch (error) {
    $('#notice').textContent = error.message;
  }
}

const reveal = async (id) => (await call('POST', `/applications/${id}/reveal-token`, {})).token;

function card(application, guilds) {
  const { id, name, isOnline, redirectUris } = application;
  const token = h('code', { 'data-testid': 'token' }, shown.get(id) ?? masked);
  const toggle = h(
    'button',
    { class: 'button', onclick: () => show(application, token, toggle) },
    shown.has(id) ? 'Hide' : 'Show',
  );
  return h(
    'li',
    { class: 'card', 'data-testid': 'app', 'data-name': name },
    h(
      'header',
      {},
      avatar(id, name),
      h('h2', {}, name),
      h('span', { class: isOnline ? 'presence online' : 'presence' }, isOnline ? '● online' : '○ offline'),
    ),
    h('p', { class: 'quiet' }, 'Application id ', h('code', {}, id)),
    h('h3', {}, 'Token'),
    h(
      'div',
      { class: 'row token' },
      token,
      toggle,
      h(
        'button',
        {
          class: 'button main',
          'data-testid': 'copy-token',
          onclick: () => copy(application, token, toggle),
        },
        'Copy token',
      ),
      h('button', { class: 'button', onclick: () => reset(application) }, 'Reset'),
    ),
    h('h3', {}, 'Servers'),
    servers(application, guilds),
    h('h3', {}, 'Privileged intents'),
    ...intents.map(([key, label, help]) => intentSwitch(application, key, label, help)),
    h('h3', {}, 'Redirect addresses'),
    redirects(application, redirectUris),
  );
}

async function show({ id }, node, toggle) {
  if (shown.has(id)) shown.delete(id);
  else shown.set(id, await reveal(id));
  node.textContent = shown.get(id) ?? masked;
  toggle.textContent = shown.has(id) ? 'Hide' : 'Show';
}

async function copy(application, node, toggle) {
  const token = await reveal(application.id);
  try {
    await navigator.clipboard.writeText(token);
    $('#notice').textContent = `The token of ${application.name} is in the clipboard.`;
  } catch {
    shown.set(application.id, token);
    node.textContent = token;
    toggle.textContent = 'Hide';
    getSelection()?.selectAllChildren(node);
    $('#notice').textContent =
      'This browser does not let the page copy: the token is selected, press Ctrl+C.';
  }
}

function reset({ id, name }) {
  if (!confirm(`Reset the token of ${name}? Its bot is disconnected and needs the new token.`)) return;
  shown.delete(id);
  act(() => call('POST', `/applications/${id}/reset-token`, {}), `${name} has a new token.`);
}

function servers({ id, name, guildIds }, guilds) {
  const joined = guilds.filter((guild) => guildIds.includes(guild.id));
  const free = guilds.filter((guild) => !guildIds.includes(guild.id));
  const installed = joined.map((guild) =>
    h(
      'li',
      {},
      h('span', {}, guild.name),
      h(
        'button',
        {
          class: 'button',
          'aria-label': `Remove ${name} from ${guild.name}`,
          onclick: () =>
            act(
              () => call('DELETE', `/guilds/${guild.id}/applications/${id}`, {}),
              `${name} left ${guild.name}.`,
            ),
        },
        'Remove',
      ),
    ),
  );
  const select = h(
    'select',
    { 'aria-label': `Server for ${name}`, 'data-testid': 'install-guild' },
    ...free.map((guild) => h('option', { value: guild.id }, guild.name)),
  );
  const add = h(
    'button',
    {
      class: 'button',
      'data-testid': 'install',
      onclick: () =>
        act(
          () => call('PUT', `/guilds/${select.value}/applications/${id}`, {}),
          `${name} joined the server.`,
        ),
    },
    'Add to server',
  );
  return h(
    'div',
    {},
    h('ul', { class: 'plain' }, ...installed),
    free.length ? h('div', { class: 'row' }, select, add) : null,
  );
}

function intentSwitch({ id, name, privilegedIntents }, key, label, help) {
  const input = h('input', {
    type: 'checkbox',
    role: 'switch',
    'data-intent': key,
    checked: privilegedIntents[key],
  });
  input.addEventListener('change', () =>
    act(
      () => call('PATCH', `/applications/${id}`, { privilegedIntents: { [key]: input.checked } }),
      `${label} of ${name}: ${input.checked ? 'on' : 'off'}.`,
    ),
  );
  return h('label', { class: 'switch' }, input, h('span', {}, label, h('small', { class: 'quiet' }, help)));
}

function redirects({ id, name }, uris) {
  const set = (redirectUris, sentence) =>
    act(() => call('PATCH', `/applications/${id}`, { redirectUris }), sentence);
  const items = uris.map((uri) =>
    h(
      'li',
      {},
      h('code', {}, uri),
      h(
        'button',
        {
          class: 'button',
          'aria-label': `Remove ${uri}`,
          onclick: () =>
            set(
              uris.filter((other) => other !== uri),
              'The address was removed.',
            ),
        },
        'Remove',
      ),
    ),
  );
  const input = h('input', {
    type: 'url',
    required: true,
    placeholder: 'http://localhost:3000/callback',
    'aria-label': `New redirect address of ${name}`,
  });
  const form = h('form', { class: 'row' }, input, h('button', { class: 'button' }, 'Add address'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    set([...uris, input.value], 'The address was added.');
  });
  return h('div', {}, h('ul', { class: 'plain' }, ...items), form);
}

async function draw() {
  const { applications, guilds } = await call('GET', '/state');
  const cards = applications.map((application) => card(application, guilds));
  const empty = h(
    'li',
    { class: 'card quiet' },
    'There is no application yet. Create one above, and copy its token.',
  );
  const { id } = document.activeElement ?? {};
  $('#applications').replaceChildren(...(cards.length ? cards : [empty]));
  if (id) document.getElementById(id)?.focus();
}

$('#create').addEventListener('submit', (event) => {
  event.preventDefault();
  const { value } = $('#name');
  act(() => call('POST', '/applications', { name: value }), `${value} was created. Copy its token below.`);
  $('#name').value = '';
});

await draw();

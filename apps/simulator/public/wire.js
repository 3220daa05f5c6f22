import { h } from '/api.js';

/** As many as the simulator itself keeps. */
const entriesKept = 1_000;
/** Pixels from the end at which somebody still counts as reading the newest. */
const nearTheEnd = 40;

const $ = (selector) => document.querySelector(selector);
const filters = $('#filters').elements;
const names = ['bot', 'kind', 'from', 'text'];

/** Newest last: `{ entry, node, fits }`, where a row without a node has not been drawn yet. */
let rows = [];
/** What came while the page stood still. */
let waiting = [];
let isPaused = false;
let missed = 0;
let unseen = 0;
let connection = 'Connecting…';
const bots = new Map();

/** What a filter by text looks at. */
const wordsOf = (entry) =>
  (entry.kind === 'gateway'
    ? [entry.opcode, entry.event, entry.seq, entry.closeCode, entry.body]
    : [entry.method, entry.path, entry.status, entry.request, entry.answer]
  )
    .concat(entry.bot?.name)
    .join(' ')
    .toLowerCase();

function fits(row) {
  const { entry } = row;
  if (filters.bot.value && entry.bot?.id !== filters.bot.value) return false;
  if (filters.kind.value && entry.kind !== filters.kind.value) return false;
  if (filters.from.value && entry.from !== filters.from.value) return false;
  row.words ??= wordsOf(entry);
  return row.words.includes(filters.text.value.trim().toLowerCase());
}

const two = (number) => String(number).padStart(2, '0');
function clock(at) {
  const time = new Date(at);
  const milliseconds = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${milliseconds}`;
}

const bytes = (size) => (size < 1_000 ? `${size} B` : `${(size / 1_000).toFixed(1)} kB`);

function draw(row) {
  const { entry } = row;
  const isFromBot = entry.from === 'bot';
  const details = h(
    'details',
    {},
    h(
      'summary',
      {},
      h('time', { datetime: entry.at, title: entry.at }, clock(entry.at)),
      h(
        'span',
        { class: isFromBot ? 'way up' : 'way down', title: isFromBot ? 'from the bot' : 'to the bot' },
        h('span', { 'aria-hidden': 'true' }, isFromBot ? '↑' : '↓'),
        h('span', { class: 'unseen' }, isFromBot ? 'from' : 'to'),
      ),
      h('span', { class: 'who' }, entry.bot?.name ?? 'unknown', shardOf(entry)),
      ...(entry.kind === 'gateway' ? gatewayCells(entry) : restCells(entry)),
    ),
  );
  // Bodies are drawn for those who ask, so that a thousand rows stay light.
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(...bodiesOf(entry));
  });
  row.node = h(
    'li',
    {
      class: `entry ${entry.kind}`,
      'data-testid': 'wire-entry',
      'data-kind': entry.kind,
      'data-from': entry.from,
    },
    details,
  );
  return row.node;
}

const shardOf = ({ shard }) =>
  shard && shard[1] > 1 ? h('span', { class: 'quiet' }, ` ${shard[0]}/${shard[1]}`) : null;

const gatewayCells = ({ op, opcode, event, seq, size, closeCode, connection: number }) => [
  h(
    'span',
    { class: 'what' },
    h('strong', {}, event ?? opcode),
    event ? h('span', { class: 'quiet' }, ` ${opcode}`) : null,
    op === null ? null : h('span', { class: 'quiet' }, ` op ${op}`),
    h('span', { class: 'quiet' }, ` · connection ${number}`),
  ),
  h(
    'span',
    { class: closeCode !== null && closeCode >= 4_000 ? 'mark bad' : 'mark' },
    closeCode !== null ? `code ${closeCode}` : seq === null ? '' : `seq ${seq}`,
  ),
  h('span', { class: 'size' }, closeCode === null ? bytes(size) : ''),
];

const restCells = ({ method, path, status, milliseconds }) => [
  h('span', { class: 'what' }, h('strong', {}, method), ` ${path}`),
  h(
    'span',
    { class: status >= 400 ? 'mark bad' : 'mark good' },
    status >= 400 ? `▲ ${status}` : String(status),
  ),
  h('span', { class: 'size' }, `${milliseconds.toFixed(1)} ms`),
];

function bodiesOf(entry) {
  if (entry.kind === 'gateway') return [body('Frame', entry.body || 'The connection has ended.')];
  return [body('Request', entry.request ?? 'No body.'), body('Answer', entry.answer ?? 'No JSON.')];
}

const body = (title, text) =>
  h('div', { class: 'body' }, h('h2', {}, title), h('pre', { tabindex: '0' }, h('code', {}, text)));

const isAtEnd = () => {
  const { scrollHeight, scrollTop, clientHeight } = $('#scroller');
  return scrollHeight - scrollTop - clientHeight < nearTheEnd;
};

function toEnd() {
  $('#scroller').scrollTop = $('#scroller').scrollHeight;
  unseen = 0;
  say();
}

/** Puts what has come at the end. Whoever reads further up stays where they are. */
function add(entries) {
  const wasAtEnd = isAtEnd();
  const fresh = entries.map((entry) => ({ entry }));
  for (const { entry } of fresh) if (entry.bot) know(entry.bot);
  rows.push(...fresh);
  const old = rows.splice(0, Math.max(0, rows.length - entriesKept));
  const before = $('#scroller').scrollHeight;
  for (const { node } of old) node?.remove();
  if (!wasAtEnd) $('#scroller').scrollTop -= before - $('#scroller').scrollHeight;
  const shown = fresh.filter((row) => rows.includes(row) && fits(row));
  $('#entries').append(...shown.map(draw));
  if (wasAtEnd) toEnd();
  else unseen += shown.length;
  say();
}

function know({ id, name }) {
  if (bots.has(id)) return;
  bots.set(id, name);
  filters.bot.append(h('option', { value: id }, name));
  if (wished.get('bot') === id) {
    filters.bot.value = id;
    filter();
  }
}

/** All of it anew, after a filter has changed. What was open stays open. */
function filter() {
  const shown = rows.filter(fits);
  $('#entries').replaceChildren(...shown.map((row) => row.node ?? draw(row)));
  const chosen = names.filter((name) => filters[name].value).map((name) => [name, filters[name].value]);
  const query = new URLSearchParams(chosen).toString();
  history.replaceState(null, '', query ? `?${query}` : location.pathname);
  toEnd();
}

function say() {
  const shown = $('#entries').childElementCount;
  const count = shown === rows.length ? `${shown} entries` : `${shown} of ${rows.length} entries`;
  const lost = missed > 0 ? `, ${missed} went by too fast to show` : '';
  const state = isPaused ? 'Paused' : connection;
  // Said aloud when it changes; the count beside it is not.
  if ($('#state').textContent !== state) $('#state').textContent = state;
  $('#count').textContent = `${count}${lost}`;
  $('#pause').textContent = isPaused
    ? `Resume${waiting.length > 0 ? ` (${waiting.length} new)` : ''}`
    : 'Pause';
  $('#pause').setAttribute('aria-pressed', String(isPaused));
  $('#newest').hidden = unseen === 0;
  $('#newest').textContent = `${unseen} new ↓`;
  sayNothing(shown);
}

function sayNothing(shown) {
  $('#nothing').hidden = shown > 0;
  if (shown > 0) return;
  const isFiltered = rows.length > 0;
  const key = String(isFiltered);
  if ($('#nothing').dataset.isFiltered === key) return;
  $('#nothing').dataset.isFiltered = key;
  $('#nothing').replaceChildren(
    ...(isFiltered
      ? [
          h('strong', {}, 'Nothing fits the filters'),
          h('button', { type: 'button', class: 'button', onclick: showAll }, 'Show everything'),
        ]
      : [
          h('strong', {}, 'Nothing on the wire yet'),
          h(
            'p',
            { class: 'quiet' },
            'Frames and calls of your bots stand here as they go by. Connect a bot with a token from the ',
            h('a', { href: '/applications' }, 'applications page'),
            ', or run a command in the ',
            h('a', { href: '/' }, 'chat'),
            '.',
          ),
        ]),
  );
}

function showAll() {
  for (const name of names) filters[name].value = '';
  filter();
  filters.text.focus();
}

function take(page) {
  missed += page.missed;
  if (!isPaused) return add(page.entries);
  waiting.push(...page.entries);
  waiting.splice(0, Math.max(0, waiting.length - entriesKept));
  say();
}

function pause() {
  isPaused = !isPaused;
  if (isPaused) return say();
  const entries = waiting;
  waiting = [];
  add(entries);
  toEnd();
}

function clear() {
  rows = [];
  waiting = [];
  missed = 0;
  $('#entries').replaceChildren();
  toEnd();
}

const wished = new URLSearchParams(location.search);
filters.bot.append(h('option', { value: '' }, 'All bots'));
for (const name of ['kind', 'from', 'text']) filters[name].value = wished.get(name) ?? '';
$('#filters').addEventListener('submit', (event) => event.preventDefault());
$('#filters').addEventListener('input', () => {
  wished.delete('bot');
  filter();
});
$('#pause').addEventListener('click', pause);
$('#clear').addEventListener('click', clear);
$('#newest').addEventListener('click', toEnd);
$('#scroller').addEventListener('scroll', () => {
  if (unseen > 0 && isAtEnd()) toEnd();
});

// The browser comes back by itself, and tells the simulator the last entry that it has seen.
const live = new EventSource('/control/wire/live');
live.addEventListener('open', () => {
  connection = '● Live';
  say();
});
live.addEventListener('error', () => {
  connection = '◐ Reconnecting…';
  say();
});
live.addEventListener('message', ({ data }) => take(JSON.parse(data)));

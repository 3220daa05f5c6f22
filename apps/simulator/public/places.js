import { avatar, h, presence, redraw } from '/api.js';
import { channelKinds, direct } from '/world.js';

const category = 4;
const $ = (selector) => document.querySelector(selector);

/** The column of places: servers, the channels of one, and who is in it. `menu(event, member)` opens what can be done there. */
export function drawPlaces({ world, me, guild, channelId, menu, arrange }) {
  redraw($('#guilds'), [
    ...[...world.guildsOf(me), world.conversations(me, null)].map((place) => guildLink(place, guild)),
    h(
      'button',
      {
        id: 'add-guild',
        class: 'add',
        'aria-label': 'Create a server',
        title: 'Create a server',
        onclick: () => arrange.server(),
      },
      '+',
    ),
  ]);
  $('#guild-name').textContent = guild?.name ?? 'No server yet';
  redraw(
    $('#channels'),
    inOrder(guild?.channels ?? []).map((channel) => channelItem(channel, guild, channelId)),
  );
  for (const button of [$('#invite'), $('#add-channel')]) button.hidden = !guild || guild.id === direct;
  const members = guild ? world.members(guild) : [];
  redraw(
    $('#members'),
    members.map((member) => memberItem(member, world, menu)),
  );
}

/** Channels without a category first, then each category with what is in it, as Discord has them. */
function inOrder(channels) {
  const isIn = (parent) => (channel) => channel.type !== category && (channel.parentId ?? null) === parent;
  const headed = channels
    .filter(({ type }) => type === category)
    .flatMap((head) => [head, ...channels.filter(isIn(head.id))]);
  return [...channels.filter(isIn(null)), ...headed];
}

function channelItem({ id, name, type }, guild, openId) {
  if (type === category) return h('h4', {}, name);
  return h(
    'a',
    {
      id: `channel-${id}`,
      href: `#/${guild.id}/${id}`,
      'data-testid': 'channel',
      'data-name': name,
      'aria-current': id === openId ? 'page' : undefined,
    },
    h('span', { 'aria-hidden': 'true' }, guild.id === direct ? '@' : channelKinds[type].mark),
    name,
  );
}

function guildLink({ id, name, channels }, open) {
  return h(
    'a',
    {
      id: `guild-${id}`,
      href: `#/${id}/${channels.find(({ type }) => type !== category)?.id ?? ''}`,
      title: name,
      'aria-label': name,
      'aria-current': id === open?.id ? 'true' : undefined,
      'data-testid': 'guild',
      'data-name': name,
    },
    id === direct
      ? h('span', { class: 'avatar large plain', 'aria-hidden': 'true' }, '@')
      : avatar(id, name, 'large'),
  );
}

function memberItem(member, world, menu) {
  const { id, name, bot } = member;
  const isOnline = bot && world.isOnline(id);
  return h(
    'li',
    {
      'data-testid': bot ? 'bot' : 'member',
      'data-name': name,
      'data-online': bot ? String(isOnline) : undefined,
    },
    avatar(id, name, 'small'),
    h('span', { title: name }, name),
    bot ? presence(isOnline) : null,
    h(
      'button',
      {
        id: `member-${id}`,
        class: 'icon',
        'aria-label': `Apps for ${name}`,
        'aria-haspopup': 'menu',
        onclick: (event) => menu(event, member),
      },
      '⋯',
    ),
  );
}

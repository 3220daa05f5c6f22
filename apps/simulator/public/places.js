import { avatar, h, presence, redraw } from '/api.js';
import { direct } from '/world.js';

const $ = (selector) => document.querySelector(selector);

/** The column of places: servers, the channels of one, and who is in it. `menu(event, member)` opens what can be done there. */
export function drawPlaces({ world, me, guild, channelId, menu, addGuild }) {
  redraw($('#guilds'), [
    ...[...world.guildsOf(me), world.conversations(me, null)].map((place) => guildLink(place, guild)),
    h(
      'button',
      {
        id: 'add-guild',
        class: 'add',
        'aria-label': 'Create a server',
        title: 'Create a server',
        onclick: addGuild,
      },
      '+',
    ),
  ]);
  $('#guild-name').textContent = guild?.name ?? 'No server yet';
  const mark = guild?.id === direct ? '@' : '#';
  redraw(
    $('#channels'),
    (guild?.channels ?? []).map(({ id, name }) =>
      h(
        'a',
        {
          id: `channel-${id}`,
          href: `#/${guild.id}/${id}`,
          'data-testid': 'channel',
          'data-name': name,
          'aria-current': id === channelId ? 'page' : undefined,
        },
        h('span', { 'aria-hidden': 'true' }, mark),
        name,
      ),
    ),
  );
  $('#invite').hidden = !guild || guild.id === direct;
  const members = guild ? world.members(guild) : [];
  redraw(
    $('#members'),
    members.map((member) => memberItem(member, world, menu)),
  );
}

function guildLink({ id, name, channels }, open) {
  return h(
    'a',
    {
      id: `guild-${id}`,
      href: `#/${id}/${channels[0]?.id ?? ''}`,
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

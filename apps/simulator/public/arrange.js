import { call, h } from '/api.js';
import { field, openForm } from '/dialog.js';
import { openMenu } from '/menu.js';
import { channelKinds } from '/world.js';

const textInput = (attributes) => h('input', { autocomplete: 'off', required: true, ...attributes });

const yesOrNo = (isYes) =>
  h('select', {}, h('option', { value: '' }, 'No'), h('option', { value: 'yes', selected: isYes }, 'Yes'));

/**
 * The forms that found servers and change what is in them. `world` is what the page knows; `me()` and `guild()` say who
 * one is and where; `arrived(guildId, channelId)` goes to a place that is new, `attempt(act)` tells what went wrong.
 */
export class Arrange {
  constructor(page) {
    Object.assign(this, page);
  }

  person() {
    const guild = this.guild();
    openForm(
      {
        title: `Add a person to ${guild.name}`,
        hint: 'Somebody who exists already, or somebody new. Then choose at the top who you are.',
        fields: [field({ id: 'name', label: 'Name', control: textInput({ maxlength: 32 }) })],
        deed: 'Add person',
        testId: 'add-person',
      },
      async ({ name }) => {
        await this.#personNamed(name);
        await call('POST', `/guilds/${guild.id}/members`, { user: name });
      },
    );
  }

  /** The first server of an empty simulator brings its first person along. */
  server() {
    const control = textInput({ maxlength: 32 });
    const owner = this.me() ? [] : [field({ id: 'owner', label: 'Your name', control })];
    openForm(
      {
        title: 'Create a server',
        hint: 'It begins with one channel and you. Add bots to it on the Applications page.',
        fields: [
          field({ id: 'name', label: 'Name of the server', control: textInput({ maxlength: 100 }) }),
          field({
            id: 'channels',
            label: 'Channels',
            help: 'Names, divided by spaces.',
            control: textInput({ value: 'general' }),
          }),
          ...owner,
        ],
        deed: 'Create server',
        testId: 'add-guild',
      },
      async ({ name, channels, owner: ownerName }) => {
        const made = await call('POST', '/guilds', {
          name,
          owner: this.me() ?? (await this.#personNamed(ownerName)).id,
          channels: channels
            .toLowerCase()
            .split(/[\s,#]+/)
            .filter(Boolean),
        });
        await this.arrived(made.id, made.channels[0]?.id ?? '');
      },
    );
  }

  channel() {
    const guild = this.guild();
    const kinds = Object.entries(channelKinds).filter(([type]) => type !== '13');
    const categories = guild.channels.filter(({ type }) => type === 4);
    const among = field({
      id: 'parentId',
      label: 'Category',
      control: h(
        'select',
        {},
        h('option', { value: '' }, 'None'),
        ...categories.map(({ id, name }) => h('option', { value: id }, name)),
      ),
    });
    openForm(
      {
        title: `Add a channel to ${guild.name}`,
        hint: 'The bots of the server hear of it at once.',
        fields: [
          field({ id: 'name', label: 'Name', control: textInput({ maxlength: 100 }) }),
          field({
            id: 'type',
            label: 'Type',
            control: h('select', {}, ...kinds.map(([type, { word }]) => h('option', { value: type }, word))),
          }),
          ...(categories.length > 0 ? [among] : []),
          field({
            id: 'nsfw',
            label: 'Age-restricted',
            help: 'Age-restricted commands run in such channels only.',
            control: yesOrNo(false),
          }),
        ],
        deed: 'Add channel',
        testId: 'add-channel',
      },
      async ({ name, type, parentId, nsfw }) => {
        const wish = { name: asName(name, Number(type)), type: Number(type), nsfw: nsfw === 'yes' };
        const { id } = await call('POST', `/guilds/${guild.id}/channels`, {
          ...wish,
          parentId: parentId || null,
        });
        await this.arrived(guild.id, id);
      },
    );
  }

  channelMenu(opener, channel) {
    const rename = { label: 'Change channel', hint: channel.name, act: () => this.#change(channel) };
    const remove = { label: 'Delete channel', hint: channel.name, act: () => this.#delete(channel) };
    openMenu(opener, [rename, remove], '');
  }

  #change({ id, name, type, nsfw }) {
    openForm(
      {
        title: `Change ${name}`,
        hint: 'The bots of the server hear of it at once.',
        fields: [
          field({ id: 'name', label: 'Name', control: textInput({ maxlength: 100, value: name }) }),
          field({
            id: 'nsfw',
            label: 'Age-restricted',
            help: 'Age-restricted commands run in such channels only.',
            control: yesOrNo(nsfw),
          }),
        ],
        deed: 'Save',
        testId: 'change-channel',
      },
      (wish) =>
        call('PATCH', `/channels/${id}`, { name: asName(wish.name, type), nsfw: wish.nsfw === 'yes' }),
    );
  }

  #delete({ id, name }) {
    if (!confirm(`Delete ${name}? Its messages go with it.`)) return;
    this.attempt(() => call('DELETE', `/channels/${id}`, {}));
  }

  async #personNamed(name) {
    const known = this.world.users.find(
      (user) => !user.bot && [user.username, user.name.toLowerCase()].includes(name.toLowerCase()),
    );
    return known ?? call('POST', '/users', { name });
  }
}

/** Where one writes, Discord has small letters and hyphens. */
const asName = (text, type) => ([0, 5, 15].includes(type) ? text.toLowerCase().replace(/\s+/g, '-') : text);

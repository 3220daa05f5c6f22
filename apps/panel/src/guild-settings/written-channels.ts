import type { SettingsPlaceFragment } from '../graphql.generated';

/** The channels in which bots write, as the server names them. */
export const writtenIn = ({ channels }: SettingsPlaceFragment) =>
  channels.filter(({ type }) => type === 'GuildText' || type === 'GuildAnnouncement');

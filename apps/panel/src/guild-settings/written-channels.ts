import type { SettingsPlaceFragment } from '../graphql.generated';

/** The channels in which bots write, as the server names them. */
export const writtenIn = ({ channels }: Pick<SettingsPlaceFragment, 'channels'>) =>
  channels.filter(({ type }) => type === 'GuildText' || type === 'GuildAnnouncement');

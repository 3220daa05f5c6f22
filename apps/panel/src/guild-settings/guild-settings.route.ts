import type { Route } from '@angular/router';

export const guildSettingsRoute: Route = {
  path: 'guilds/:guildId/bots/:botId',
  title: 'Settings in a server',
  loadComponent: () => import('./guild-settings').then(({ GuildSettingsPage }) => GuildSettingsPage),
};

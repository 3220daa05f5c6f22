import type { Route } from '@angular/router';

export const guildRoute: Route = {
  path: 'guilds/:id',
  title: 'Server',
  loadComponent: () => import('./guild').then(({ GuildPage }) => GuildPage),
};

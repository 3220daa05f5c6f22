import type { Route } from '@angular/router';

import type { MenuEntry } from '../shell/menu';

export const guildsMenu: MenuEntry = {
  label: 'Servers',
  link: '/guilds',
  icon: 'servers',
  testId: 'nav-guilds',
  needs: 'VIEW_GUILDS',
};

export const guildsRoute: Route = {
  path: 'guilds',
  title: 'Servers',
  loadComponent: () => import('./guilds').then(({ Guilds }) => Guilds),
};

import type { Route } from '@angular/router';

import type { MenuEntry } from '../shell/menu';

export const botsMenu: MenuEntry = {
  label: 'Bots',
  link: '/bots',
  icon: 'bots',
  testId: 'nav-bots',
  needs: 'VIEW_BOTS',
};

export const botsRoute: Route = {
  path: 'bots',
  title: 'Bots',
  loadComponent: () => import('./bots').then(({ Bots }) => Bots),
};

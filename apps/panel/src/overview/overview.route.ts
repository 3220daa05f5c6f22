import type { Route } from '@angular/router';

import type { MenuEntry } from '../shell/menu';

export const overviewMenu: MenuEntry = {
  label: 'Overview',
  link: '/',
  icon: 'overview',
  testId: 'nav-overview',
};

export const overviewRoute: Route = {
  path: '',
  pathMatch: 'full',
  title: 'Overview',
  loadComponent: () => import('./overview').then(({ Overview }) => Overview),
};

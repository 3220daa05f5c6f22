import type { Route } from '@angular/router';

import type { MenuEntry } from '../shell/menu';

export const logsMenu: MenuEntry = {
  label: 'Logs',
  link: '/logs',
  icon: 'logs',
  testId: 'nav-logs',
  needs: 'VIEW_LOGS',
};

export const logsRoute: Route = {
  path: 'logs',
  title: 'Logs',
  loadComponent: () => import('./logs').then(({ Logs }) => Logs),
  children: [
    {
      path: '',
      pathMatch: 'full',
      loadComponent: () => import('./everything').then(({ Everything }) => Everything),
    },
    {
      path: 'errors',
      title: 'Errors',
      loadComponent: () => import('./errors/errors').then(({ Errors }) => Errors),
    },
  ],
};

import type { Route } from '@angular/router';

import type { MenuEntry } from '../ui/menu';

export const logsMenu: MenuEntry = { label: 'Logs', link: '/logs', icon: 'logs', testId: 'nav-logs' };

export const logsRoute: Route = {
  path: 'logs',
  title: 'Logs',
  loadComponent: () => import('./logs').then(({ Logs }) => Logs),
};

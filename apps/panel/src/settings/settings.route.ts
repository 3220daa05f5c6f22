import type { Route } from '@angular/router';

import { apiKeyRoutes } from '../api-keys/api-keys.route';
import { approvalsRoute } from '../approvals/approvals.route';
import { connectionsRoute } from '../connections/connections.route';
import { installationRoute } from '../installation/installation.route';
import { limitsRoute } from '../limits/limits.route';
import { mailsRoute } from '../mails/mails.route';
import type { MenuEntry } from '../shell/menu';
import { systemRoute } from '../system/system.route';

export const settingsMenu: MenuEntry = {
  label: 'Settings',
  link: '/settings',
  icon: 'settings',
  testId: 'nav-settings',
};

export const settingsRoute: Route = {
  path: 'settings',
  title: 'Settings',
  loadComponent: () => import('./settings').then(({ Settings }) => Settings),
  children: [
    { path: '', pathMatch: 'full', redirectTo: 'keys' },
    { path: 'sessions', redirectTo: '/account' },
    ...apiKeyRoutes,
    approvalsRoute,
    limitsRoute,
    mailsRoute,
    connectionsRoute,
    systemRoute,
    installationRoute,
  ],
};

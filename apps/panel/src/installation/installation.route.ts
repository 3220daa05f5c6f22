import type { Route } from '@angular/router';

export const installationRoute: Route = {
  path: 'installation',
  title: 'Installation',
  loadComponent: () => import('./installation').then(({ InstallationSettings }) => InstallationSettings),
};

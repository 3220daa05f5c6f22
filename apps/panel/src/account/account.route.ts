import type { Route } from '@angular/router';

export const accountRoute: Route = {
  path: 'account',
  title: 'Your account',
  loadComponent: () => import('./account').then(({ AccountPage }) => AccountPage),
};

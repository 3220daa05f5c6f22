import type { Route } from '@angular/router';

export const limitsRoute: Route = {
  path: 'limits',
  title: 'Limits',
  loadComponent: () => import('./limits').then(({ Limits }) => Limits),
};

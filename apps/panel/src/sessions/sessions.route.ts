import type { Route } from '@angular/router';

export const sessionsRoute: Route = {
  path: 'sessions',
  title: 'Sessions',
  loadComponent: () => import('./sessions').then(({ Sessions }) => Sessions),
};

import type { Route } from '@angular/router';

export const connectionsRoute: Route = {
  path: 'connections',
  title: 'Connections',
  loadComponent: () => import('./connections').then(({ Connections }) => Connections),
};

import type { Route } from '@angular/router';

export const systemRoute: Route = {
  path: 'system',
  title: 'System',
  loadComponent: () => import('./system').then(({ System }) => System),
};

import type { Route } from '@angular/router';

export const approvalsRoute: Route = {
  path: 'approvals',
  title: 'Approvals',
  loadComponent: () => import('./approvals').then(({ Approvals }) => Approvals),
};

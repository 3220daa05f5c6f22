import type { Route } from '@angular/router';

export const mailsRoute: Route = {
  path: 'mails',
  title: 'Mails',
  loadComponent: () => import('./mails').then(({ Mails }) => Mails),
};

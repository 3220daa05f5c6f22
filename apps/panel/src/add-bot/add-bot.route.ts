import type { Route } from '@angular/router';

export const addBotRoute: Route = {
  path: 'bots/new',
  title: 'Add a bot',
  loadComponent: () => import('./add-bot').then(({ AddBot }) => AddBot),
};

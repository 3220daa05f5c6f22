import type { Route } from '@angular/router';

export const apiKeyRoutes: readonly Route[] = [
  {
    path: 'keys',
    title: 'API keys',
    loadComponent: () => import('./api-keys').then(({ ApiKeys }) => ApiKeys),
  },
  {
    path: 'keys/new',
    title: 'New API key',
    loadComponent: () => import('../api-key-form/api-key-form').then(({ ApiKeyForm }) => ApiKeyForm),
  },
  {
    path: 'keys/:prefix/edit',
    title: 'Terms of an API key',
    loadComponent: () => import('../api-key-form/api-key-form').then(({ ApiKeyForm }) => ApiKeyForm),
  },
  {
    path: 'keys/:prefix',
    title: 'API key',
    loadComponent: () => import('../api-key/api-key').then(({ ApiKeyPage }) => ApiKeyPage),
  },
];

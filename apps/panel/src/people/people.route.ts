import type { Route } from '@angular/router';

import type { MenuEntry } from '../shell/menu';

export const peopleMenu: MenuEntry = {
  label: 'People',
  link: '/people',
  icon: 'people',
  testId: 'nav-people',
  needs: 'VIEW_PEOPLE',
};

const list = () => import('./people-list').then(({ PeopleList }) => PeopleList);

export const peopleRoute: Route = {
  path: 'people',
  title: 'People',
  loadComponent: () => import('./people').then(({ People }) => People),
  children: [
    { path: '', pathMatch: 'full', loadComponent: list, data: { only: null } },
    { path: 'waiting-list', title: 'Waiting list', loadComponent: list, data: { only: 'WAITING' } },
    { path: 'invitations', title: 'Invitations', loadComponent: list, data: { only: 'INVITED' } },
    { path: 'to-approve', title: 'To approve', loadComponent: list, data: { only: 'VERIFIED' } },
  ],
};

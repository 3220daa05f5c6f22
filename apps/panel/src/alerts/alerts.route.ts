import type { Route } from '@angular/router';

import type { MenuEntry } from '../shell/menu';

export const alertsMenu: MenuEntry = {
  label: 'Alerts',
  link: '/alerts',
  icon: 'warning',
  testId: 'nav-alerts',
  needs: 'VIEW_ALERTS',
};

const form = () => import('./alert-rule-form').then(({ AlertRuleForm }) => AlertRuleForm);

export const alertRoutes: readonly Route[] = [
  {
    path: 'alerts',
    title: 'Alerts',
    loadComponent: () => import('./alerts').then(({ Alerts }) => Alerts),
  },
  { path: 'alerts/rules/new', title: 'New alert rule', loadComponent: form },
  { path: 'alerts/rules/:id', title: 'Alert rule', loadComponent: form },
  {
    path: 'alerts/targets/new',
    title: 'New target of alerts',
    loadComponent: () => import('./alert-target-form').then(({ AlertTargetForm }) => AlertTargetForm),
  },
];

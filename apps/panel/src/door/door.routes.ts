import type { Route } from '@angular/router';

/** The pages that somebody needs before they are in. */
export const doorRoutes: readonly Route[] = [
  {
    path: 'join-waiting-list',
    title: 'Join the waiting list',
    loadComponent: () =>
      import('../join-waiting-list/join-waiting-list').then(({ JoinWaitingList }) => JoinWaitingList),
  },
  {
    path: 'register',
    title: 'Make your account',
    loadComponent: () => import('../register/register').then(({ Register }) => Register),
  },
  {
    path: 'verify-email',
    title: 'Verify your e-mail',
    loadComponent: () => import('../verify-email/verify-email').then(({ VerifyEmail }) => VerifyEmail),
  },
  {
    path: 'forgot-password',
    title: 'Choose a new password',
    loadComponent: () =>
      import('../forgot-password/forgot-password').then(({ ForgotPassword }) => ForgotPassword),
  },
  {
    path: 'reset-password',
    title: 'Choose a new password',
    loadComponent: () =>
      import('../reset-password/reset-password').then(({ ResetPassword }) => ResetPassword),
  },
  {
    path: 'mailbox',
    title: 'Mailbox',
    loadComponent: () => import('../mailbox/mailbox').then(({ Mailbox }) => Mailbox),
  },
];

import type { Route } from '@angular/router';

export const botRoute: Route = {
  path: 'bots/:id',
  title: 'Bot',
  loadComponent: () => import('./bot').then(({ BotPage }) => BotPage),
  children: [
    {
      path: '',
      pathMatch: 'full',
      loadComponent: () => import('../bot-overview/bot-overview').then(({ BotOverview }) => BotOverview),
    },
    {
      path: 'commands',
      loadComponent: () => import('../bot-commands/bot-commands').then(({ BotCommands }) => BotCommands),
    },
    {
      path: 'commands/new',
      loadComponent: () => import('../command-form/command-form').then(({ CommandForm }) => CommandForm),
    },
    {
      path: 'commands/:commandId',
      loadComponent: () => import('../command-form/command-form').then(({ CommandForm }) => CommandForm),
    },
    {
      path: 'guilds',
      loadComponent: () => import('../bot-guilds/bot-guilds').then(({ BotGuilds }) => BotGuilds),
    },
    { path: 'logs', loadComponent: () => import('../bot-logs/bot-logs').then(({ BotLogs }) => BotLogs) },
    {
      path: 'members',
      loadComponent: () => import('../bot-members/bot-members').then(({ BotMembers }) => BotMembers),
    },
    {
      path: 'settings',
      loadComponent: () => import('../bot-settings/bot-settings').then(({ BotSettings }) => BotSettings),
    },
  ],
};

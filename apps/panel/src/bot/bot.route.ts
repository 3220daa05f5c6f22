import type { CanDeactivateFn, Route } from '@angular/router';

import type { CommandEditor } from '../command-editor/command-editor';

const mayLeave: CanDeactivateFn<CommandEditor> = (editor) => editor.mayLeave();

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
      canDeactivate: [mayLeave],
      loadComponent: () =>
        import('../command-editor/command-editor').then(({ CommandEditor }) => CommandEditor),
    },
    {
      path: 'commands/plan',
      loadComponent: () => import('../command-plan/command-plan').then(({ CommandPlan }) => CommandPlan),
    },
    {
      path: 'commands/:commandId',
      canDeactivate: [mayLeave],
      loadComponent: () =>
        import('../command-editor/command-editor').then(({ CommandEditor }) => CommandEditor),
    },
    {
      path: 'guilds',
      loadComponent: () => import('../bot-guilds/bot-guilds').then(({ BotGuilds }) => BotGuilds),
    },
    { path: 'logs', loadComponent: () => import('../bot-logs/bot-logs').then(({ BotLogs }) => BotLogs) },
    {
      path: 'history',
      loadComponent: () => import('../bot-history/bot-history').then(({ BotHistory }) => BotHistory),
    },
    {
      path: 'members',
      loadComponent: () => import('../bot-members/bot-members').then(({ BotMembers }) => BotMembers),
    },
    {
      path: 'file',
      loadComponent: () => import('../bot-file/bot-file').then(({ BotFile }) => BotFile),
    },
    {
      path: 'settings',
      loadComponent: () => import('../bot-settings/bot-settings').then(({ BotSettings }) => BotSettings),
    },
  ],
};

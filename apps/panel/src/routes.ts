import type { Routes } from '@angular/router';

import { accountRoute } from './account/account.route';
import { addBotRoute } from './add-bot/add-bot.route';
import { alertRoutes } from './alerts/alerts.route';
import { botRoute } from './bot/bot.route';
import { botsRoute } from './bots/bots.route';
import { doorRoutes } from './door/door.routes';
import { guildRoute } from './guild/guild.route';
import { guildSettingsRoute } from './guild-settings/guild-settings.route';
import { guildsRoute } from './guilds/guilds.route';
import { logsRoute } from './logs/logs.route';
import { overviewRoute } from './overview/overview.route';
import { peopleRoute } from './people/people.route';
import { settingsRoute } from './settings/settings.route';
import { signInRoute } from './sign-in/sign-in.route';
import { signedIn } from './viewer/viewer';

export const routes: Routes = [
  signInRoute,
  ...doorRoutes,
  {
    path: '',
    canActivate: [signedIn],
    loadComponent: () => import('./shell/shell').then(({ Shell }) => Shell),
    children: [
      overviewRoute,
      botsRoute,
      addBotRoute,
      botRoute,
      guildsRoute,
      guildRoute,
      guildSettingsRoute,
      logsRoute,
      ...alertRoutes,
      peopleRoute,
      accountRoute,
      settingsRoute,
      {
        path: '**',
        title: 'Not found',
        loadComponent: () => import('./not-found/not-found').then(({ NotFound }) => NotFound),
      },
    ],
  },
];

import { bootstrapApplication } from '@angular/platform-browser';

import { App, appConfig } from './app';

await bootstrapApplication(App, appConfig);

import {
  type ApplicationConfig,
  ChangeDetectionStrategy,
  Component,
  inject,
  Injectable,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import { ErrorStateMatcher, ShowOnDirtyErrorStateMatcher } from '@angular/material/core';
import { MAT_TOOLTIP_DEFAULT_OPTIONS } from '@angular/material/tooltip';
import { Title } from '@angular/platform-browser';
import {
  provideRouter,
  RouterOutlet,
  type RouterStateSnapshot,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withRouterConfig,
} from '@angular/router';

import { provideGraphQL } from './live/graphql';
import { routes } from './routes';
import { Theme } from './ui/theme';

@Component({
  selector: 'cube-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterOutlet],
  template: '<router-outlet />',
})
export class App {
  // Applies the remembered theme from the first page on.
  protected readonly theme = inject(Theme);
}

@Injectable()
class PageTitles extends TitleStrategy {
  private readonly title = inject(Title);

  override updateTitle(state: RouterStateSnapshot): void {
    const page = this.buildTitle(state);
    this.title.setTitle(page ? `${page} · Social Cube` : 'Social Cube');
  }
}

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      withRouterConfig({ paramsInheritanceStrategy: 'always' }),
    ),
    provideGraphQL(),
    { provide: TitleStrategy, useClass: PageTitles },
    // Forms validate while somebody types, as Discord does.
    { provide: ErrorStateMatcher, useClass: ShowOnDirtyErrorStateMatcher },
    {
      provide: MAT_TOOLTIP_DEFAULT_OPTIONS,
      useValue: { showDelay: 400, hideDelay: 0, touchendHideDelay: 1500 },
    },
  ],
};

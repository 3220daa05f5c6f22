import { inject, Injectable, Injector } from '@angular/core';
import { Router } from '@angular/router';

/** Brings somebody whose session is over to the sign-in page, and back afterwards. */
@Injectable({ providedIn: 'root' })
export class SignedOut {
  private readonly injector = inject(Injector);

  leave(): void {
    const router = this.injector.get(Router);
    const here = router.currentNavigation()?.finalUrl?.toString() ?? router.url;
    if (here.startsWith('/sign-in')) return;
    void router.navigate(['/sign-in'], { queryParams: here === '/' ? {} : { returnTo: here } });
  }
}

import { SimulatorClient } from '@cube/simulator/client';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { complaintsOf, openBrowser, openWindow } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

/** A product of its own, and somebody of its simulator who is signed in at the panel. */
export class Visit {
  private constructor(
    readonly product: Product,
    readonly discord: SimulatorClient,
    readonly browser: Browser,
    readonly panel: Page,
    /** What the panel has complained about since the first page; it grows. */
    readonly complaints: readonly string[],
  ) {}

  static async begin(name: string, options: BrowserContextOptions = {}): Promise<Visit> {
    const product = await Product.start();
    const browser = await openBrowser();
    const panel = await openWindow(browser, options);
    const visit = new Visit(
      product,
      new SimulatorClient(product.simulator),
      browser,
      panel,
      complaintsOf(panel),
    );
    await signInWithDiscord(panel, product, name);
    return visit;
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.product.end();
  }
}

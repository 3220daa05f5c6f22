import type { Browser, Page } from 'playwright-core';

import { complaintsOf, openBrowser, openWindow, picture } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

/** Two people at one bot: each sees the other come and go, without a reload. */
describe('[SC-38] who else is at a bot', () => {
  let product: Product;
  let browser: Browser;

  beforeAll(async () => {
    product = await Product.start();
    browser = await openBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  }, 60_000);

  /** Somebody who is not let in yet waits behind the sign-in. */
  const knock = async (name: string): Promise<Page> => {
    const page = await openWindow(browser);
    await page.goto(`${product.panel}/sign-in`);
    await page.getByTestId('sign-in').click();
    await page.locator(`[data-testid=authorize-user][data-name=${name}]`).click();
    await page.getByTestId('authorize-approve').click();
    await page.getByRole('alert').filter({ hasText: 'waiting list' }).waitFor();
    return page;
  };
  const letIn = async (owner: Page, name: string): Promise<void> => {
    const ask = (query: string) =>
      owner.evaluate(async (sent) => {
        const response = await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: sent }),
        });
        return response.text();
      }, query);
    const found: unknown = JSON.parse(await ask(`{ people(search: "${name}", first: 1) { nodes { id } } }`));
    const { id } = Object(found).data.people.nodes[0];
    expect(await ask(`mutation { approve(accountId: "${id}", role: OPERATOR) { role } }`)).toContain(
      'OPERATOR',
    );
  };

  it('is shown as soon as they come, and no longer once their window is closed', async () => {
    const ada = await openWindow(browser);
    const complaints = complaintsOf(ada);
    await signInWithDiscord(ada, product, 'ada');
    await ada.goto(`${product.panel}/bots`);
    await ada.locator('[data-testid=bot-row] a').first().click();
    await ada.getByTestId('tab-overview').waitFor();
    const address = ada.url();

    const grace = await knock('grace');
    await letIn(ada, 'grace');
    await signInWithDiscord(grace, product, 'grace');
    await grace.goto(address);
    await ada.getByTestId('presence').getByText('grace', { exact: true }).waitFor({ state: 'attached' });
    await grace.getByTestId('presence').waitFor();
    await picture(ada, 'presence');

    // Another page of the panel is none of this bot's.
    await grace.goto(`${product.panel}/bots`);
    await ada.getByTestId('presence').waitFor({ state: 'detached' });
    await grace.goto(address);
    await ada.getByTestId('presence').waitFor();
    await grace.context().close();
    await ada.getByTestId('presence').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  }, 300_000);
});

import { Client } from 'pg';
import type { Page } from 'playwright-core';

import { openWindow, picture } from './browser';
import type { Product } from './product';
import { Visit } from './visit';

describe('[SC-50] the errors of the log', () => {
  let visit: Visit;
  let product: Product;
  let panel: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    visit = await Visit.begin('ada');
    ({ product, panel, complaints } = visit);
  }, 300_000);
  afterAll(() => visit?.end(), 60_000);

  it('have a page of their own beside everything, reached by keyboard', async () => {
    await panel.goto(`${product.panel}/logs`);
    await panel.getByTestId('log-search').waitFor();
    await panel.getByTestId('tab-errors').focus();
    await panel.keyboard.press('Enter');
    await panel.waitForURL('**/logs/errors');
    await panel.getByRole('heading', { name: 'No open errors' }).waitFor();
    await picture(panel, 'errors-none');
    await panel.getByRole('button', { name: 'Show all errors' }).click();
    await panel.waitForURL('**/logs/errors?state=all');
    await panel.goto(`${product.panel}/logs?kind=REQUEST_SERVED`);
    await panel.locator('[data-testid=log-row][data-kind=REQUEST_SERVED]').first().waitFor();
    await picture(panel, 'requests');
    expect(complaints).toEqual([]);
  }, 120_000);

  /** A request that breaks by our fault: it asks for a column that is not there for a moment. */
  const breakOnce = async (page: Page) => {
    const database = new Client({ connectionString: product.databaseUrl });
    await database.connect();
    try {
      await database.query('alter table proposal rename column glass_broken to gone');
      await page.evaluate(async () => {
        await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: 'query Broken { proposals { nodes { glassBroken } } }' }),
        });
      });
    } finally {
      await database.query('alter table proposal rename column gone to glass_broken');
      await database.end();
    }
  };

  it('appear live, tell where they were raised, and are marked as resolved until they are raised again', async () => {
    await panel.goto(`${product.panel}/logs/errors`);
    await panel.getByRole('heading', { name: 'No open errors' }).waitFor();
    await breakOnce(panel);
    const fault = panel.getByTestId('error-group').filter({ hasText: 'glass_broken' });
    await fault.getByRole('button', { expanded: false }).click();
    const detail = panel.getByTestId('error-detail');
    await detail.getByText('Broken', { exact: true }).waitFor();
    await detail.getByText('QueryFailedError').first().waitFor();
    await picture(panel, 'errors-open');
    const colleague = await openWindow(visit.browser, {
      storageState: await panel.context().storageState(),
    });
    await colleague.goto(`${product.panel}/logs/errors`);
    const theirs = colleague.getByTestId('error-group').filter({ hasText: 'glass_broken' });
    await theirs.getByRole('button', { name: 'Mark as resolved' }).waitFor();
    await fault.getByRole('button', { name: 'Mark as resolved' }).click();
    await fault.getByText('✓ Resolved').waitFor();
    await theirs.getByText('✓ Resolved').waitFor();
    await colleague.context().close();
    await picture(panel, 'errors-resolved');
    await panel.getByRole('button', { name: 'Put away 1 resolved' }).click();
    await panel.getByRole('heading', { name: 'No open errors' }).waitFor();
    await panel.goto(`${product.panel}/logs/errors?state=resolved`);
    await fault.getByText('✓ Resolved').waitFor();
    await breakOnce(panel);
    await fault.getByRole('button', { name: 'Mark as resolved' }).waitFor();
    await panel.getByRole('button', { name: 'Put away 1 raised again' }).waitFor();
    await fault.getByTestId('error-count').filter({ hasText: '2×' }).waitFor();
    await panel.goto(`${product.panel}/logs?q=glass_broken`);
    const row = panel.locator('[data-testid=log-row][data-kind=ERROR_RAISED]').first();
    await row.waitFor();
    await picture(panel, 'log-of-errors');
    await row.getByRole('link', { name: 'Where it was raised' }).click();
    await detail.waitFor();
    expect(complaints).toEqual([]);
  }, 180_000);
});

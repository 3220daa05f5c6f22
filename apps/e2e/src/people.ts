import type { Locator, Page } from 'playwright-core';

import type { Product } from './product';

/** Signs a person of the simulator in with Discord. */
export async function signInWithDiscord(page: Page, product: Product, name: string): Promise<void> {
  await page.goto(`${product.panel}/sign-in`);
  await page.getByTestId('sign-in').click();
  await page.locator(`[data-testid=authorize-user][data-name=${name}]`).click();
  await page.getByTestId('authorize-approve').click();
  await page.waitForURL(`${product.panel}/`);
}

/** Waits in the mailbox of the machine for a mail, and opens the link in it. */
export async function openLinkOfMail(
  page: Page,
  product: Product,
  to: string,
  subject: string,
): Promise<void> {
  const letter: Locator = page
    .locator(`[data-testid=letter][data-to="${to}"]`)
    .filter({ has: page.getByRole('heading', { name: subject }) })
    .first();
  await page.goto(`${product.panel}/mailbox`);
  await page.getByTestId('look-again').waitFor();
  while ((await letter.count()) === 0) {
    await page.getByTestId('look-again').click();
    await page.waitForTimeout(250);
  }
  await letter.getByTestId('letter-link').click();
}

import type { Browser, Page, WebSocketRoute } from 'playwright-core';

import { openBrowser, openWindow, picture } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

/** Two people, one dangerous deed: each step stands on the one before. */
describe('the two-person rule in the panel', () => {
  let product: Product;
  let browser: Browser;
  let ada: Page;
  let grace: Page;

  beforeAll(async () => {
    product = await Product.start();
    browser = await openBrowser();
    ada = await openWindow(browser);
    grace = await openWindow(browser);
    await signInWithDiscord(ada, product, 'ada');
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  }, 60_000);

  const graceRow = () => ada.locator('[data-testid=person-row][data-name=grace]');

  it('lets somebody from Discord in who waits, and shows a member only what is theirs', async () => {
    await ada.goto(`${product.panel}/people/waiting-list`);
    await grace.goto(`${product.panel}/sign-in`);
    await grace.getByTestId('sign-in').click();
    await grace.locator('[data-testid=authorize-user][data-name=grace]').click();
    await grace.getByTestId('authorize-approve').click();
    await grace.getByRole('alert').filter({ hasText: 'waiting list' }).waitFor();
    await graceRow().getByTestId('approve-person').click();
    await graceRow().waitFor({ state: 'detached' });
    await signInWithDiscord(grace, product, 'grace');
    await grace.getByText('You see no bot yet').waitFor();
    await picture(grace, '50-member-of-nothing');
    expect(await grace.getByTestId('nav-bots').count()).toBe(0);
    expect(await grace.getByTestId('nav-people').count()).toBe(0);
  });

  it('[SA-18] gives her one bot, which appears on her page by itself', async () => {
    await ada.goto(`${product.panel}/bots`);
    await ada.locator('[data-testid=bot-row]').getByRole('link').click();
    await ada.getByTestId('tab-members').click();
    await ada.getByText('No members yet').waitFor();
    await ada.getByTestId('add-member').click();
    await ada.locator('[data-testid=member-choice][data-name=grace]').getByRole('radio').check();
    await picture(ada, '51-add-member');
    await ada.getByTestId('confirm').click();
    const member = ada.locator('[data-testid=member-row][data-name=grace]');
    await member.waitFor();
    await grace.getByTestId('nav-bots').click();
    await grace.locator('[data-testid=bot-row][data-name="Cube Demo"]').waitFor();
    await grace.locator('[data-testid=stop-bot][aria-disabled=true]').waitFor();
    await member.getByTestId('role').click();
    await ada.getByTestId('role-OPERATOR').click();
    await grace.locator('[data-testid=stop-bot][aria-disabled=true]').waitFor({ state: 'detached' });
    await picture(ada, '52-members');
  });

  it('[SA-18] tells her when she comes back what changed while she was away', async () => {
    const sockets: WebSocketRoute[] = [];
    let isAway = false;
    await grace.routeWebSocket('**/graphql', (socket) => {
      sockets.push(socket);
      // Nobody answers her while she is away.
      if (!isAway) socket.connectToServer();
    });
    const leave = () => sockets.splice(0).forEach((socket) => void socket.close({ code: 4000 }));
    await grace.reload();
    await grace.locator('[data-testid=stop-bot]:not([aria-disabled=true])').waitFor();
    isAway = true;
    leave();
    const member = ada.locator('[data-testid=member-row][data-name=grace]');
    await member.getByTestId('role').click();
    await ada.getByTestId('role-VIEWER').click();
    await member.getByTestId('role').filter({ hasText: 'Viewer' }).waitFor();
    expect(await grace.locator('[data-testid=stop-bot][aria-disabled=true]').count()).toBe(0);
    isAway = false;
    leave();
    await grace.locator('[data-testid=stop-bot][aria-disabled=true]').waitFor();
  });

  it('cannot be switched on before a second person could agree', async () => {
    await ada.goto(`${product.panel}/settings/approvals`);
    await ada.getByText('The rule can be switched on once').waitFor();
    await ada.goto(`${product.panel}/people`);
    await graceRow().getByTestId('role').click();
    await ada.getByTestId('role-ADMIN').click();
    await ada.getByTestId('confirm').click();
    await graceRow().getByTestId('role').filter({ hasText: 'Administrator' }).waitFor();
    await ada.goto(`${product.panel}/settings/approvals`);
    await ada.getByTestId('rule-REMOVE_BOT').getByRole('checkbox').check();
    await ada.getByText('From now on two people must agree.').waitFor();
    await picture(ada, '53-rule');
  });

  it('proposes what one person may not do alone, and does it when the second agrees', async () => {
    await ada.goto(`${product.panel}/bots`);
    await ada.locator('[data-testid=bot-row]').getByRole('link').click();
    await ada.getByTestId('tab-settings').click();
    await ada.getByTestId('remove-bot').click();
    await ada.getByText('Two people must agree').waitFor();
    await ada.getByTestId('confirm-name').fill('Cube Demo');
    await picture(ada, '54-propose');
    await ada.getByTestId('confirm').click();
    await ada.getByRole('button', { name: 'Show it' }).click();
    const hers = grace.locator('[data-testid=proposal-row]');
    const his = ada.locator('[data-testid=proposal-row]');
    await his.waitFor();
    expect(await his.getByTestId('approve-proposal').getAttribute('aria-disabled')).toBe('true');
    await picture(ada, '55-own-proposal');
    await grace.getByTestId('waiting-proposals').click();
    await hers.waitFor();
    await picture(grace, '56-to-agree');
    await hers.getByTestId('approve-proposal').click();
    await ada.locator('[data-testid=proposal-row][data-state=DONE]').waitFor();
    await picture(ada, '57-done');
    await grace.getByTestId('waiting-proposals').waitFor({ state: 'detached' });
    await ada.getByTestId('nav-bots').click();
    await ada.getByText('No bots yet').waitFor();
  });
});

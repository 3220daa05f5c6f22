import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';

import { complaintsOf, openBrowser, openWindow, picture } from './browser';
import { openLinkOfMail, signInWithDiscord } from './people';
import { Product } from './product';

const mary = { name: 'Mary Shelley', email: 'mary@example.org', password: 'the modern prometheus' };

/** A stranger’s way in, and what their program may then do: each step stands on the one before. */
describe('the way in', () => {
  let product: Product;
  let browser: Browser;
  let owner: Page;
  let stranger: Page;
  let complaints: string[];
  let secret = '';

  beforeAll(async () => {
    product = await Product.start();
    browser = await openBrowser();
    owner = await openWindow(browser);
    stranger = await openWindow(browser);
    complaints = complaintsOf(owner);
    await signInWithDiscord(owner, product, 'ada');
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  }, 60_000);

  const rowOf = (email: string) => owner.locator(`[data-testid=person-row][data-email="${email}"]`);
  const signIn = async (password: string) => {
    await stranger.goto(`${product.panel}/sign-in`);
    await stranger.getByTestId('email').fill(mary.email);
    await stranger.getByTestId('password').fill(password);
    await stranger.getByTestId('submit').click();
  };
  /** What a program of hers gets: no browser, no cookie, a key. */
  const ask = async (query: string) => {
    const response = await fetch(`${product.panel}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, text: await response.text() };
  };

  it('[OM-01] puts a stranger on the waiting list, which an owner sees without reloading', async () => {
    await owner.getByTestId('nav-people').click();
    await owner.getByTestId('tab-waiting-list').click();
    await owner.getByText('Nobody waits').waitFor();
    await picture(owner, '20-nobody-waits');
    await stranger.goto(product.panel);
    await stranger.getByTestId('join-waiting-list').click();
    await stranger.getByTestId('submit').click();
    await stranger.getByTestId('field-error').first().waitFor();
    await picture(stranger, '21-join-refused');
    await stranger.getByTestId('name').fill(mary.name);
    await stranger.getByTestId('email').fill(mary.email);
    await stranger.getByTestId('submit').click();
    await stranger.getByTestId('joined').waitFor();
    await picture(stranger, '22-joined');
    await rowOf(mary.email).waitFor();
    await picture(owner, '23-waiting-list');
  });

  it('[OM-02] sends her an invitation by mail', async () => {
    await rowOf(mary.email).getByTestId('invite-person').click();
    await owner.getByTestId('invite-role-VIEWER').click();
    await picture(owner, '24-invite');
    await owner.getByTestId('send-invitation').click();
    await rowOf(mary.email).waitFor({ state: 'detached' });
    await owner.getByTestId('tab-invitations').click();
    await rowOf(mary.email).waitFor();
    await picture(owner, '25-invitations');
  });

  it('[OM-03] [OM-07] lets her register by the link, with an e-mail and a password', async () => {
    await openLinkOfMail(stranger, product, mary.email, 'Your invitation to Social Cube');
    await stranger.getByRole('heading', { name: 'Make your account' }).waitFor();
    expect(stranger.url()).not.toContain('token');
    await stranger.getByTestId('name').fill(mary.name);
    await stranger.getByTestId('email').fill(mary.email);
    await stranger.getByTestId('password').fill('short');
    await stranger.getByTestId('submit').click();
    await stranger.getByTestId('field-error').filter({ hasText: '12 characters' }).waitFor();
    await picture(stranger, '26-register');
    await stranger.getByTestId('password').fill(mary.password);
    await stranger.getByTestId('submit').click();
    await stranger.getByTestId('registered').waitFor();
  });

  it('[OM-04] verifies her e-mail from the mailbox', async () => {
    await openLinkOfMail(stranger, product, mary.email, 'Verify your e-mail address');
    await picture(stranger, '27-verify');
    await stranger.getByTestId('verify').click();
    await stranger.locator('[data-testid=verified][data-state=VERIFIED]').waitFor();
    await picture(stranger, '28-verified');
    await stranger.goto(`${product.panel}/mailbox`);
    await stranger.getByTestId('letter').first().waitFor();
    await picture(stranger, '29-mailbox');
  });

  it('[OM-06] does not let her in before somebody has approved her', async () => {
    await signIn(mary.password);
    await stranger.getByRole('alert').filter({ hasText: 'approve' }).waitFor();
    await picture(stranger, '30-not-approved');
  });

  it('[OM-05] approves her', async () => {
    await owner.getByTestId('tab-to-approve').click();
    await rowOf(mary.email).waitFor();
    await picture(owner, '31-to-approve');
    await rowOf(mary.email).getByTestId('approve-person').click();
    await rowOf(mary.email).waitFor({ state: 'detached' });
    await owner.getByTestId('tab-everybody').click();
    await rowOf(mary.email).getByText('Is in').waitFor();
    await picture(owner, '32-people');
  });

  it('[OM-06] lets her in now, with the right password only', async () => {
    await signIn('the last man of all');
    await stranger.getByRole('alert').filter({ hasText: 'wrong' }).waitFor();
    await signIn(mary.password);
    await stranger.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('asks her for a one-time code beside the password once she wants it so', async () => {
    await stranger.goto(`${product.panel}/account`);
    await stranger.getByTestId('totp-password').fill(mary.password);
    await stranger.getByTestId('start-totp').click();
    const key = (await stranger.locator('cube-own-totp cube-copy code').textContent()) ?? '';
    await picture(stranger, '32-totp');
    await stranger.getByTestId('totp-code').fill(new TOTP({ secret: Secret.fromBase32(key) }).generate());
    await stranger.getByTestId('confirm-totp').click();
    const codes = stranger.getByTestId('recovery-codes').locator('code');
    await codes.first().waitFor();
    expect(await codes.count()).toBe(10);
    const spare = (await codes.first().textContent()) ?? '';
    await picture(stranger, '32-recovery-codes');
    await stranger.getByTestId('codes-kept').click();
    await stranger.getByTestId('me-menu').click();
    await stranger.getByTestId('sign-out').click();
    await stranger.waitForURL(`${product.panel}/sign-in`);
    await signIn(mary.password);
    await stranger.getByTestId('code').fill('000000');
    await stranger.getByTestId('submit').click();
    await stranger.getByRole('alert').filter({ hasText: 'code is wrong' }).waitFor();
    await stranger.getByTestId('code').fill(spare);
    await stranger.getByTestId('submit').click();
    await stranger.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  it('[SA-18] [OM-09] explains a button that she may not press, by keyboard too', async () => {
    await stranger.goto(`${product.panel}/bots`);
    const stop = stranger.getByTestId('stop-bot').first();
    await stop.waitFor();
    expect(await stop.getAttribute('aria-disabled')).toBe('true');
    await stop.focus();
    await stranger.keyboard.press('Shift+Tab');
    await stranger.keyboard.press('Tab');
    await stranger.locator('mat-tooltip-component').filter({ hasText: 'can make you OPERATOR' }).waitFor();
    await picture(stranger, '33-explained');
    // Pressing it changes nothing.
    await stop.press('Enter');
    await stranger.locator('[data-testid=bot-row][data-status=ONLINE]').first().waitFor();
  });

  it('[OM-08] [SA-18] makes a key of one scope that runs out, and shows its secret once', async () => {
    await stranger.goto(`${product.panel}/settings/keys`);
    await picture(stranger, '34-no-keys');
    await stranger.getByTestId('new-key').click();
    await stranger.getByTestId('submit').click();
    await stranger.getByTestId('field-error').first().waitFor();
    await stranger.getByTestId('key-name').fill('Nightly report');
    await stranger.getByTestId('scope-VIEW_BOTS').getByRole('checkbox').check();
    await picture(stranger, '35-new-key');
    await stranger.getByTestId('submit').click();
    secret = (await stranger.getByTestId('secret').locator('code', { hasText: 'cube_' }).textContent()) ?? '';
    expect(secret).toMatch(/^cube_/);
    await picture(stranger, '36-secret');
    await stranger.getByTestId('secret-kept').click();
    await stranger.getByTestId('secret').waitFor({ state: 'detached' });
    await stranger.locator('[data-testid=key-row][data-name="Nightly report"]').waitFor();
    expect((await stranger.content()).includes(secret)).toBe(false);
    await picture(stranger, '37-keys');
  });

  it('[OM-09] lets her program do what the key is for, and nothing else', async () => {
    const bots = await ask('{ bots { nodes { id name } } }');
    expect(bots.text).toContain('Cube Demo');
    expect((await ask('{ logs { nodes { summary } } }')).text).toContain('FORBIDDEN');
  });

  it('[OM-08] changes the terms of the key, which hold from the next request on', async () => {
    await stranger.getByTestId('open-key').filter({ hasText: 'Nightly report' }).click();
    await stranger.getByTestId('edit-key').click();
    await stranger.getByRole('heading', { name: 'The terms of Nightly report' }).waitFor();
    expect(await stranger.getByRole('checkbox').count()).toBe(1);
    await stranger.getByTestId('key-addresses').fill('the office');
    await stranger.getByTestId('submit').click();
    await stranger.getByTestId('field-error').filter({ hasText: 'is no address' }).waitFor();
    await stranger.getByTestId('key-addresses').fill('203.0.113.0/24');
    await stranger.getByTestId('key-name').fill('Weekly report');
    await picture(stranger, '37-key-terms');
    await stranger.getByTestId('submit').click();
    await stranger.getByRole('heading', { name: 'Weekly report' }).waitFor();
    await stranger.getByText('203.0.113.0/24').waitFor();
    await picture(stranger, '37-key-changed');
    const elsewhere = await ask('{ bots { nodes { name } } }');
    expect(elsewhere.text).not.toContain('Cube Demo');
    await stranger.goto(`${product.panel}/settings/keys`);
    await stranger.locator('[data-testid=key-row][data-name="Weekly report"]').waitFor();
  });

  it('revokes the key, which is then refused', async () => {
    await stranger.getByTestId('revoke-key').click();
    await stranger.getByTestId('confirm').click();
    await stranger.locator('[data-testid=key-row][data-state=REVOKED]').waitFor();
    await picture(stranger, '38-revoked');
    const refused = await ask('{ bots { nodes { name } } }');
    expect(refused.status).toBe(401);
    expect(refused.text).not.toContain('Cube Demo');
  });

  it('[SA-18] gives her another role, and her open page follows at once', async () => {
    await stranger.goto(`${product.panel}/bots`);
    const stop = stranger.locator('[data-testid=stop-bot][aria-disabled=true]').first();
    await stop.waitFor();
    await rowOf(mary.email).getByTestId('role').click();
    await picture(owner, '39-roles');
    await owner.getByTestId('role-OPERATOR').click();
    await stop.waitFor({ state: 'detached' });
    await stranger.getByTestId('nav-people').waitFor();
  });

  it('signs her out everywhere when she is suspended', async () => {
    await rowOf(mary.email).getByTestId('suspend-person').click();
    await picture(owner, '40-suspend');
    await owner.getByTestId('confirm').click();
    await rowOf(mary.email).getByText('Suspended').waitFor();
    await stranger.waitForURL(`${product.panel}/sign-in**`);
    await signIn(mary.password);
    await stranger.getByRole('alert').filter({ hasText: 'suspended' }).waitFor();
  });

  it('gives the owner’s browser nothing to complain about', () => {
    expect(complaints).toEqual([]);
  });
});

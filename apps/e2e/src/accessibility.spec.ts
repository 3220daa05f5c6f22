import { source as axe } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

import { openBrowser, openWindow } from './browser';
import { signInWithDiscord } from './people';
import { Product } from './product';

/** Levels A and AA of WCAG 2.0, 2.1 and 2.2. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Colours change by transitions, which would be caught half-way. */
const settled = `(async () => {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  await new Promise((resolve) => requestAnimationFrame(resolve));
})()`;

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Every page of the panel, with something on it, against axe-core. */
describe('accessibility', () => {
  let product: Product;
  let browser: Browser;
  let panel: Page;
  let door: Page;
  const ids = { bot: '', guild: '', key: '', command: '', rule: '' };

  beforeAll(async () => {
    product = await Product.start();
    browser = await openBrowser();
    panel = await openWindow(browser, { reducedMotion: 'reduce' });
    door = await openWindow(browser, { reducedMotion: 'reduce' });
    for (const each of [panel, door]) await each.addInitScript({ content: axe });
    await signInWithDiscord(panel, product, 'ada');
    await panel.goto(`${product.panel}/bots`);
    await panel.locator('[data-testid=bot-row][data-status=ONLINE]').waitFor();
    await furnish();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  }, 60_000);

  /** So that lists have rows: empty pages would pass too easily. */
  const furnish = async () => {
    const made = await send(
      `mutation {
        invite(email: "emmy@example.org", role: VIEWER) { id }
        createAlertRule(input: {
          name: "Disk", kind: DISK, threshold: 1, forSeconds: 0, severity: WARNING, targetIds: [], enabled: true
        }) { id }
        createAlertTarget(input: { name: "Ops", kind: EMAIL, email: "ops@example.org" }) { secret }
        createApiKey(input: { name: "Nightly report", scopes: [VIEW_BOTS] }) { apiKey { prefix } }
        joinWaitingList(input: { email: "mary@example.org", name: "Mary" })
      }`,
      z.object({
        createAlertRule: z.object({ id: z.string() }),
        createApiKey: z.object({ apiKey: z.object({ prefix: z.string() }) }),
      }),
    );
    const nodes = z.object({ nodes: z.array(z.object({ id: z.string() })) });
    const read = await send(
      '{ bots { nodes { id } } guilds { nodes { id } } }',
      z.object({ bots: nodes, guilds: nodes }),
    );
    ids.rule = made.createAlertRule.id;
    ids.key = made.createApiKey.apiKey.prefix;
    ids.bot = read.bots.nodes[0]?.id ?? '';
    ids.guild = read.guilds.nodes[0]?.id ?? '';
    const written = await send(
      `mutation { createCommand(input: {
        botId: "${ids.bot}", name: "hello", description: "Says hello.",
        shape: { options: [
          { type: "STRING", name: "how", description: "How.", choices: [{ name: "Well", value: "well" }] },
          { type: "USER", name: "whom", description: "Whom." } ] },
        steps: [{ kind: "reply", content: "Hello {{ user.name }}.", embeds: [{ title: "Hello" }], components: [
          [{ button: "primary", label: "Go", steps: [{ kind: "wait", seconds: 1 }] }, { button: "danger", label: "No" }],
          [{ select: "text", options: [{ label: "One", value: "one" }] }] ] }] }) { id } }`,
      z.object({ createCommand: z.object({ id: z.string() }) }),
    );
    ids.command = written.createCommand.id;
  };
  const send = async <Data>(query: string, shape: z.ZodType<Data>): Promise<Data> => {
    const text = await panel.evaluate(async (sent) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: sent }),
      });
      return response.text();
    }, query);
    return z.object({ data: shape }).parse(JSON.parse(text)).data;
  };

  /** What axe finds, as lines that a person can act on. */
  const findingsOf = async (page: Page, scheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme: scheme });
    const findings = await look(page, scheme);
    if (findings.length === 0) return findings;
    // What is painted while the scheme changes wears the old colours for a moment; a fault is what stays.
    await page.waitForTimeout(1000);
    return look(page, scheme);
  };
  const look = async (page: Page, scheme: 'light' | 'dark') => {
    await page.evaluate(settled);
    const violations: readonly Violation[] = await page.evaluate(
      `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(tags)} } }).then((found) => found.violations)`,
    );
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${scheme}: ${id} (${help})\n${html.slice(0, 300)}\n${failureSummary}`,
      ),
    );
  };
  const open = async (page: Page, path: string) => {
    await page.goto(`${product.panel}${path}`);
    await page.getByRole('heading').first().waitFor();
    await page.locator('cube-skeleton').first().waitFor({ state: 'detached' });
  };
  const expectNone = async (page: Page) => {
    expect([...(await findingsOf(page, 'light')), ...(await findingsOf(page, 'dark'))]).toEqual([]);
  };

  it.each([
    '/sign-in',
    '/sign-in?problem=waiting&owner=ada',
    '/join-waiting-list',
    '/register#token=none',
    '/register',
    '/verify-email#token=none',
    '/forgot-password',
    '/reset-password#token=none',
    '/mailbox',
  ])('has nothing against %s, where strangers stand', async (path) => {
    await open(door, path);
    await expectNone(door);
  });

  it.each([
    '/',
    '/bots',
    '/bots/new',
    '/bots/:bot',
    '/bots/:bot/commands',
    '/bots/:bot/commands/new',
    '/bots/:bot/commands/plan',
    '/bots/:bot/commands/:command',
    '/bots/:bot/guilds',
    '/bots/:bot/logs',
    '/bots/:bot/history',
    '/bots/:bot/history?open=BOT/:bot/1',
    '/bots/:bot/members',
    '/bots/:bot/settings',
    '/guilds',
    '/guilds/:guild',
    '/guilds/:guild/bots/:bot',
    '/logs',
    '/logs/errors?state=all',
    '/alerts',
    '/alerts/rules/new',
    '/alerts/rules/:rule',
    '/alerts/targets/new',
    '/people',
    '/people/waiting-list',
    '/people/invitations',
    '/people/to-approve',
    '/account',
    '/settings/keys',
    '/settings/keys/new',
    '/settings/keys/:key',
    '/settings/keys/:key/edit',
    '/settings/approvals',
    '/settings/limits',
    '/settings/mails',
    '/settings/connections',
    '/settings/system',
    '/settings/installation',
    '/nowhere',
  ])('has nothing against %s', async (path) => {
    await open(
      panel,
      path.replace(/:(bot|guild|key|command|rule)/g, (_, kind: keyof typeof ids) => ids[kind]),
    );
    await expectNone(panel);
  });

  it('has nothing against a dialog, a menu and a form that is not right yet', async () => {
    await open(panel, '/people');
    await panel.getByTestId('invite').click();
    await panel.getByTestId('send-invitation').click();
    await panel.getByTestId('field-error').waitFor();
    await expectNone(panel);
    await panel.keyboard.press('Escape');
    await panel.getByRole('dialog').waitFor({ state: 'detached' });
    await panel.getByTestId('theme').click();
    await panel.getByTestId('theme-dark').waitFor();
    await expectNone(panel);
  });
});

import { createServer } from 'node:http';

import { SimulatorClient } from '@cube/simulator/client';
import type { Browser, Page } from 'playwright-core';

import { complaintsOf, openBrowser, openWindow, picture } from './browser';
import { Product } from './product';

/** What a newcomer does, in the order in which they do it: each step stands on the one before. */
describe('the first hour with Social Cube', () => {
  let product: Product;
  let discord: SimulatorClient;
  let browser: Browser;
  let panel: Page;
  let chat: Page;
  let complaints: string[];
  let spareToken = '';

  beforeAll(async () => {
    product = await Product.start();
    discord = new SimulatorClient(product.simulator);
    browser = await openBrowser();
    panel = await openWindow(browser);
    chat = await openWindow(browser);
    complaints = complaintsOf(panel);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await product?.end();
  }, 60_000);

  const statusOf = (name: string) => panel.locator(`[data-testid=bot-row][data-name="${name}"]`);
  const untilStatus = (name: string, status: string) =>
    panel.locator(`[data-testid=bot-row][data-name="${name}"][data-status=${status}]`).waitFor();
  /** The gateway sessions of a bot at the simulator, which keeps those that may be resumed. */
  const sessionsOf = async (name: string) => {
    const { applications } = await discord.state();
    const sessions = await discord.sessions(applications.find((each) => each.name === name)?.id ?? '');
    return sessions.map(({ id }) => id);
  };
  const untilNewSession = async (name: string, before: readonly string[]) => {
    while ((await sessionsOf(name)).every((id) => before.includes(id))) await panel.waitForTimeout(50);
  };
  const untilWord = (word: string) =>
    panel.getByTestId('bot-status').filter({ hasText: word }).first().waitFor();

  it('[SA-13] [DC-05] [SC-01] signs in with Discord and lands on the overview', async () => {
    await panel.goto(product.panel);
    await panel.getByTestId('sign-in').waitFor();
    await picture(panel, '1-sign-in');
    await panel.getByTestId('sign-in').click();
    await panel.waitForURL(`${product.simulator}/oauth2/authorize**`);
    await picture(panel, '2-authorize');
    await panel.locator('[data-testid=authorize-user][data-name=ada]').click();
    await panel.getByTestId('authorize-approve').click();
    await panel.waitForURL(`${product.panel}/`);
    await panel.getByRole('heading', { name: 'Overview' }).waitFor();
    await picture(panel, '3-overview');
  });

  it('tells a second person whom to ask', async () => {
    const page = await openWindow(browser);
    await page.goto(product.panel);
    await page.getByTestId('sign-in').click();
    await page.locator('[data-testid=authorize-user][data-name=grace]').click();
    await page.getByTestId('authorize-approve').click();
    await page.getByRole('alert').filter({ hasText: 'Ask ada' }).waitFor();
    await picture(page, '4-second-person');
    await page.context().close();
  });

  it('[SC-40] [SC-41] [SC-42] [SC-43] stops, starts and restarts a bot, and shows each change without reloading', async () => {
    await panel.getByTestId('nav-bots').click();
    await untilStatus('Cube Demo', 'ONLINE');
    await picture(panel, '5-bots');
    await statusOf('Cube Demo').getByRole('link').click();
    await panel.getByTestId('stop-bot').click();
    await untilWord('Offline');
    await panel.getByTestId('start-bot').click();
    await untilWord('Online');
    const before = await sessionsOf('Cube Demo');
    await panel.getByTestId('restart-bot').click();
    // It may be back before anybody could read that it was away.
    await untilNewSession('Cube Demo', before);
    await untilWord('Online');
    await picture(panel, '6-bot');
  });

  it('says beside the field what is wrong with a token', async () => {
    await panel.goto(`${product.panel}/bots/new`);
    await panel.getByTestId('token-field').fill('sim.123.wrong');
    await panel.getByTestId('submit').click();
    await panel.getByTestId('field-error').filter({ hasText: /token/i }).first().waitFor();
    await picture(panel, '7-wrong-token');
  });

  it('[SA-14] adds a second bot by its token, and fetches its servers', async () => {
    await chat.goto(`${product.simulator}/applications`);
    const spare = chat.locator('[data-testid=app][data-name="Spare Bot"]');
    await spare.getByTestId('show-token').click();
    const token = spare.getByTestId('token').filter({ hasText: 'sim.' });
    spareToken = (await token.textContent()) ?? '';
    expect(spareToken).toMatch(/^sim\./);
    await panel.getByTestId('token-field').fill(spareToken);
    await panel.getByTestId('submit').click();
    await panel.getByRole('heading', { name: 'Spare Bot' }).waitFor();
    await untilWord('Online');
    await panel.getByTestId('tab-guilds').click();
    await panel.locator('[data-testid=guild-row][data-name="Cube Café"]').waitFor();
    await picture(panel, '8-guilds');
    await panel.locator('[data-testid=guild-row][data-name="Cube Café"]').getByRole('link').first().click();
    await panel.getByText('general').first().waitFor();
    await picture(panel, '9-guild');
  });

  it('[SC-44] writes a custom command, which Discord then has', async () => {
    await panel.getByTestId('nav-bots').click();
    await statusOf('Cube Demo').getByRole('link').click();
    await panel.getByTestId('tab-commands').click();
    await panel.getByTestId('new-command').click();
    await panel.getByTestId('command-name').fill('Two Words');
    await panel.getByTestId('command-description').click();
    await panel.getByTestId('field-error').first().waitFor();
    await picture(panel, '10-command-refused');
    await panel.getByTestId('command-name').fill('hello');
    await panel.getByTestId('command-description').fill('Says hello.');
    await panel.getByTestId('steps.0.content').fill('Hello from a custom command.');
    await panel.getByTestId('submit').click();
    await panel.getByRole('heading', { name: 'Edit /hello' }).waitFor();
    await panel.getByTestId('tab-commands').click();
    await panel.locator('[data-testid=command-row][data-name=hello]').waitFor();
    await panel.locator('[data-testid=command-sync-state][data-state=DONE]').waitFor();
    await panel.getByText('Not on Discord yet').waitFor({ state: 'detached' });
    await picture(panel, '11-commands');
  });

  it('[SA-15] [DC-04] runs both commands in the chat and sees them in the log as they happen', async () => {
    await panel.getByTestId('tab-logs').click();
    await chat.goto(product.simulator);
    await chat.getByTestId('member-select').selectOption({ label: 'ada' });
    await chat.locator('[data-testid=channel][data-name=general]').click();
    await run('ping');
    await chat
      .locator('[data-testid=message][data-author="Cube Demo"]', { hasText: 'Pong' })
      .last()
      .waitFor();
    await run('hello');
    await chat
      .locator('[data-testid=message][data-author="Cube Demo"]', { hasText: 'Hello from a custom command.' })
      .last()
      .waitFor();
    await picture(chat, '12-chat');
    for (const name of ['ping', 'hello']) {
      const row = panel
        .getByTestId('log-row')
        .filter({ hasText: `/${name}` })
        .filter({ hasText: 'Answered' })
        .first();
      await row.waitFor();
      expect(await row.textContent()).toMatch(/ada.*general.*ms/s);
    }
    await picture(panel, '13-logs');
  });

  it('[SA-15] draws the rows of a long log that are read, gathers what comes meanwhile, and reads older ones', async () => {
    const rows = panel.getByTestId('log-row');
    const ids = () => rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-id')));
    const { applications } = await discord.state();
    const { id } = applications.find(({ name }) => name === 'Cube Demo')!;
    await discord.load({ command: 'ping', applications: [id], perSecond: 50, seconds: 3 });
    await panel.reload();
    await rows.nth(30).waitFor();
    expect((await ids()).length).toBeLessThan(50);
    // Down to what the page still has, and on to what only the log has.
    while ((await ids()).length < 120) {
      await panel.keyboard.press('End');
      // It comes and goes while rows are drawn and read.
      await panel.evaluate("document.querySelector('[data-testid=older]')?.click()");
    }
    expect(new Set(await ids()).size).toBe((await ids()).length);

    await run('hello');
    await panel.getByTestId('gathered').filter({ hasText: '1 new' }).click();
    await rows.first().filter({ hasText: '/hello' }).waitFor();
    expect((await ids()).length).toBeLessThan(50);
  }, 120_000);

  it('shows a token nowhere, and gives the browser nothing to complain about', async () => {
    const answers = await panel.evaluate(async () => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: '{ bots { nodes { name description tokenFingerprint reason } } logs { nodes { summary } } }',
        }),
      });
      return response.text();
    });
    expect(answers).toContain('Spare Bot');
    expect(answers).not.toContain(spareToken);
    // The wrong token was a 200 with an error in it; nothing else may have gone wrong.
    expect(complaints).toEqual([]);
  });

  it('[SA-19] [SA-20] lets no page of another host act for whoever looks at it, and no script write markup', async () => {
    const evil = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('Prizes!'),
    );
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const page = await panel.context().newPage();
    await page.goto(`http://localhost:${Object(evil.address()).port}`);
    const outcome = await page.evaluate(async (target) => {
      const send = (type: string, mode: 'cors' | 'no-cors') =>
        fetch(`${target}/graphql`, {
          method: 'POST',
          mode,
          credentials: 'include',
          headers: { 'content-type': type },
          body: '{"query":"mutation { signOut }"}',
        }).then(
          (response) => response.type,
          () => 'refused',
        );
      const socket = new Promise((resolve) => {
        const line = new WebSocket(`${target.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
        line.onopen = () => resolve('open');
        line.onerror = () => resolve('refused');
      });
      return [await send('text/plain', 'no-cors'), await send('application/json', 'cors'), await socket];
    }, product.panel);
    // And whatever arrived did nothing: she is still signed in.
    expect(outcome).toEqual(['refused', 'refused', 'refused']);
    await page.goto(`${product.panel}/bots`);
    await page.locator('[data-testid=bot-row][data-name="Cube Demo"]').waitFor();
    const written = await page.evaluate(`(() => {
      try { document.body.innerHTML = '<b>mine</b>'; return 'written'; } catch (error) { return error.name; }
    })()`);
    expect(written).toBe('TypeError');
    await page.close();
    evil.close();
  });

  it('keeps everything over a restart: the session, the bots, the commands in Discord', async () => {
    await product.stop();
    await product.start();
    await panel.goto(`${product.panel}/bots`);
    await untilStatus('Cube Demo', 'ONLINE');
    await untilStatus('Spare Bot', 'ONLINE');
    await chat.goto(product.simulator);
    await chat.locator('[data-testid=channel][data-name=general]').click();
    await run('hello');
    await chat
      .locator('[data-testid=message][data-author="Cube Demo"]', { hasText: 'Hello from a custom command.' })
      .nth(1)
      .waitFor();
  }, 120_000);

  it('brings its bots back after kill -9 of the worker, without anybody’s doing', async () => {
    const before = await sessionsOf('Cube Demo');
    product.kill('worker');
    await untilNewSession('Cube Demo', before);
    await panel.goto(`${product.panel}/bots`);
    await untilStatus('Cube Demo', 'ONLINE');
  }, 60_000);

  it('recovers by itself after kill -9 of everything', async () => {
    product.kill('everything');
    await product.start();
    await panel.goto(`${product.panel}/bots`);
    await untilStatus('Cube Demo', 'ONLINE');
    await untilStatus('Spare Bot', 'ONLINE');
  }, 120_000);

  const run = async (name: string) => {
    await chat.getByTestId('composer').fill(`/${name}`);
    // Both bots have /ping.
    await chat.locator(`[data-testid=command-option][data-name=${name}]`, { hasText: 'Cube Demo' }).click();
  };
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { TestApi } from './testing';

describe('the built panel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cube-panel-'));
  let house: TestApi;

  beforeAll(async () => {
    const panel = join(folder, 'browser');
    mkdirSync(join(panel, 'media'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'not of the panel');
    writeFileSync(join(panel, 'index.html'), '<p>the page</p>');
    writeFileSync(join(panel, 'main-ABCD1234.js'), 'plain');
    writeFileSync(join(panel, 'main-ABCD1234.js.br'), 'packed');
    writeFileSync(join(panel, 'media/a b.txt'), 'text');
    house = await TestApi.start(panel);
  });
  afterAll(async () => {
    await house.end();
    rmSync(folder, { recursive: true });
  });

  /** As it is written: fetch tidies paths. */
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<{
      status: number | undefined;
      type: string | undefined;
      cache: string | undefined;
      text: string;
    }>((resolve, reject) => {
      const { hostname, port } = new URL(house.url);
      request({ hostname, port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode,
            type: response.headers['content-type'],
            cache: response.headers['cache-control'],
            text,
          }),
        );
      })
        .once('error', reject)
        .end();
    });

  it('gives files, packed for whoever unpacks them, for ever where their name has their content', async () => {
    const forever = 'public, max-age=31536000, immutable';
    expect(await get('/main-ABCD1234.js?v=1')).toMatchObject({ status: 200, cache: forever, text: 'plain' });
    const packed = await get('/main-ABCD1234.js', { 'accept-encoding': 'br' });
    expect(packed).toMatchObject({ status: 200, cache: forever, text: 'packed' });
    expect(packed.type).toMatch(/javascript/);
    expect(await get('/media/a%20b.txt')).toMatchObject({ status: 200, cache: 'no-cache', text: 'text' });
    expect(await get('/main-ABCD1234.js', {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });

  it('gives a browser the page at every other address, and a program a 404', async () => {
    expect(await get('/bots/1', { accept: 'text/html' })).toMatchObject({
      status: 200,
      text: '<p>the page</p>',
    });
    expect(await get('/bots/1')).toMatchObject({ status: 404 });
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/media/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/media',
  ])('gives nothing beside it at %s', async (path) => {
    const { status, text } = await get(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toContain('not of the panel');
  });
});

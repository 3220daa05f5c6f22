import { HttpRefused } from './http-errors';
import { SafeHttp } from './safe-http';
import { at, clientOf, closeAll, get, hello, open, serve } from './testing';

afterEach(closeAll);

describe('where a request may go [SA-34]', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST.:PORT/',
    'http://anything.localhost:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0x7f.0.0.1:PORT/',
    'http://0x7f000001:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]:PORT/',
    'http://10.0.0.1/',
    'http://intranet/',
    'http://printer.local/',
    'http://metadata.google.internal/',
  ])('is not %s', async (url) => {
    const server = await open(serve(hello));
    const resolve = jest.fn(async () => ['127.0.0.1']);
    const asked = new SafeHttp({ resolve }).request({
      method: 'GET',
      url: url.replace('PORT', String(server.port)),
    });
    await expect(asked).rejects.toThrow(HttpRefused);
    expect(resolve).not.toHaveBeenCalled();
    expect(server.asked).toEqual([]);
  });

  it.each([
    ['ftp://example.com/', 'url', 'Only http and https'],
    ['file:///etc/passwd', 'url', 'Only http and https'],
    ['javascript:alert(1)', 'url', 'Only http and https'],
    ['example.com', 'url', 'This is no URL'],
    ['http://ada:secret@example.com/', 'url', 'Send a header instead'],
    ['http://example.com:22/', 'port', 'Port 22 is refused'],
    ['http://example.com:0/', 'port', 'Port 0 is refused'],
    ['https://example.com./', 'name', 'without the dot'],
    ['http://127.0.0.1/', 'address', 'this machine itself (RFC 1122'],
    ['http://169.254.169.254/', 'address', 'where clouds keep their metadata (RFC 3927'],
  ])('%s breaks the rule about the %s', async (url, rule, words) => {
    const error = await get(new SafeHttp({ resolve: async () => ['93.184.216.34'] }), url).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ rule, code: 'INVALID', facts: { rule } });
    expect(String(error)).toContain(words);
  });

  it.each([[['10.0.0.8']], [['93.184.216.34', '127.0.0.1']], [['::ffff:192.168.0.1']], [['0177.0.0.1']]])(
    'is no name that leads to %j',
    async (addresses) => {
      const asked = get(new SafeHttp({ resolve: async () => addresses }), 'https://public.example/');
      await expect(asked).rejects.toMatchObject({ rule: 'address' });
      // What a name leads to inside is nobody's business.
      await expect(asked).rejects.not.toThrow(/10\.0|127\.0|192\.168/);
    },
  );

  it('is the address that was checked, though the name leads elsewhere a moment later', async () => {
    const server = await open(serve(hello));
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const resolve = jest.fn(async () => answers.shift() ?? []);
    const http = clientOf([server], { resolve });
    const url = `http://rebinding.example:${server.port}/`;
    await expect(get(http, url)).resolves.toMatchObject({ status: 200, text: 'hello' });
    expect(resolve).toHaveBeenCalledTimes(1);
    await expect(get(http, url)).rejects.toMatchObject({ rule: 'address' });
    expect(server.asked).toEqual([`GET rebinding.example:${server.port}/`]);
  });

  it('may be an internal host that the installation allows, by its name and port', async () => {
    const server = await open(serve(hello));
    const allowed = [{ host: 'intranet', port: server.port }];
    const http = new SafeHttp({ allowed, resolve: async () => ['127.0.0.1'] });
    await expect(get(http, `http://intranet:${server.port}/`)).resolves.toMatchObject({ text: 'hello' });
    await expect(get(http, `http://intranet:${server.port + 1}/`)).rejects.toMatchObject({ rule: 'name' });
    await expect(get(http, at(server))).rejects.toMatchObject({ rule: 'address' });
  });

  it('says so when a name leads nowhere', async () => {
    await expect(get(clientOf([]), 'https://nowhere.example/')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      failure: 'name',
    });
  });
});

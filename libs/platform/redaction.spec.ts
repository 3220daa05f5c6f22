import { redact } from './redaction';

describe('what reaches a log, an event or an error', () => {
  // Made up, in the shape of the real ones.
  const token = `${'M'.repeat(24)}.${'G'.repeat(6)}.${'x'.repeat(38)}`;

  it.each([
    ['a bot token', `login with ${token} failed`, 'login with [token] failed'],
    ['a simulated token', 'sim.1573.AbC-d_e was refused', '[token] was refused'],
    ['a bearer header', 'authorization: Bearer abcdefgh12345', 'authorization: Bearer [token]'],
    [
      'a password in an address',
      'postgres://cube:s3cret@db:5432/cube',
      'postgres://cube:[password]@db:5432/cube',
    ],
    [
      'the token of an interaction',
      '/interactions/123/aW50ZXJ/callback',
      '/interactions/123/[token]/callback',
    ],
    [
      'the token of a webhook',
      '/webhooks/123/aW50ZXJ/messages/@original',
      '/webhooks/123/[token]/messages/@original',
    ],
  ])('holds no %s', (_, text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('leaves ordinary text as it is', () => {
    const text = 'Cube Demo is online. /hello was added at http://127.0.0.1:3000/bots, 12:30.';
    expect(redact(text)).toBe(text);
  });

  it('stays JSON when an address stands before an @', () => {
    const data = { site: 'http://example.org', mail: 'a@example.org' };
    expect(JSON.parse(redact(JSON.stringify(data)))).toEqual(data);
    const quoted = JSON.stringify({ url: 'postgres://cube:s3",c\\ret@db', next: 'a@b' });
    expect(JSON.parse(redact(quoted))).toEqual({ url: 'postgres://cube:[password]@db', next: 'a@b' });
    expect(redact('postgres://cube:s3",cret@db')).toBe('postgres://cube:[password]@db');
  });

  it('is done with a long line at once, whatever stands in it', () => {
    const hostile = `${'a'.repeat(50_000)}.${'b-'.repeat(50_000)}://${'c:'.repeat(50_000)}`;
    const begun = performance.now();
    expect(redact(hostile)).toHaveLength(hostile.length);
    for (const text of ['a'.repeat(200_000), `a://b:${'c'.repeat(200_000)}`]) expect(redact(text)).toBe(text);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

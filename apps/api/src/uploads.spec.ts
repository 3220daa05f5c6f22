import { crc32, deflateSync } from 'node:zlib';

import { BotRole, Role } from '@cube/auth/roles';

import { enter, layBot, makeMember, mintKey } from './staging';
import { TestApi } from './testing';

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
function png(width = 1, height = 1, more: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const rows = deflateSync(Buffer.alloc((width + 1) * Math.min(height, 10)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...more,
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const webp = Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64');
const jpeg = Buffer.concat([
  Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
    'base64',
  ),
  Buffer.from([0xff, 0xd9]),
]);
const page = Buffer.from('<script>alert(1)</script>');

describe('[SC-23] pictures that people upload', () => {
  let house: TestApi;
  let ada = '';

  beforeAll(async () => {
    house = await TestApi.start();
    ada = (await house.signIn('ada')).cookie;
  });
  afterAll(() => house.end());

  async function put(bytes: Buffer, cookie = ada, path = '/me/avatar', headers: Record<string, string> = {}) {
    const response = await fetch(`${house.url}/api/v1${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'image/png', cookie, ...headers },
      body: new Uint8Array(bytes),
    });
    const { avatarUrl, ...rest } = Object(await response.json());
    return { status: response.status, avatarUrl: String(avatarUrl), ...rest };
  }
  const get = (address: string, cookie: string) => fetch(address, { headers: { cookie } });

  it.each([
    ['PNG', png(), 'image/png'],
    ['JPEG', jpeg, 'image/jpeg'],
    ['GIF', gif, 'image/gif'],
    ['WebP', webp, 'image/webp'],
  ])(
    'are taken for what their bytes say, a %s too, and given back so that nothing runs',
    async (_, bytes, type) => {
      const { status, avatarUrl } = await put(bytes);
      expect(status).toBe(200);
      const response = await get(avatarUrl, ada);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': type,
        'content-disposition': expect.stringContaining('attachment'),
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
      });
      expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
      expect((await house.ask('{ me { avatarUrl } }', {}, ada)).data).toEqual({ me: { avatarUrl } });
    },
  );

  it('lose what they carry along: comments, places', async () => {
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, page.length + 2]), page]);
    const gifComment = Buffer.concat([Buffer.from([0x21, 0xfe, page.length]), page, Buffer.from([0])]);
    for (const bytes of [
      png(1, 1, [chunk('tEXt', page)]),
      Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]),
      Buffer.concat([gif.subarray(0, 19), gifComment, gif.subarray(19)]),
    ]) {
      const { status, avatarUrl } = await put(bytes);
      expect(status).toBe(200);
      const stored = Buffer.from(await (await get(avatarUrl, ada)).arrayBuffer());
      expect(stored.includes(page)).toBe(false);
      expect(stored.length).toBeGreaterThan(20);
    }
  });

  it.each([
    ['a page that calls itself a picture', page],
    ['a picture and a page behind it', Buffer.concat([png(), page])],
    ['a GIF and a page behind it', Buffer.concat([gif, page])],
    ['a JPEG and a page behind it', Buffer.concat([jpeg, page])],
    ['a WebP and a page behind it', Buffer.concat([webp, page])],
    ['a picture that breaks off', png().subarray(0, 50)],
    ['a JPEG that breaks off', jpeg.subarray(0, 60)],
    ['a GIF that breaks off', gif.subarray(0, 20)],
    ['a picture with a wrong checksum', Buffer.from(png().map((byte, at) => (at === 30 ? byte ^ 1 : byte)))],
    ['a picture of a billion pixels', png(40_000, 40_000)],
    ['a drawing with scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
  ])('are refused with a sentence when they are %s', async (_, bytes) => {
    expect(await put(bytes)).toMatchObject({ status: 400, code: 'INVALID', message: expect.any(String) });
  });

  it('are at most a megabyte', async () => {
    expect(await put(Buffer.concat([png(), Buffer.alloc(1024 * 1024)]))).toMatchObject({ status: 413 });
  });

  it('are seen by whoever may see what they are of, and do not exist for others', async () => {
    const { botId } = await layBot(house, 'Pictured');
    const [member, friend, stranger] = [
      await enter(house, 'member', Role.MEMBER),
      await enter(house, 'friend', Role.MEMBER),
      await enter(house, 'stranger', Role.MEMBER),
    ];
    await makeMember(house, botId, member.id, BotRole.EDITOR);
    await makeMember(house, botId, friend.id, BotRole.VIEWER);
    const own = await put(png(), member.cookie);
    const ofBot = await put(gif, member.cookie, `/bots/${botId}/avatar`);
    expect([own.status, ofBot.status]).toEqual([200, 200]);
    for (const { avatarUrl } of [own, ofBot]) {
      const statuses = await Promise.all(
        [member.cookie, friend.cookie, ada, stranger.cookie, ''].map(
          async (cookie) => (await get(avatarUrl, cookie)).status,
        ),
      );
      expect(statuses).toEqual([200, 200, 200, 404, 401]);
    }
    expect((await put(gif, friend.cookie, `/bots/${botId}/avatar`)).status).toBe(403);
    expect((await put(gif, stranger.cookie, `/bots/${botId}/avatar`)).status).toBe(404);
    const { data } = await house.ask('query ($id: ID!) { bot(id: $id) { avatarUrl } }', { id: botId }, ada);
    expect(data).toEqual({ bot: { avatarUrl: ofBot.avatarUrl } });
  });

  it('of people are changed by people, those of bots by keys too; and go with what they are of', async () => {
    const { botId } = await layBot(house, 'Gone');
    const { secret } = await mintKey(house, ada, { scopes: ['EDIT_BOTS'], botIds: [botId] });
    const authorization = `Bearer ${secret}`;
    expect((await put(png(), '', '/me/avatar', { authorization })).status).toBe(403);
    const { status, avatarUrl } = await put(png(), '', `/bots/${botId}/avatar`, { authorization });
    expect(status).toBe(200);
    await house.test.database.query('delete from bot where id = $1', [botId]);
    expect((await get(avatarUrl, ada)).status).toBe(404);
    const removed = await fetch(`${house.url}/api/v1/me/avatar`, {
      method: 'DELETE',
      headers: { cookie: ada },
    });
    expect(await removed.json()).toEqual({ avatarUrl: null });
  });
});

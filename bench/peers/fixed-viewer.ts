/**
 * The peer of `auth`: our api, to which every request is the owner's without a look at its cookie. The runner bundles this
 * before the api's own main.
 */
import { Role, rulesOf } from '@cube/auth/roles';
import { Viewers } from '@cube/auth/viewers';
import { Access, type Viewer } from '@cube/platform/viewer';

const viewer: Viewer = {
  accountId: '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee',
  sessionId: '0199aaaa-bbbb-7ccc-8ddd-ffffffffffff',
  by: 'session',
  name: 'ada',
  access: Access.of(rulesOf(Role.OWNER, { bots: {}, guildIds: [] })),
  origin: { address: '127.0.0.1', userAgent: 'bench' },
};
Viewers.prototype.viewerOf = () => Promise.resolve(viewer);

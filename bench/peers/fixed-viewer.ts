/**
 * The peer of `auth`: our api, to which every request is the owner's without a look at its cookie. The runner bundles this
 * before the api's own main.
 */
import { permissionsOf, Role } from '@cube/auth/account.entity';
import { Sessions } from '@cube/auth/sessions.service';
import type { Viewer } from '@cube/platform/access';

const viewer: Viewer = {
  accountId: '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee',
  sessionId: '0199aaaa-bbbb-7ccc-8ddd-ffffffffffff',
  name: 'ada',
  permissions: permissionsOf[Role.OWNER],
};
Sessions.prototype.viewerOf = () => Promise.resolve(viewer);

import { OperationMeter } from '@cube/realtime/live/operation-meter';

import { Uploads } from '../uploads/uploads.service';
import { UsageMeter } from '../usage/usage-meter';
import { UsagesResolver } from '../usage/usages.resolver';
import { Usages } from '../usage/usages.service';
import { AccessTokens } from './access-tokens';
import { ApiKeyEventResolver, ApiKeysResolver } from './api-keys.resolver';
import { ApiKeys } from './api-keys.service';
import { ClientCredentials } from './client-credentials';
import { KeyRing } from './key-ring';
import { LeakedKeys } from './leaked-keys';

/** What the module of accounts provides for programs: keys, access tokens, what they are used for, and uploads. */
export const keyProviders = [
  KeyRing,
  ApiKeys,
  ApiKeysResolver,
  ApiKeyEventResolver,
  LeakedKeys,
  AccessTokens,
  ClientCredentials,
  UsageMeter,
  Usages,
  UsagesResolver,
  Uploads,
  { provide: OperationMeter, useExisting: UsageMeter },
];

import { commands } from './commands';
import { connections } from './connections';
import { fanout } from './fanout';
import { fanoutDistinct } from './fanout-distinct';
import { fresh } from './fresh';
import { ingest, ingestCpu } from './ingest';
import type { Bench } from './kit/ground';
import { auth, queryList, queryOne, queryPage } from './queries';
import { logsRead, search } from './search';
import { simulator } from './simulator';
import { start } from './start';
import { templates } from './templates';

/** All of them, in the order of the table. */
export const benches: readonly Bench[] = [
  queryList,
  queryPage,
  queryOne,
  auth,
  fanout,
  fanoutDistinct,
  connections,
  ingest,
  ingestCpu,
  logsRead,
  search,
  start,
  simulator,
  templates,
  commands,
  fresh,
];

import { migrate } from '@cube/features/migrate';
import { readConfig } from '@cube/platform/config';
import { Command, CommandRunner } from 'nest-commander';

import { say } from './say';

@Command({ name: 'migrate', description: 'Brings the database to this version.' })
export class MigrateCommand extends CommandRunner {
  async run(): Promise<void> {
    const ran = await migrate(readConfig(process.env));
    say(ran.length === 0 ? 'The database is current.' : `Ran ${ran.join(', ')}.`);
  }
}

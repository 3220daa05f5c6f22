import { readConfig } from '@cube/platform/config';
import { Command, CommandRunner } from 'nest-commander';

import { say } from './with-features';

@Command({ name: 'migrate', description: 'Brings the database to this version.' })
export class MigrateCommand extends CommandRunner {
  async run(): Promise<void> {
    const { migrate } = await import('@cube/features/migrate');
    const ran = await migrate(readConfig(process.env));
    say(ran.length === 0 ? 'The database is current.' : `Ran ${ran.join(', ')}.`);
  }
}

import { Conflict, Invalid } from '@cube/platform/errors';
import { CommandRunner, Option, SubCommand } from 'nest-commander';

import { say } from './say';

interface Options {
  readonly ifMissing?: boolean;
}

@SubCommand({
  name: 'add',
  description:
    'Adds a bot and wants it online. Its token comes by standard input, where no other process sees it.',
})
export class AddBotCommand extends CommandRunner {
  async run(_: string[], { ifMissing = false }: Options): Promise<void> {
    const token = await readInput();
    if (!token) throw new Invalid('Give the token by standard input: cube bots add < token.txt');
    const { addBot } = await import('./operations');
    try {
      say(`${await addBot(token)} was added.`);
    } catch (error) {
      if (!ifMissing || !(error instanceof Conflict)) throw error;
      say(error.message);
    }
  }

  @Option({ flags: '--if-missing', description: 'A bot that is here already is no error.' })
  missing(): boolean {
    return true;
  }
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8').trim();
}

import { Command, CommandRunner } from 'nest-commander';

@Command({
  name: 'repl',
  description:
    'A prompt on the services of the product: get(Bots).all(), methods(Bots), help(). It may do anything.',
})
export class ReplCommand extends CommandRunner {
  async run(): Promise<void> {
    const { openPrompt } = await import('./operations');
    await openPrompt();
  }
}

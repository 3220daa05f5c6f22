import { z } from 'zod';

const request = z.object({ id: z.number(), command: z.string(), amount: z.number() });

/** What a program does when the runner asks: with a number comes a number back. */
export type Command = (amount: number) => number | Promise<number>;

/** Tells the runner that this program is ready, and answers its commands. `cpu` is the meter's. */
export function offer(commands: Readonly<Record<string, Command>>): void {
  process.on('message', (message) => {
    const { id, command, amount } = request.parse(message);
    const run = commands[command];
    if (run) void Promise.resolve(run(amount)).then((answer) => process.send?.({ id, answer }));
  });
  process.send?.('ready');
}

/** A setting that the runner gave this program. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The runner did not say ${name}.`);
  return value;
}

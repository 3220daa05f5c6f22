/** How a command speaks to whoever ran it, on whatever platform that was. */
export interface ReplyPort {
  reply(text: string): Promise<void>;
}

/** What a custom command does, as data. */
export interface CustomSteps {
  readonly response: string;
}

/** Runs the steps of a custom command. */
export async function runSteps(steps: CustomSteps, port: ReplyPort): Promise<void> {
  await port.reply(steps.response);
}

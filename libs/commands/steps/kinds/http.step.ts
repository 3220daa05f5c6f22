import { httpStepProblems, variableName, whyNoVariableName } from '@cube/discord-rules/steps/action-steps';
import { areSecretsBare, bareSecrets, secretsIn } from '@cube/discord-rules/steps/secret-names';
import { AppError, Invalid, messageOf } from '@cube/platform/errors';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import type { HttpAnswer } from '../../http/answer';
import { SafeHttp } from '../../http/safe-http';
import { Marks } from '../../secrets/marks';
import { type OpenSecret, SecretStore } from '../../secrets/secret-store';
import { veil, veilAnswer } from '../../secrets/veil';
import { type StepKind, type StepRun, template } from '../step-kind';

const shape = z.strictObject({
  kind: z.literal('http'),
  url: template,
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  headers: z
    .record(z.string().max(100), template)
    .optional()
    .meta({ description: '`{{ secret.NAME }}` sends a secret of the bot.' }),
  body: template.optional().meta({ description: '`{{ secret.NAME }}` sends a secret of the bot.' }),
  as: z.string().regex(variableName, whyNoVariableName).optional().meta({
    description: 'The variable that holds `status`, `text`, `json` and `headers`; `http`, if left out.',
  }),
});
type Data = z.output<typeof shape>;

/** Milliseconds that an endpoint may take. */
const patience = 10_000;
/** Bytes of an answer. */
const largestAnswer = 256 * 1024;

@Injectable()
export class HttpStep implements StepKind<typeof shape> {
  readonly kind = 'http';
  readonly description = 'Calls an address on the internet.';
  readonly shape = shape;
  readonly problems = httpStepProblems;

  constructor(
    private readonly http: SafeHttp,
    private readonly store: SecretStore,
  ) {}

  async run(data: Data, run: StepRun): Promise<void> {
    const url = await run.render(data.url);
    const secrets = await this.secretsOf(data, url, run);
    try {
      const { status, text, headers } = await this.ask(data, url, secrets, run);
      run.variables[data.as ?? 'http'] = {
        status,
        ...veilAnswer(text, secrets),
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, veil(value, secrets)]),
        ),
      };
    } catch (error) {
      throw secrets.length === 0 ? error : unsaid(error, secrets);
    }
  }

  private async ask(
    { method = 'GET', headers = {}, body }: Data,
    url: string,
    secrets: readonly OpenSecret[],
    run: StepRun,
  ): Promise<HttpAnswer> {
    const marks = new Marks(secrets);
    const written = async (text: string) =>
      marks.exchange(await run.render(text, { secret: marks.variables }));
    const named = await Promise.all(
      Object.entries(headers).map(async ([name, value]) => [name, await written(value)] as const),
    );
    return this.http.request({
      method,
      url,
      headers: Object.fromEntries(named),
      ...(body !== undefined && { body: await written(body) }),
      isSecret: secrets.length > 0,
      timeoutMs: patience,
      maxBytes: largestAnswer,
      signal: run.signal,
    });
  }

  /** The secrets that it names. Throws for one that there is not, and for one that may not go where this goes. */
  private async secretsOf(
    { headers = {}, body = '' }: Data,
    url: string,
    { stage }: StepRun,
  ): Promise<readonly OpenSecret[]> {
    const texts = [...Object.values(headers), body];
    // Commands that were written before there was this rule.
    if (!texts.every(areSecretsBare)) throw new Invalid(bareSecrets);
    const names = texts.flatMap(secretsIn).filter((name) => name !== null);
    const secrets = await this.store.open(stage.botId, names);
    const missing = names.find((name) => !secrets.some((each) => each.name === name));
    if (missing !== undefined)
      throw new Invalid(`There is no secret ${missing}: set it in the settings of the bot.`);
    const host = URL.canParse(url) ? new URL(url).host : '';
    const strange = secrets.find(({ hosts }) => !hosts.includes(host));
    if (strange)
      throw new Invalid(
        `The secret ${strange.name} may be sent to ${strange.hosts.join(', ')} only, not to ${host}.`,
      );
    return secrets;
  }
}

/** An error as it is told, should it quote what was sent. */
function unsaid(error: unknown, secrets: readonly OpenSecret[]): unknown {
  const message = messageOf(error);
  const shown = veil(message, secrets);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  if (shown === message && veil(stack, secrets) === stack) return error;
  return error instanceof AppError ? new Invalid(shown) : new Error(shown);
}

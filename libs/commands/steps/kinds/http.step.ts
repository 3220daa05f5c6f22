import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { SafeHttp } from '../../http/safe-http';
import { type StepKind, type StepRun, template } from '../step-kind';

const shape = z.strictObject({
  kind: z.literal('http'),
  url: template,
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  headers: z.record(z.string().max(100), template).optional(),
  body: template.optional(),
  as: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .optional()
    .meta({
      description: 'The variable that holds `status`, `text`, `json` and `headers`; `http`, if left out.',
    }),
});

/** Milliseconds that an endpoint may take. */
const patience = 10_000;
/** Bytes of an answer. */
const largestAnswer = 256 * 1024;

@Injectable()
export class HttpStep implements StepKind<typeof shape> {
  readonly kind = 'http';
  readonly description = 'Calls an address on the internet.';
  readonly shape = shape;

  constructor(private readonly http: SafeHttp) {}

  async run({ url, method, headers, body, as }: z.output<typeof shape>, run: StepRun): Promise<void> {
    const named = await Promise.all(
      Object.entries(headers ?? {}).map(async ([name, value]) => [name, await run.render(value)] as const),
    );
    const {
      status,
      text,
      headers: answered,
    } = await this.http.request({
      method: method ?? 'GET',
      url: await run.render(url),
      headers: Object.fromEntries(named),
      ...(body !== undefined && { body: await run.render(body) }),
      timeoutMs: patience,
      maxBytes: largestAnswer,
      signal: run.signal,
    });
    run.variables[as ?? 'http'] = { status, text, json: jsonOrNull(text), headers: answered };
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

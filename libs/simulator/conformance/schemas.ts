import { join } from 'node:path';

import type { ErrorObject } from 'ajv';
import Ajv from 'ajv';
import type { Schema } from 'ts-json-schema-generator';
import { createGenerator } from 'ts-json-schema-generator';

import type { Answers } from './wire-types';

const root = join(__dirname, '../../..');

/** JSON Schemas of discord-api-types, generated when they are asked for. Fields beyond the types are let through. */
export class Schemas {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, verbose: true });

  constructor() {
    const generator = createGenerator({
      path: join(__dirname, 'wire-types.ts'),
      tsconfig: join(root, 'tsconfig.json'),
      type: '*',
      expose: 'export',
      encodeRefs: false,
      skipTypeCheck: true,
      additionalProperties: true,
    });
    for (const name of ['Answers', 'Dispatches']) {
      this.ajv.addSchema(withSums(generator.createSchema(name)), name);
    }
  }

  /** What is wrong with an answer of REST, in sentences; nothing when it is as the types say. */
  ofAnswer(name: keyof Answers, value: unknown): string[] {
    return this.problems(`Answers#/definitions/Answers/properties/${name}`, value);
  }

  /** What is wrong with an event of the gateway. */
  ofDispatch(event: string, value: unknown): string[] {
    return this.problems(`Dispatches#/definitions/Dispatches/properties/${event}`, value);
  }

  private problems(reference: string, value: unknown): string[] {
    const check = this.ajv.getSchema(reference);
    if (!check) return [`There is no schema ${reference}.`];
    return check(value) ? [] : (check.errors ?? []).map(worded);
  }
}

const worded = ({ instancePath, message = '', params, data }: ErrorObject): string =>
  `${instancePath} ${message} ${JSON.stringify(params)}: ${JSON.stringify(data)?.slice(0, 120)}`;

/** The generator takes an enum of bits for a choice of one; on the wire it is any sum of them. */
function withSums(schema: Schema): Schema {
  const definitions = Object.entries(schema.definitions ?? {}).map(([name, definition]) => [
    name,
    name.endsWith('Flags') ? { type: 'integer', minimum: 0 } : definition,
  ]);
  return { ...schema, definitions: Object.fromEntries(definitions) };
}

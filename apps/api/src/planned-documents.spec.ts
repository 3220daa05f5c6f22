import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { planOf } from '@cube/platform/execution/plan';
import { buildSchema, getOperationAST, parse } from 'graphql';

import manifest from './trusted-documents.generated.json';

describe('the documents of the panel', () => {
  it('are executed by a plan, but for mutations', () => {
    const schema = buildSchema(readFileSync(join(__dirname, '../../../schema.graphql'), 'utf8'));
    const unplanned = Object.values(manifest).filter(({ text }) => {
      const document = parse(text);
      const operation = getOperationAST(document);
      return operation?.operation !== 'mutation' && !(operation && planOf({ schema, document }, operation));
    });
    expect(unplanned.map(({ name }) => name)).toEqual([]);
  });
});

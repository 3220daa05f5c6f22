import { referToSteps, StepBook } from '@cube/commands/steps/step-book';
import type { StepKind } from '@cube/commands/steps/step-kind';
import { stepKinds } from '@cube/commands/steps/step-kinds';
import { z } from 'zod';

import { botFile } from './bot-file';

/** The file of a bot as JSON Schema (2020-12), for editors. `tools/bot-schema.mjs` writes it into the panel’s public files. */
export function botFileSchema(): object {
  // Of a kind only its shape is asked, and that needs nothing of what a kind is made with.
  const kinds = stepKinds.map((Kind): StepKind => Reflect.construct(Kind, []));
  const { $schema, ...file } = z.toJSONSchema(botFile, {
    io: 'input',
    override: ({ jsonSchema }) => referToSteps(jsonSchema),
  });
  return {
    $schema,
    title: 'A bot of Social Cube',
    ...file,
    $defs: { ...file.$defs, ...new StepBook(kinds).jsonSchema() },
  };
}

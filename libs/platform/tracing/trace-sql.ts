import type { AfterQueryEvent, DataSource } from 'typeorm';

import { redact } from '../redaction';
import { tracing } from './tracing';

const mostLetters = 2000;

/** Has the statements of a data source traced below what runs them: their text, and none of their values. */
export function traceSql(database: DataSource): void {
  if (!tracing()) return;
  database.subscribers.push({
    afterQuery: ({ query, executionTime, success }: AfterQueryEvent) => {
      const text = query.trim();
      const [verb = 'SQL'] = /^\w+/.exec(text) ?? [];
      tracing()?.note(
        verb.toUpperCase(),
        {
          kind: 'client',
          attributes: {
            'db.system.name': 'postgresql',
            'db.query.text': redact(text.slice(0, mostLetters)),
          },
        },
        executionTime ?? 0,
        success === false,
      );
    },
  });
}

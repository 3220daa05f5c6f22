import { Invalid } from '@cube/platform/errors';

/** What is wrong with a file before it is known what it says, and on which line (from 1 on). */
export class WrongYaml extends Invalid {
  constructor(line: number, what: string) {
    const message = `Line ${line}: ${what}`;
    super(message, [{ field: 'yaml', message }]);
  }
}

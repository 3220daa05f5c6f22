import { templateVariables } from '@cube/discord-rules/template-variables';

import { Templates } from './templates';

describe('the list of variables for the editor', () => {
  it('names each once', () => {
    const names = templateVariables.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it.each(templateVariables)('has $name as templates can write it', ({ name, example }) => {
    const templates = new Templates();
    expect(templates.check(`{{ ${name.replace('*', 'something')} }}${example}`)).toEqual([]);
  });
});

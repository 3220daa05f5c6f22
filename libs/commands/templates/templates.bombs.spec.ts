import { TemplateRefused } from './template-errors';
import { Templates } from './templates';
import { bombs, loot } from './testing';

const templates = new Templates();
/** The clock, which a cold process under load may well meet before any other limit, has a spec of its own. */
const patient = { milliseconds: 60_000 };

describe('a template bomb [SA-34]', () => {
  for (const { name, text, limit } of bombs) {
    if (limit === undefined) {
      it(`comes to nothing: ${name}`, async () => {
        await expect(templates.render(text, loot, patient)).resolves.toMatch(/^0?$/);
      });
      continue;
    }
    it(`breaks its limit of ${limit}: ${name}`, async () => {
      const error = await templates.render(text, loot, patient).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TemplateRefused);
      expect(error).toMatchObject({ code: 'INVALID', limit, facts: { limit } });
      expect(String(error)).toContain(`The template breaks its limit of ${limit}: `);
    });
  }
});

it('stops a template by the clock where its steps would let it go on [SA-34]', async () => {
  const endless = '{% for i in (1..1000) %}{% for j in (1..1000) %}{% endfor %}{% endfor %}';
  await expect(templates.render(endless, {}, { steps: 1e9, milliseconds: 5 })).rejects.toMatchObject({
    limit: 'time',
    complaint: expect.stringContaining('more than 5 ms'),
  });
});

import { TemplateRefused } from './template-errors';
import { Templates } from './templates';
import { bombs, loot } from './testing';

const templates = new Templates();

describe('a template bomb [SA-34]', () => {
  for (const { name, text, limit } of bombs) {
    if (limit === undefined) {
      it(`comes to nothing: ${name}`, async () => {
        await expect(templates.render(text, loot)).resolves.toMatch(/^0?$/);
      });
      continue;
    }
    it(`breaks its limit of ${limit}: ${name}`, async () => {
      const error = await templates.render(text, loot).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TemplateRefused);
      expect(error).toMatchObject({ code: 'INVALID', limit, facts: { limit } });
      expect(String(error)).toContain(`The template breaks its limit of ${limit}: `);
    });
  }
});

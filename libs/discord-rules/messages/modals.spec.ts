import type { ModalShape, TextInputShape } from './message-shape';
import { modalProblems } from './modals';

const input = (more: Partial<TextInputShape> = {}): TextInputShape => ({
  customId: 'why',
  label: 'Why?',
  style: 'SHORT',
  ...more,
});
const modal = (more: Partial<ModalShape> = {}): ModalShape => ({
  customId: 'report',
  title: 'Report',
  inputs: [input()],
  ...more,
});
const inputs = (count: number) =>
  Array.from({ length: count }, (_, index) => input({ customId: `${index}` }));

describe('a form', () => {
  it('may ask for five things', () => {
    const full = input({
      style: 'PARAGRAPH',
      minLength: 0,
      maxLength: 4000,
      placeholder: 'Because …',
      value: 'v'.repeat(4000),
    });
    expect(modalProblems(modal({ title: 't'.repeat(45), inputs: [full, ...inputs(4)] }))).toEqual([]);
  });

  it.each<[string, ModalShape, string, string]>([
    ['a title of 46', modal({ title: 't'.repeat(46) }), 'title', 'this has 46'],
    ['no id', modal({ customId: '' }), 'customId', 'an id'],
    ['nothing to fill in', modal({ inputs: [] }), 'inputs', 'at least one'],
    ['six inputs', modal({ inputs: inputs(6) }), 'inputs', 'At most 5 inputs'],
    ['inputs of one id', modal({ inputs: [input(), input()] }), 'inputs.1.customId', 'has the id why'],
    ['a label of 46', modal({ inputs: [input({ label: 'l'.repeat(46) })] }), 'inputs.0.label', 'this has 46'],
    [
      'a placeholder of 101',
      modal({ inputs: [input({ placeholder: 'p'.repeat(101) })] }),
      'inputs.0.placeholder',
      'this has 101',
    ],
    [
      'a value of 4,001',
      modal({ inputs: [input({ value: 'v'.repeat(4001) })] }),
      'inputs.0.value',
      'this has 4001',
    ],
    [
      'a most length of 0',
      modal({ inputs: [input({ maxLength: 0 })] }),
      'inputs.0.maxLength',
      'from 1 to 4000',
    ],
    [
      'a least length above the most',
      modal({ inputs: [input({ minLength: 5, maxLength: 4 })] }),
      'inputs.0.minLength',
      'above the most',
    ],
  ])('does not have %s', (_, shape, field, sentence) => {
    expect(modalProblems(shape)).toEqual([{ field, message: expect.stringContaining(sentence) }]);
  });
});

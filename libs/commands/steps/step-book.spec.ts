import { SafeHttp } from '../http/safe-http';
import { fromComponentId, toComponentId } from './component-id';
import { BranchStep, RunCommandStep, WaitStep } from './kinds/flow.steps';
import { ModalStep } from './kinds/modal.step';
import { ReplyStep } from './kinds/reply.step';
import { StepBook } from './step-book';
import type { StepData } from './step-kind';

const book = new StepBook([
  new ReplyStep(new SafeHttp()),
  new ModalStep(),
  new BranchStep(),
  new RunCommandStep(),
  new WaitStep(),
]);
const reply = (content: string): StepData => ({ kind: 'reply', content }) as StepData;
const choice = (...steps: StepData[]) =>
  ({ kind: 'if', value: 'a', test: 'is', with: 'a', then: steps }) as StepData;

describe('the book of steps', () => {
  it('finds nothing wrong with steps of every depth that is allowed', () => {
    expect(book.problems([reply('Hello'), choice(choice(choice(choice(reply('deep')))))])).toEqual([]);
  });

  it('says where something is wrong, and what there is instead', () => {
    const problems = book.problems([
      { kind: 'dance' },
      { kind: 'wait', seconds: -1 } as StepData,
      choice({ kind: 'reply', contents: 'typo' } as StepData),
    ]);
    expect(problems.map(({ field }) => field)).toEqual(['steps.0.kind', 'steps.1.seconds', 'steps.2.then.0']);
    expect(problems[0]?.message).toContain('reply, modal, if, run, wait');
  });

  it('refuses steps that stand too deep, and too many of them', () => {
    const deep = choice(choice(choice(choice(choice(reply('too deep'))))));
    expect(book.problems([deep])[0]?.message).toContain('5 deep');
    const many = Array.from({ length: 25 }, () => choice(...Array.from({ length: 4 }, () => reply('x'))));
    expect(book.problems(many)[0]?.message).toContain('at most 100 steps');
  });

  it('finds the steps of a component again, however deep it stands', () => {
    const pressed = [reply('pressed')];
    const shown = {
      kind: 'reply',
      content: 'Press',
      components: [
        [
          { button: 'primary', label: 'A', steps: [] },
          { button: 'danger', label: 'B', steps: pressed },
        ],
      ],
    } as StepData;
    const steps = [reply('first'), choice(reply('x'), shown)];
    expect(book.find(steps, '1.then.1.components.0.1.steps')).toEqual(pressed);
    expect(book.find(steps, '1.then.1.components.9.9.steps')).toBeNull();
    expect(book.find(steps, '__proto__')).toBeNull();
  });

  it('tells the shape of steps as JSON Schema, in which steps refer to themselves', () => {
    const schema = JSON.parse(JSON.stringify(book.jsonSchema()));
    expect(schema.steps.items).toEqual({ $ref: '#/$defs/step' });
    expect(schema.step.anyOf).toHaveLength(5);
    const branch = schema.step.anyOf.find(({ properties }: { properties: object }) => 'then' in properties);
    expect(branch.properties.then).toEqual({ $ref: '#/$defs/steps' });
  });
});

describe('the id of a component', () => {
  const commandId = '0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';

  it('leads back, and fits into a hundred characters at the greatest depth', () => {
    const path = Array.from({ length: 5 }, () => '24.components.4.4.steps').join('.');
    const id = toComponentId({ commandId, version: 'aB3_-9', path });
    expect(id.length).toBeLessThanOrEqual(100);
    expect(fromComponentId(id)).toEqual({ commandId, version: 'aB3_-9', path });
  });

  it('is nobody else’s', () => {
    for (const id of ['confirm', 'cube.', 'cube.zz.1.2', `cube.${'a'.repeat(31)}.abc.0`]) {
      expect(fromComponentId(id)).toBeNull();
    }
  });
});

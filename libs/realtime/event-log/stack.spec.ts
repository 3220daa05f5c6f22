import { traceOf } from './stack';

const thrown = (stack: string): Error => Object.assign(new Error('It broke.'), { stack });

describe('[SC-50] the trace of an error', () => {
  it('names the file and the function that threw it, as the workspace has them', () => {
    function breakIt(): never {
      throw new TypeError('It broke in /secret/place.');
    }
    try {
      breakIt();
    } catch (error) {
      const trace = traceOf(error);
      expect(trace).toMatchObject({
        module: 'libs/realtime/event-log/stack.spec.ts',
        function: 'breakIt',
      });
      expect(trace.stack).toMatch(/^at breakIt \(libs\/realtime\/event-log\/stack\.spec\.ts:\d+:\d+\)\n/);
      expect(trace.stack).not.toContain(process.cwd());
      expect(trace.stack).not.toContain('secret');
    }
    expect.assertions(4);
  });

  it('passes over what is none of ours, and keeps no path of the machine', () => {
    const stack = `Error: It broke.
    at node:internal/process/task_queues:95:5
    at /home/ada/cube/node_modules/pg/lib/client.js:10:3
    at async Logs.list (file:///srv/cube/libs/logging/logs.service.ts:51:20)
    at new Thing (C:\\Users\\ada\\cube\\apps\\api\\src\\main.ts:1:2)
    at /tmp/ada/odd.js:7:7
    at eval (eval at go (/home/ada/evil.js:1:1), <anonymous>:1:1)
    at Array.map (<anonymous>)`;
    expect(traceOf(thrown(stack))).toEqual({
      module: 'libs/logging/logs.service.ts',
      function: 'Logs.list',
      stack: [
        'at node:internal/process/task_queues:95:5',
        'at node_modules/pg/lib/client.js:10:3',
        'at Logs.list (libs/logging/logs.service.ts:51:20)',
        'at new Thing (apps/api/src/main.ts:1:2)',
        'at odd.js:7:7',
      ].join('\n'),
    });
  });

  it('is bounded, and nothing when nothing is known', () => {
    const deep = traceOf(thrown(`Error\n${'    at go (/srv/libs/a.ts:1:1)\n'.repeat(500)}`));
    expect(deep.stack?.split('\n')).toHaveLength(30);
    const nothing = { module: null, function: null, stack: null };
    expect(traceOf(thrown(`    at ${'x'.repeat(100_000)} (`))).toEqual(nothing);
    expect(traceOf('a text')).toEqual(nothing);
    expect(traceOf(thrown(''))).toEqual(nothing);
  });
});

/** Our templates under every bomb that we know of. */
import { Templates } from '@cube/commands/templates/templates';
import { bombs, loot } from '@cube/commands/templates/testing';

import { offer } from '../kit/commands';

const ordinary = [
  'Hi {{ user.name | upcase }}, {{ options.text | truncate: 20 }}!',
  '{% for word in words limit: 10 %}{{ forloop.index }}. {{ word | capitalize }}\n{% endfor %}',
  '{% if user.name == "ada" and options.count > 2 %}{{ now | date: "%A %H:%M" }}{% else %}no{% endif %}',
  '{% assign sorted = words | sort | uniq %}{{ sorted | join: ", " | escape_markdown }}',
];

/** CPU µs of one render, by a `Templates` that has not seen the text. */
async function costOf(text: string): Promise<number> {
  const templates = new Templates();
  const before = process.cpuUsage();
  await templates.render(text, loot).catch(() => undefined);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

offer({
  async warm(times) {
    const variables = {
      user: { name: 'ada' },
      words: ['pear', 'fig'],
      now: 1_700_000_000,
      options: { text: 'x', count: 3 },
    };
    for (let time = 0; time < times; time += 1)
      for (const text of ordinary) await new Templates().render(text, variables);
    return times;
  },
  /** CPU µs of the worst; with BENCH_VERBOSE each is told. */
  async worst() {
    let worst = 0;
    for (const { name, text } of bombs) {
      const cost = await costOf(text);
      if (process.env['BENCH_VERBOSE'])
        process.stderr.write(`${(cost / 1000).toFixed(1).padStart(8)} ms  ${name}\n`);
      worst = Math.max(worst, cost);
    }
    return worst;
  },
});

import { readFileSync } from 'node:fs';

import { z } from 'zod';

/** One line of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const comment = /^# (HELP|TYPE) [a-zA-Z_:][\w:]* \S/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;

/** Reads the text format as strictly as Prometheus does; throws at the first line that is none of it. */
export function samplesIn(text: string): readonly Sample[] {
  return text
    .split('\n')
    .filter((each) => each !== '' && !comment.test(each))
    .map((each) => {
      const [, name = '', inside = '', number = ''] = line.exec(each) ?? [];
      const found = [...inside.matchAll(label)];
      const isWhole = found.reduce((length, [whole]) => length + whole.length, 0) === inside.length;
      const value = number === '+Inf' ? Infinity : Number(number);
      if (name === '' || !isWhole || (Number.isNaN(value) && number !== 'Nan'))
        throw new Error(`This is no line of Prometheus' text format: ${each}`);
      return { name, labels: Object.fromEntries(found.map(([, key, shown]) => [key, shown])), value };
    });
}

const dashboard = z.looseObject({
  panels: z.array(
    z.looseObject({ targets: z.array(z.looseObject({ expr: z.string() })).optional(), title: z.string() }),
  ),
});

/** Every metric that a panel of the Grafana dashboard asks for. */
export function metricsOfDashboard(): readonly string[] {
  const { panels } = dashboard.parse(JSON.parse(readFileSync('docker/grafana/social-cube.json', 'utf8')));
  const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join('\n');
  return [...new Set(asked.match(/\b(cube|nodejs|process)_\w+/g))].sort();
}

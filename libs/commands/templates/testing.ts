import type { Variables } from './renderer';
import type { TemplateLimit } from './template-errors';

/** A template that wants too much. The specs ask which limit it breaks, the bench how long that takes. */
export interface Bomb {
  readonly name: string;
  readonly text: string;
  /** Undefined where it comes to nothing here, though not in liquidjs as it stands. */
  readonly limit: TemplateLimit | undefined;
}

/** What an HTTP step may have brought in: 200 KB of text, and lists. */
export const loot: Variables = {
  text: 'a'.repeat(200_000),
  half: `${'a'.repeat(50_000)}b${'a'.repeat(50_000)}`,
  blanks: ' '.repeat(200_000),
  opened: '<'.repeat(200_000),
  quarter: 'a'.repeat(4000),
  format: '%A'.repeat(2000),
  path: 'items[(10000000000000000..10000000000000009)]',
  numbers: Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 100_003),
  words: Array.from({ length: 20_000 }, (_, index) => `word ${index}`),
  tree: Array.from({ length: 100 }, () => ({
    items: Array.from({ length: 100 }, (_, index) => ({ index })),
  })),
};

const grow = (step: string, times: number) =>
  `{% assign a = "xxxxxxxx" %}${step.repeat(times)}{{ a | size }}`;
const loop = (body: string, times = 1000) => `{% for i in (1..${times}) %}${body}{% endfor %}`;

const byLimit: Readonly<Record<TemplateLimit, Readonly<Record<string, string>>>> = {
  length: {
    'a template of 100 KB': 'x'.repeat(100_000),
    'nothing but outputs': '{{a}}'.repeat(1500),
    'an output of 100 KB of filters': `{{ a ${'| upcase '.repeat(10_000)}}}`,
    'an inline comment of blank lines': `{%#${'\n'.repeat(100_000)}%}`,
    'an expression of a thousand operators': `{{ 1${' == 1'.repeat(1500)} }}`,
    'a hundred thousand brackets': `{{ ${'('.repeat(100_000)} }}`,
  },
  nesting: {
    'tags within tags': '{% if a %}'.repeat(490),
    'loops within loops': `${'{% for i in a %}'.repeat(200)}${'{% endfor %}'.repeat(200)}`,
    'look-ups within look-ups': `{{ ${'a['.repeat(3900)}`.padEnd(7990) + '}}',
    'ranges within ranges': `{{ ${'('.repeat(7900)} }}`,
  },
  time: {
    'an empty loop in a loop': loop(loop('')),
    'six loops in each other': [1, 2, 3, 4, 5].reduce((body) => loop(body, 100), loop('')),
    'loops that skip everything': loop(loop('{% continue %}x')),
    'a chain of operators in a loop': loop(`{% if a${' and a'.repeat(400)} %}{% endif %}`),
    'a chain of comparisons in a loop': loop(`{% if 1${' == 1'.repeat(400)} %}{% endif %}`),
    'a case of many values in a loop': loop(
      `{% case text %}{% when 0${', text'.repeat(500)} %}{% endcase %}`,
    ),
    'dates in a loop': loop('{% assign d = i | date: "%A %B" %}'),
    'dates of many zones': loop('{% assign d = i | date: "%H", "Asia/Tokyo" %}'),
    'a look for a text in a text': '{{ text contains half }}{% if text contains half %}{% endif %}',
    'a text split by a long one': '{{ text | split: half | size }}',
    'a long text replaced': '{{ text | replace: half, "" | size }}',
    'a list of a hundred thousand, sorted': '{{ numbers | sort | first }}',
    'words sorted again and again': `{{ words ${'| sort_natural '.repeat(100)} | first }}`,
    'a list looked through in a loop': loop('{% if numbers contains "x" %}{% endif %}'),
    'blanks squeezed in a loop': loop('{% assign b = blanks | squish %}'),
    'a sum of everything': loop('{% assign s = numbers | sum %}'),
    'a property deep within': loop(`{% if tree${'[0]["items"][0]'.repeat(100)} %}{% endif %}`),
    'a tree many times over': `{% assign a = tree %}${'{% assign a = a | concat: a %}'.repeat(6)}{{ a | json | size }}`,
  },
  memory: {
    'a thousand million numbers': '{% for i in (1..1000000000) %}x{% endfor %}',
    'a range that counts where doubles do not':
      '{% for i in (10000000000000000..10000000000000009) %}{% endfor %}',
    'an endless range': '{% assign end = 1 | divided_by: 0 %}{% for i in (1..end) %}{% endfor %}',
    'a text doubled': grow('{% assign a = a | append: a %}', 100),
    'a text doubled in a loop': `{% assign a = "xxxxxxxx" %}${loop('{% assign a = a | append: a %}')}{{ a | size }}`,
    'a text put in place of each letter': '{{ quarter | replace: "a", quarter | size }}',
    'a text put between all letters': '{{ quarter | replace: "", quarter | size }}',
    'a capture that captures itself': `{% assign a = "xxxxxxxx" %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(100)}`,
    'a capture of a loop': `{% capture a %}${loop('x'.repeat(7000))}{% endcapture %}`,
    'a list doubled': `{% assign a = "x" | split: "," %}${'{% assign a = a | concat: a %}'.repeat(100)}{{ a | size }}`,
    'a list joined by a text': '{{ words | join: quarter | size }}',
    'a date of a format without end': '{{ 1 | date: format }}',
    'a date of a million zeros': '{{ 1 | date: "%1000000d" }}',
    'copies of a large text': `{{ text ${'| upcase '.repeat(100)} | size }}`,
  },
  output: {
    'ten megabytes': loop('x'.repeat(7900)),
    'a loop in a loop that speaks': loop(loop('xxxxxxxxxxxxxxxx')),
    'a text of 200 KB': '{{ text }}',
    'raw text in a loop': loop(`{% raw %}${'{{ x }}'.repeat(1000)}{% endraw %}`),
    'tags that nobody closed': '{{ opened | strip_html }}',
    'a list of everything': '{{ words }}',
  },
};

const harmless = {
  'a path with a range in it': '{{ tree | where: path, 1 | size }}',
  'counting loops from outside': loop('{{ forloop.next.next }}', 100),
};

/** Every bomb we know of. */
export const bombs: readonly Bomb[] = [
  ...Object.entries(byLimit).flatMap(([limit, texts]) =>
    Object.entries(texts).map(([name, text]): Bomb => ({ name, text, limit: limit as TemplateLimit })),
  ),
  ...Object.entries(harmless).map(([name, text]): Bomb => ({ name, text, limit: undefined })),
];

import { filters as stockFilters, Liquid } from 'liquidjs';

import { TemplateBroken } from './template-errors';
import { Templates } from './templates';

const templates = new Templates();
const variables = {
  user: { id: '80351110224678912', name: 'ada' },
  options: { count: 3, text: 'Hello  World' },
  words: ['pear', 'Apple', 'fig', 'pear'],
  people: [
    { name: 'Grace', age: 46, team: { name: 'navy' } },
    { name: 'Ada', age: 36, team: { name: 'engine' } },
    { name: 'Linus', age: null },
  ],
  now: 1_700_000_000,
  http: { json: { toString: 'mine', constructor: 'theirs', nested: [1, [2, 3]] } },
};
const render = (text: string) => templates.render(text, variables);

describe('a template [SA-34]', () => {
  it.each([
    ['Hi {{ user.name | capitalize }}!', 'Hi Ada!'],
    [
      '{% for i in (1..options.count) %}{{ forloop.index }}{% unless forloop.last %}, {% endunless %}{% endfor %}',
      '1, 2, 3',
    ],
    ['{% for word in words limit: 2 %}{{ word }} {% else %}none{% endfor %}', 'pear Apple '],
    ['{% for pair in user %}{{ pair[0] }}={{ pair[1] }};{% endfor %}', 'id=80351110224678912;name=ada;'],
    ['{% if user.name == "ada" and options.count > 2 %}yes{% else %}no{% endif %}', 'yes'],
    ['{% case options.count %}{% when 1 %}one{% when 2, 3 %}few{% else %}many{% endcase %}', 'few'],
    ['{% capture greeting %}Hi {{ user.name }}{% endcapture %}{{ greeting | upcase }}', 'HI ADA'],
    ['{% assign total = people | map: "age" | sum %}{{ total }}', '82'],
    ['{{ people | sort: "name" | map: "name" | join: ", " }}', 'Ada, Grace, Linus'],
    ['{{ people | where: "team.name", "navy" | map: "name" }}', 'Grace'],
    ['{{ words contains "fig" }} {{ user.name contains "d" }}', 'true true'],
    ['{% if words == empty %}e{% endif %}{% if user.nick == blank %}b{% endif %}', 'b'],
    ['{{ unknown.of.something }}{{ unknown | default: "nobody" }}', 'nobody'],
    ['{% comment %}not {{ shown }}{% endcomment %}{% raw %}{{ shown }}{% endraw %}', '{{ shown }}'],
    ['{{ now | date: "%A, %-d %B %Y %H:%M" }}', 'Tuesday, 14 November 2023 22:13'],
    ['{{ now | date: "%H:%M", "Asia/Tokyo" }}', '07:13'],
    ['{{ now | discord_time: "R" }}', '<t:1700000000:R>'],
    ['{{ "2023-11-14T22:13:20Z" | discord_time }}', '<t:1700000000:f>'],
    ['{{ http.json }}', '{"toString":"mine","constructor":"theirs","nested":[1,[2,3]]}'],
    ['{{ http.json.nested }} {{ http.json.constructor }}', '123 theirs'],
    ['{{ words | first }} {{ words.last }} {{ words.size }} {{ words[-2] }}', 'pear pear 4 fig'],
    ['{{ "a*b _c_ <@1> # d" | escape_markdown }}', 'a\\*b \\_c\\_ \\<@1\\> # d'],
  ])('%s', async (text, expected) => {
    await expect(render(text)).resolves.toBe(expected);
  });

  it('escapes what Discord reads as headings, lists and quotes at the beginning of a line', async () => {
    const text = await templates.render('{{ text | escape_markdown }}', {
      text: '# one\n- two\n 3. three\n> four\n-5',
    });
    expect(text).toBe('\\# one\n\\- two\n 3\\. three\n\\> four\n\\-5');
  });

  it('cuts no emoji in two', async () => {
    await expect(
      templates.render('{{ t | truncate: 3, "" }}{{ t | slice: 1, 2 }}', { t: '👍👎👍👎' }),
    ).resolves.toBe('👍👎👍👎👍');
  });

  // Filters are ours, to be bounded; what they mean is Liquid's.
  it.each([
    'options.text | append: "!" | prepend: "> "',
    'options.text | replace: "l", "L" | remove: "o"',
    'options.text | replace_first: "l", "$&" | replace_last: "l", "-"',
    'options.text | remove_first: "l" | remove_last: "l"',
    'options.text | squish | downcase | truncate: 8',
    'options.text | truncatewords: 1',
    'options.text | url_encode | url_decode',
    'options.text | slice: -5, 3',
    'options.text | split: "" | reverse | join: ""',
    '"a,b,,c,," | split: "," | size',
    '" x " | strip | append: "y " | rstrip | prepend: " " | lstrip',
    'words | sort | join',
    'words | sort_natural | uniq | join: "-"',
    'words | concat: words | size',
    'words | slice: 1, 2 | join',
    'people | map: "age" | compact | join',
    'people | reject: "age" | map: "name" | first',
    'people | find: "name", "Ada" | json',
    'people | sum: "age"',
    '7 | divided_by: 2 | round | plus: 3 | minus: 0.5 | times: 2 | modulo: 4',
    '-7 | modulo: 3 | abs | at_least: 5 | at_most: 9',
    '2.4567 | round: 2',
    '"3.7" | ceil | plus: 0.2 | floor',
    'now | date: "%Y-%m-%dT%H:%M:%S%z %a %j"',
    'options.none | default: "x"',
    'false | default: true, allow_false: true',
  ])('means what liquidjs means by {{ %s }}', async (expression) => {
    const stock = new Liquid({ timezoneOffset: 0 });
    const text = `{{ ${expression} }}`;
    await expect(render(text)).resolves.toBe(await stock.parseAndRender(text, variables));
  });

  it.each([
    'user.constructor',
    'user.__proto__',
    'user.hasOwnProperty',
    'constructor',
    'toString',
    '__proto__.polluted',
    'words.map',
    'words.constructor.name',
    'user.name.constructor',
    'user["__proto__"]["toString"]',
    '"" | map: "constructor"',
    'words | map: "constructor.name" | join: ""',
    'words | sort: "__proto__" | map: "__proto__" | join: ""',
    'process.env.PATH',
    'globalThis',
  ])('sees nothing of JavaScript in {{ %s }}', async (expression) => {
    await expect(render(`{{ ${expression} }}`)).resolves.toBe('');
  });

  it('sees nothing of the machinery of a loop, and cannot turn it', async () => {
    await expect(
      render(
        '{% for w in words %}{{ forloop.constructor }}{{ forloop.__proto__ }}{{ forloop.next }}{{ forloop.index }}{% endfor %}',
      ),
    ).resolves.toBe('1234');
  });

  it('calls no function and no getter that slipped into its variables', async () => {
    const call = jest.fn();
    const slipped = {
      call,
      get got() {
        return call();
      },
      toLiquid: call,
      toJSON: 1,
    };
    await expect(templates.render('{{ v.call }}{{ v.got }}{{ v.size }}', { v: slipped })).resolves.toBe('4');
    expect(call).not.toHaveBeenCalled();
  });

  it('leaves its variables as they were, and remembers nothing', async () => {
    const before = structuredClone(variables);
    await render('{% assign user = "x" %}{% assign words = words | sort %}{% assign kept = 1 %}{{ user }}');
    expect(variables).toEqual(before);
    await expect(render('{{ kept }}{{ user.name }}')).resolves.toBe('ada');
  });

  it('comes out no longer than its place in Discord takes', async () => {
    await expect(
      templates.render('{{ t }}', { t: 'x'.repeat(2000) }, { output: 2000 }),
    ).resolves.toHaveLength(2000);
    await expect(
      templates.render('{{ t }}', { t: 'x'.repeat(2001) }, { output: 2000 }),
    ).rejects.toMatchObject({
      limit: 'output',
      place: { line: 1, column: 1 },
    });
  });

  it('says where it broke a limit', async () => {
    await expect(render('Hello\n  {% for i in (1..5000) %}{% endfor %}')).rejects.toThrow(
      'The template breaks its limit of memory: a range has more than 1000 numbers. Make shorter texts and lists, ' +
        'for example with "truncate" or "slice". (line 2, column 3)',
    );
  });
});

describe('the check of a template [SA-34]', () => {
  it.each([
    ['Hi {{ user.name }}', []],
    [
      'Hi {{ user.name | shout }}',
      [{ message: 'The template is wrong: there is no filter "shout".', line: 1, column: 4 }],
    ],
    [
      'a\nb {% include "x" %}',
      [{ message: 'The template is wrong: there is no tag "include".', line: 2, column: 3 }],
    ],
    [
      '\n {% if a %}b',
      [{ message: 'The template is wrong: tag {% if a %} not closed.', line: 2, column: 2 }],
    ],
    ['{{ a', [{ message: 'The template is wrong: output "{{ a" not closed.', line: 1, column: 1 }]],
    ['{{ a, b }}', [{ message: 'The template is wrong: unexpected ", b".', line: 1, column: 5 }]],
    [
      '{% assign a = "b %}',
      [{ message: 'The template is wrong: a text has no closing quote.', line: 1, column: 15 }],
    ],
    [
      'x'.repeat(9000),
      [
        {
          message: expect.stringContaining('limit of length: it has more than 8000 characters'),
          line: 1,
          column: 1,
        },
      ],
    ],
  ])('%#', (text, problems) => {
    expect(templates.check(text)).toEqual(problems);
  });

  it.each([
    'include',
    'render',
    'layout',
    'block',
    'increment',
    'decrement',
    'tablerow',
    'cycle',
    'liquid',
    'echo',
    '#',
  ])('knows no tag %s', (tag) => {
    expect(templates.check(`{% ${tag} 'a' %}`)).toHaveLength(1);
  });

  it('knows no filter of liquidjs that runs expressions', () => {
    const ours = Object.keys(stockFilters).filter(
      (name) => templates.check(`{{ a | ${name} }}`).length === 0,
    );
    expect(ours.filter((name) => /_exp$|push|unshift|group/.test(name))).toEqual([]);
  });

  it('does not care which filter broke at its input', async () => {
    await expect(render('{{ "%" | url_decode }}')).rejects.toThrow(TemplateBroken);
    await expect(render('{{ now | date: "%H", "Mars" }}')).rejects.toThrow('There is no time zone "Mars"');
  });
});

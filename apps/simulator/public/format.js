import { h } from '/api.js';

const link = (url, ...children) =>
  h('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...children);

/** What counts only at the beginning of a line. */
const lineMarks = [
  [
    /^(#{1,3}) +([^\n]+)\n?/,
    ([, { length }, text], names) => h('strong', { class: `heading-${length}` }, ...formatted(text, names)),
  ],
  [/^-# +([^\n]+)\n?/, ([, text], names) => h('small', { class: 'subtext' }, ...formatted(text, names))],
  [
    /^(?:> [^\n]*(?:\n|$))+/,
    ([quote], names) =>
      h('blockquote', {}, ...formatted(quote.replace(/^> /gm, '').replace(/\n$/, ''), names)),
  ],
  [/^( *)[-*] +(?=\S)/, ([, indent]) => `${indent}  • `],
];

/** The marks of Discord's markdown that people use, each with how it is shown. */
const marks = [
  [/^\\([^\w\s])/, ([, character]) => character],
  [/^```(?:\w*\n)?([\s\S]+?)```/, ([, code]) => h('pre', {}, h('code', {}, code))],
  [/^`([^`]+)`/, ([, code]) => h('code', {}, code)],
  [/^\*\*([\s\S]+?)\*\*/, ([, text], names) => h('strong', {}, ...formatted(text, names))],
  [/^__([\s\S]+?)__/, ([, text], names) => h('u', {}, ...formatted(text, names))],
  [/^~~([\s\S]+?)~~/, ([, text], names) => h('s', {}, ...formatted(text, names))],
  [/^\|\|([\s\S]+?)\|\|/, ([, text], names) => spoiler(formatted(text, names))],
  [/^\*([^*\s][\s\S]*?)\*/, ([, text], names) => h('em', {}, ...formatted(text, names))],
  [/^_([^_\s][\s\S]*?)_(?!\w)/, ([, text], names) => h('em', {}, ...formatted(text, names))],
  [/^<@!?(\d+)>/, ([, id], names) => h('span', { class: 'mention' }, `@${names.user(id)}`)],
  [/^<@&(\d+)>/, ([, id], names) => h('span', { class: 'mention' }, `@${names.role(id)}`)],
  [/^<#(\d+)>/, ([, id], names) => h('span', { class: 'mention' }, `#${names.channel(id)}`)],
  [/^@(?:everyone|here)\b/, ([text]) => h('span', { class: 'mention' }, text)],
  [/^<\/([^:>]+):\d+>/, ([, name]) => h('span', { class: 'mention' }, `/${name}`)],
  [/^<a?:(\w+):\d+>/, ([, name]) => `:${name}:`],
  [
    /^<t:(\d{1,11})(?::\w)?>/,
    ([, at]) => h('time', { class: 'mention' }, new Date(Number(at) * 1_000).toLocaleString()),
  ],
  [
    /^\[([^\]\n]+)\]\(<?(https?:\/\/[^\s<>)]+)>?\)/,
    ([, text, url], names) => link(url, ...formatted(text, names)),
  ],
  [/^<(https?:\/\/[^\s<>]+)>/, ([, url]) => link(url, url)],
  [/^https?:\/\/[^\s<>)]*[^\s<>).,;:!?'"]/, ([url]) => link(url, url)],
];

function spoiler(nodes) {
  const cover = h('button', { class: 'spoiler', 'aria-label': 'Spoiler: show it' });
  cover.addEventListener('click', () => cover.replaceWith(...nodes));
  return cover;
}

/** Text with Discord's marks, as nodes: nothing in it is ever read as HTML. */
export function formatted(text, names) {
  const nodes = [];
  let plain = '';
  let rest = text;
  let startsLine = true;
  const flush = () => {
    if (plain) nodes.push(plain);
    plain = '';
  };
  while (rest) {
    const found = (startsLine ? [...lineMarks, ...marks] : marks)
      .map(([pattern, show]) => [pattern.exec(rest), show])
      .find(([match]) => match);
    if (found) {
      const [match, show] = found;
      flush();
      nodes.push(show(match, names));
      rest = rest.slice(match[0].length);
      startsLine = match[0].endsWith('\n');
    } else {
      const [word] = /^(?:[^\W_]+|[\s\S])/.exec(rest);
      plain += word;
      rest = rest.slice(word.length);
      startsLine = word === '\n';
    }
  }
  flush();
  return nodes;
}

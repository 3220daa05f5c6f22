import { h } from '/api.js';

/** The marks of Discord's markdown that people use, each with how it is shown. */
const marks = [
  [/^```(?:\w*\n)?([\s\S]+?)```/, ([, code]) => h('pre', {}, h('code', {}, code))],
  [/^`([^`]+)`/, ([, code]) => h('code', {}, code)],
  [/^\*\*([\s\S]+?)\*\*/, ([, text], names) => h('strong', {}, ...formatted(text, names))],
  [/^__([\s\S]+?)__/, ([, text], names) => h('u', {}, ...formatted(text, names))],
  [/^~~([\s\S]+?)~~/, ([, text], names) => h('s', {}, ...formatted(text, names))],
  [/^\*([^*\s][\s\S]*?)\*/, ([, text], names) => h('em', {}, ...formatted(text, names))],
  [/^_([^_\s][\s\S]*?)_(?!\w)/, ([, text], names) => h('em', {}, ...formatted(text, names))],
  [/^<@!?(\d+)>/, ([, id], names) => h('span', { class: 'mention' }, `@${names.user(id)}`)],
  [/^<@&(\d+)>/, ([, id], names) => h('span', { class: 'mention' }, `@${names.role(id)}`)],
  [/^<#(\d+)>/, ([, id], names) => h('span', { class: 'mention' }, `#${names.channel(id)}`)],
  [/^<\/([^:>]+):\d+>/, ([, name]) => h('span', { class: 'mention' }, `/${name}`)],
  [/^<t:(\d+)(?::\w)?>/, ([, at]) => h('time', {}, new Date(Number(at) * 1_000).toLocaleString())],
  [
    /^https?:\/\/[^\s<>)]+/,
    ([url]) => h('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, url),
  ],
];

/** Text with Discord's marks, as nodes: nothing in it is ever read as HTML. */
export function formatted(text, names) {
  const nodes = [];
  let plain = '';
  let rest = text;
  const flush = () => {
    if (plain) nodes.push(plain);
    plain = '';
  };
  while (rest) {
    const found = marks.map(([pattern, show]) => [pattern.exec(rest), show]).find(([match]) => match);
    if (found) {
      const [match, show] = found;
      flush();
      nodes.push(show(match, names));
      rest = rest.slice(match[0].length);
    } else {
      const [word] = /^(?:[^\W_]+|[\s\S])/.exec(rest);
      plain += word;
      rest = rest.slice(word.length);
    }
  }
  flush();
  return nodes;
}

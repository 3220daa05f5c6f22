/** What a mail says, before it is plain text and HTML. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly name: string;
  /** A paragraph each. */
  readonly says: readonly string[];
  /** What to do, as the words of the link that does it. */
  readonly link?: { readonly words: string; readonly address: string };
  readonly after?: readonly string[];
}

/** Both shapes of a mail: whoever reads plain text misses nothing. No pictures, so that nobody hears who read it. */
export interface Body {
  readonly text: string;
  readonly html: string;
}

export function bodyOf({ name, says, link, after = [] }: Letter): Body {
  const greeting = `Hello ${name},`;
  const text = [
    greeting,
    ...says,
    ...(link ? [`${link.words}:\n${link.address}`] : []),
    ...after,
    'Social Cube',
  ].join('\n\n');
  const paragraph = (words: string) => `<p>${escaped(words)}</p>`;
  const html = [
    '<!doctype html><html lang="en"><body style="font-family: sans-serif; line-height: 1.5">',
    paragraph(greeting),
    ...says.map(paragraph),
    ...(link ? [`<p><a href="${escaped(link.address)}">${escaped(link.words)}</a></p>`] : []),
    ...after.map(paragraph),
    '<p>Social Cube</p></body></html>',
  ].join('\n');
  return { text: `${text}\n`, html };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);

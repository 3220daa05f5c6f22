/** What has a meaning anywhere in a text; `<` begins mentions, custom emoji and timestamps. */
const anywhere = /[\\*_~`|[\]<>]/g;
/** What has one at the beginning of a line: headings, lists, small print. */
const atLineStart = /^([ \t]*)([-+#]|\d+(?=\.))/gm;

/** A text that Discord shows as it stands (https://discord.com/developers/docs/reference#message-formatting). */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(anywhere, '\\$&')
    .replaceAll(atLineStart, (_, indent: string, mark: string) =>
      /\d/.test(mark) ? `${indent}${mark}\\` : `${indent}\\${mark}`,
    );
}

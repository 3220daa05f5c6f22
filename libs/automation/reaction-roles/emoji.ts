const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** An emoji as people write it, as the API of Discord takes it: a character, or `name:id`; null for what is neither. */
export function readEmoji(text: string): string | null {
  const written = text.trim();
  const own = /^<?a?:?(\w{2,32}:\d{15,20})>?$/.exec(written)?.[1];
  if (own) return own;
  const isOne = written.length <= 40 && [...graphemes.segment(written)].length === 1;
  return isOne && /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\u20E3/u.test(written)
    ? written
    : null;
}

/** A character with and without its variation selector is one emoji; one of a guild’s own keeps its id when it is renamed. */
export const isSameEmoji = (one: string, other: string): boolean => identityOf(one) === identityOf(other);

const identityOf = (emoji: string): string => emoji.split(':').at(-1)?.replaceAll('\uFE0F', '') ?? emoji;

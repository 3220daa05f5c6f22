/** The languages of Discord's client. Source: Discord's documentation, "API Reference", Locales. */
import { problem, type RuleProblem } from '../text';

export const locales = {
  id: 'Indonesian',
  da: 'Danish',
  de: 'German',
  'en-GB': 'English, UK',
  'en-US': 'English, US',
  'es-ES': 'Spanish',
  'es-419': 'Spanish, LATAM',
  fr: 'French',
  hr: 'Croatian',
  it: 'Italian',
  lt: 'Lithuanian',
  hu: 'Hungarian',
  nl: 'Dutch',
  no: 'Norwegian',
  pl: 'Polish',
  'pt-BR': 'Portuguese, Brazilian',
  ro: 'Romanian',
  fi: 'Finnish',
  'sv-SE': 'Swedish',
  vi: 'Vietnamese',
  tr: 'Turkish',
  cs: 'Czech',
  el: 'Greek',
  bg: 'Bulgarian',
  ru: 'Russian',
  uk: 'Ukrainian',
  hi: 'Hindi',
  th: 'Thai',
  'zh-CN': 'Chinese, China',
  ja: 'Japanese',
  'zh-TW': 'Chinese, Taiwan',
  ko: 'Korean',
} as const;

/** A text by language; null is as good as absent. Keys are checked by the rules, since people write them in files too. */
export type Localizations = Readonly<Record<string, string | null>>;

export const languageOf = (locale: string): string =>
  Object.entries(locales).find(([known]) => known === locale)?.[1] ?? locale;

/** `check` is the rule of the field that is translated. */
export function localizationProblems(
  texts: Readonly<Record<string, string>>,
  field: string,
  check: (text: string, field: string) => readonly RuleProblem[],
): readonly RuleProblem[] {
  return Object.entries(texts).flatMap(([locale, text]) =>
    Object.hasOwn(locales, locale)
      ? check(text, `${field}.${locale}`)
      : problem(
          `${field}.${locale}`,
          `Discord has no language ${locale}: write its code as Discord does, for example de or en-GB.`,
        ),
  );
}

const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** What a figure shows that nobody knows. */
export const unknown = '—';

export const count = (value: number | null): string => (value === null ? unknown : whole.format(value));

export function bytes(value: number | null): string {
  if (value === null) return unknown;
  const power = value < 1024 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), units.length - 1);
  return `${short.format(value / 1024 ** power)} ${units[power] ?? ''}`;
}

/** `value` in milliseconds. */
export const milliseconds = (value: number | null): string =>
  value === null
    ? unknown
    : value >= 10_000
      ? `${short.format(value / 1000)} s`
      : `${short.format(value)} ms`;

/** `value` in seconds. */
export const seconds = (value: number | null): string =>
  value === null
    ? 'none'
    : value >= 120
      ? `${whole.format(Math.round(value / 60))} min`
      : `${short.format(value)} s`;

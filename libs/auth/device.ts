import Bowser from 'bowser';

/** "Firefox on Linux", from what a browser says of itself. */
export function deviceOf(userAgent: string): string {
  const { browser, os } = Bowser.parse(userAgent || 'unknown');
  const parts = [browser.name, os.name].filter((name) => name !== undefined && name !== '');
  return parts.length > 0 ? parts.join(' on ') : 'an unknown program';
}

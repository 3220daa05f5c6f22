import type { IconName } from './icon';

/** A page's entry in the rail; the page's own folder declares it. */
export interface MenuEntry {
  readonly label: string;
  readonly link: string;
  readonly icon: IconName;
  readonly testId: string;
}

import type { Permission } from '../graphql.generated';
import type { IconName } from '../ui/icon';

/** A page's entry in the rail; the page's own folder declares it. */
export interface MenuEntry {
  readonly label: string;
  readonly link: string;
  readonly icon: IconName;
  readonly testId: string;
  /** Without it for anything at all, the page is not offered. */
  readonly needs?: Permission;
}

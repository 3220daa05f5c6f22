import { Drop, isFalsy } from 'liquidjs';

import { dateFilters } from './date-filters';
import type { TemplateFilters } from './filter-call';
import { listFilters } from './list-filters';
import { numberFilters } from './number-filters';
import { textFilters } from './text-filters';

/** Every filter there is: what is not here does not exist, whatever liquidjs comes with. */
export const filters = {
  ...textFilters,
  ...listFilters,
  ...numberFilters,
  ...dateFilters,
  default: (input, call) => {
    const value = input instanceof Drop ? undefined : input;
    if (value === false && call.named('allow_false') === true) return false;
    const isEmpty = (typeof value === 'string' || Array.isArray(value)) && value.length === 0;
    return isEmpty || isFalsy(value, call.context) ? call.arg(0) : value;
  },
} as const satisfies TemplateFilters;

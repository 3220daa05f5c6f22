import { Invalid } from '@cube/platform/errors';
import cronParser from 'cron-parser';

import { settings } from '../settings/settings';

export interface Timetable {
  /** Five fields. */
  readonly cron: string;
  readonly timeZone: string;
}

const refused = (field: string, message: string) => new Invalid(message, [{ field, message }]);

/** The first moment after `after` at which something is due. Throws `Invalid` for a timetable that is none. */
export function nextAfter({ cron, timeZone }: Timetable, after: Date): Date {
  if (!settings.timeZone.choices.some(({ value }) => value === timeZone)) {
    throw refused('timeZone', 'Choose a time zone of the list, such as Europe/Paris.');
  }
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) {
    throw refused(
      'cron',
      'Give five fields: minute, hour, day of the month, month, day of the week. 0 9 * * 1-5 is at nine on weekdays.',
    );
  }
  try {
    return cronParser.parseExpression(fields.join(' '), { tz: timeZone, currentDate: after }).next().toDate();
  } catch {
    throw refused(
      'cron',
      'This is no time that ever comes: 0 9 * * 1-5 is at nine on weekdays, */30 * * * * every half hour.',
    );
  }
}

import { type FieldProblem, Invalid } from '@cube/platform/errors';
import { z } from 'zod';

import { discordId } from '../settings/discord-id';
import { type Choosable, wrongWithTemplate } from '../settings/setting-checks';
import { nextAfter } from './timetable';

/** What of a scheduled message somebody writes. */
export const schedule = z.strictObject({
  channelId: discordId,
  cron: z.string().max(200).meta({ description: 'Five fields, as in 0 9 * * 1-5.' }),
  timeZone: z
    .string()
    .max(100)
    .meta({ description: 'In which the clock is read, for example Europe/Paris.' }),
  template: z.string().max(8000).meta({ description: 'What it says, in Liquid.' }),
  enabled: z.boolean().default(true).meta({ description: 'false switches it off.' }),
});
export type Schedule = Readonly<z.output<typeof schedule>>;

/** Scheduled messages of one bot in one guild. */
export const mostSchedules = 50;
/** Characters of one; Discord’s own bound is asked of what comes out of it. */
const longest = 4000;

export const scheduleOf = ({ channelId, cron, timeZone, template, enabled }: Schedule): Schedule => ({
  channelId,
  cron,
  timeZone,
  template,
  enabled,
});

/** Everything that is wrong with a scheduled message where there are these channels. */
export function problemsOfSchedule(written: Schedule, there: Choosable): readonly FieldProblem[] {
  const wrong = wrongWithTemplate(written.template, longest);
  return [
    ...wrongWithTimetable(written),
    ...(wrong === null ? [] : [{ field: 'template', message: wrong }]),
    ...(there.channels.has(written.channelId)
      ? []
      : [{ field: 'channelId', message: 'Choose a text channel of this server.' }]),
  ];
}

function wrongWithTimetable(written: Schedule): readonly FieldProblem[] {
  try {
    nextAfter(written, new Date());
    return [];
  } catch (error) {
    if (error instanceof Invalid) return error.fields;
    throw error;
  }
}

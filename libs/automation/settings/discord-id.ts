import { z } from 'zod';

/** An id of Discord as files and versions write it. */
export const discordId = z
  .string('Ids of Discord are texts here: put it in quotes.')
  .regex(/^\d{1,20}$/, 'This is no id of Discord.');

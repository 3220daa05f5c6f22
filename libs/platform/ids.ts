import { validate } from 'uuid';

/** True of an id as we give them: a UUID in lower case. PostgreSQL takes other spellings too, topics of the event log do not. */
export const isId = (text: string): boolean => validate(text) && text === text.toLowerCase();

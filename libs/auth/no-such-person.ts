import { NotFound } from '@cube/platform/errors';

export const noSuchPerson = () => new NotFound('There is no such account: somebody may have removed it.');

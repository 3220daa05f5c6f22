// The one fact that the product takes from outside its rooms.

import manifest from '../../package.json';

/** The version of Social Cube, as package.json has it. */
export const { version } = manifest;

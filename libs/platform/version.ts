// The one fact that the product takes from outside its rooms.
// eslint-disable-next-line @nx/enforce-module-boundaries
import manifest from '../../package.json';

/** The version of Social Cube, as package.json has it. */
export const { version } = manifest;

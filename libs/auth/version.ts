import manifest from '../../package.json';

/** The version of Social Cube, as package.json has it. */
export const { version } = manifest;

import { dirname } from 'node:path';

/** The absolute path of the folder that this repository is in. */
export const repository = dirname(import.meta.dirname);

import { readEnvironment } from './env.ts';

const { contentTableName } = readEnvironment();

/** Run by the stack's `Trigger` on every deployment that changed this function. */
export const handler = async (): Promise<void> => {
  throw new Error(`Seeding ${contentTableName} is being written.`);
};

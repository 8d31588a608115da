import { createHash } from 'node:crypto';
import type { Item } from '../../lambda/shared/questions/model.ts';

/** The first 16 hexadecimal digits of the SHA-256 of an item: two who were shown the same have the same. */
export const textOf = (item: Item): string =>
  createHash('sha256').update(JSON.stringify(item)).digest('hex').slice(0, 16);

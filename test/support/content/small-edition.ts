import { type Edition, makeEdition } from '../../../lambda/shared/table/edition.ts';
import { levelFacet } from '../../../lambda/shared/table/keys.ts';

/** An edition of three transactions' worth that differs from every other in each of its items, all of them in the index. */
export const editionOf = (name: string, count = 120): Edition =>
  makeEdition(
    Array.from({ length: count }, (_, index) => ({
      sk: `CERTIFICATION#${String(index).padStart(3, '0')}`,
      entity: { name, index },
      facet: { of: (version: string) => levelFacet(version, 'associate'), sort: String(index).padStart(3, '0') },
    })),
  );

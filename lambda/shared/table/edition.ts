/** One edition of the content: all of its items, and the version that their bytes add up to. */
import { createHash } from 'node:crypto';

/** What the table stores of one entity. `document` is JSON text, see docs/decisions/0003-content-as-json-text.md. */
export interface ContentItem {
  readonly sk: string;
  readonly document: string;
  /** The item's key in the index, if it is in it. */
  readonly facet?: string;
  readonly facetSort?: string;
}

export interface Edition {
  /** The first 16 hexadecimal digits of the SHA-256 of the items: the same content, the same version. */
  readonly version: string;
  readonly items: readonly ContentItem[];
}

/** An item before its edition is known: its facet is completed with the version. */
export interface DraftItem {
  readonly sk: string;
  readonly entity: unknown;
  readonly facet?: { readonly of: (version: string) => string; readonly sort: string };
}

/** Same drafts, same edition. Throws on two drafts with one key, of which the table would keep only the last. */
export function makeEdition(drafts: readonly DraftItem[]): Edition {
  const seen = new Set<string>();
  for (const { sk } of drafts) {
    if (seen.has(sk)) throw new Error(`Two items of the content have the key ${sk}: give each its own.`);
    seen.add(sk);
  }
  const stored = drafts.map((draft) => ({ ...draft, document: JSON.stringify(draft.entity) }));
  const hash = createHash('sha256');
  for (const { sk, document, facet } of stored) hash.update(JSON.stringify([sk, document, facet?.of(''), facet?.sort]));
  const version = hash.digest('hex').slice(0, 16);
  return {
    version,
    items: stored.map(({ sk, document, facet }) => ({
      sk,
      document,
      ...(facet && { facet: facet.of(version), facetSort: facet.sort }),
    })),
  };
}

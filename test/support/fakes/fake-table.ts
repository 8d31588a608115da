/**
 * A content table in memory. It behaves as DynamoDB does towards a reader: items of one edition in the order of their
 * sort keys, the index in the order of its own, misses as `undefined` or an empty list, keys past their limit refused.
 * It counts what is asked of it.
 */
import type { Edition } from '../../../lambda/shared/table/edition.ts';
import type { ServedEdition, TableReads } from '../../../lambda/shared/table/table-reads.ts';

export interface FakeTable extends TableReads {
  /** Serves `edition` from here on; `undefined` is a table that has never been seeded. */
  serve(edition: Edition | undefined): void;
  /** How often the pointer, single documents and lists were read since the fake was made, and how much in all. */
  readonly reads: { pointer: number; documents: number; queries: number; characters: number };
  /** How much all documents of the edition hold. */
  readonly characters: number;
}

export function fakeTable(first: Edition | undefined): FakeTable {
  let edition = first;
  const reads = { pointer: 0, documents: 0, queries: 0, characters: 0 };
  const counted = <Read extends string | undefined>(document: Read): Read => {
    reads.characters += document?.length ?? 0;
    return document;
  };
  const inEdition = (version: string) => (version === edition?.version ? edition.items : []);
  const refuseLongKey = (key: string, limit: number) => {
    if (Buffer.byteLength(key) > limit) throw new Error(`ValidationException: a key is longer than ${limit} bytes`);
  };
  const byBytes = (a = '', b = '') => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return {
    reads,
    get characters() {
      return (edition?.items ?? []).reduce((sum, { document }) => sum + document.length, 0);
    },
    serve(next) {
      edition = next;
    },
    async served(): Promise<ServedEdition | undefined> {
      reads.pointer++;
      return (
        edition && { version: edition.version, seededAt: '2026-11-23T12:00:00.000Z', cursorKey: Buffer.alloc(32, 7) }
      );
    },
    async document(version, sk) {
      reads.documents++;
      refuseLongKey(sk, 1024);
      return counted(inEdition(version).find((item) => item.sk === sk)?.document);
    },
    async documents(version, prefix) {
      reads.queries++;
      refuseLongKey(prefix, 1024);
      return inEdition(version)
        .filter((item) => item.sk.startsWith(prefix))
        .toSorted((a, b) => byBytes(a.sk, b.sk))
        .map((item) => counted(item.document));
    },
    async facetDocuments(facet) {
      reads.queries++;
      refuseLongKey(facet, 2048);
      return (edition?.items ?? [])
        .filter((item) => item.facet === facet)
        .toSorted((a, b) => byBytes(a.facetSort, b.facetSort))
        .map((item) => counted(item.document));
    },
  };
}

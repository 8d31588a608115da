/** The content of this deployment as the table's next edition: written beside the one served, then switched to. */
import { content } from '../shared/content/content.ts';
import type { Log } from '../shared/http/log.ts';
import { searchDocuments } from '../shared/search/documents.ts';
import { contentDrafts } from '../shared/table/content-drafts.ts';
import { type DraftItem, makeEdition } from '../shared/table/edition.ts';
import { type SeedResult, seedEdition, type Table } from '../shared/table/seed-edition.ts';
import { SEEDED_QUESTIONS } from './env.ts';

export interface SeedDependencies {
  readonly table: Table;
  /** A file that is made at build time, as text. */
  readonly asset: (name: string) => Promise<string>;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * The handler: it says what it did.
 * @throws what went wrong, which fails the deployment and leaves the old edition served
 */
export function seedContent({ table, asset, now, log }: SeedDependencies): () => Promise<SeedResult> {
  return async () => {
    const questions: DraftItem[] = JSON.parse(await asset(SEEDED_QUESTIONS));
    const drafts = [...contentDrafts(content, searchDocuments(content)), ...questions];
    const result = await seedEdition(table, makeEdition(drafts), now);
    log('INFO', 'content seeded', { ...result });
    return result;
  };
}

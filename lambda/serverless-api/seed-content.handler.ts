/** Puts the content of this deployment into the table. The stack's `Trigger` runs it whenever its code has changed. */
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { content } from '../shared/content/content.ts';
import { logToStdout } from '../shared/http/log.ts';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { searchDocuments } from '../shared/search/documents.ts';
import { contentDrafts } from '../shared/table/content-drafts.ts';
import { type DraftItem, makeEdition } from '../shared/table/edition.ts';
import { type SeedResult, seedEdition } from '../shared/table/seed-edition.ts';
import { SEEDED_QUESTIONS, VARIABLES } from './env.ts';

const { CONTENT_TABLE_NAME } = readEnvironment(VARIABLES, ['CONTENT_TABLE_NAME']);
const table = { client: new DynamoDBClient(clientLimits()), tableName: CONTENT_TABLE_NAME };

/** Says what it did. Throws what went wrong, which fails the deployment and leaves the old edition served. */
export const handler = async (): Promise<SeedResult> => {
  const questions: DraftItem[] = JSON.parse(readFileSync(new URL(SEEDED_QUESTIONS, import.meta.url), 'utf8'));
  const drafts = [...contentDrafts(content, searchDocuments(content)), ...questions];
  const result = await seedEdition(table, makeEdition(drafts), () => new Date());
  logToStdout('INFO', 'content seeded', { ...result });
  return result;
};

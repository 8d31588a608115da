/** Serves the comparison behind an HTTP API (payload format 2.0). */
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { logToStdout } from '../shared/http/log.ts';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { contentReaders } from '../shared/table/content-reader.ts';
import { dynamoTableReads } from '../shared/table/table-reads.ts';
import { comparisonApi } from './app.ts';
import { VARIABLES } from './env.ts';

// Exam: what stands outside the handler runs once for each execution environment, and its connections are kept alive.
const { CONTENT_TABLE_NAME } = readEnvironment(VARIABLES, ['CONTENT_TABLE_NAME']);
// Exam: the SDK tries three times, but only if a try that hangs ends before the function's own timeout of 10 s does.
const client = new DynamoDBClient(clientLimits());

export const handler = comparisonApi({
  content: contentReaders(dynamoTableReads(client, CONTENT_TABLE_NAME)),
  // Two files, once in a while: `fs/promises` would cost every cold start more than this costs those requests.
  asset: async (name) => readFileSync(new URL(name, import.meta.url), 'utf8'),
  now: () => new Date(),
  log: logToStdout,
});

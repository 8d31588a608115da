/** Serves the study site behind the same HTTP API (payload format 2.0), from the files beside this bundle. */
import { readFileSync } from 'node:fs';
import { logToStdout } from '../shared/http/log.ts';
import { studySite } from './serve-site.ts';

export const handler = studySite({
  read: (file) => readFileSync(new URL(file, import.meta.url)),
  now: () => new Date(),
  log: logToStdout,
  // Lambda sets it.
  region: process.env.AWS_REGION,
});

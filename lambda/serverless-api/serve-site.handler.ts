/** Serves the study site behind the same HTTP API (payload format 2.0), from the files beside this bundle. */
import { readFileSync } from 'node:fs';
import { logToStdout } from '../shared/http/log.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { SITE_VARIABLES } from './env.ts';
import { studySite } from './serve-site.ts';

const { AWS_REGION } = readEnvironment(SITE_VARIABLES, ['AWS_REGION']);

export const handler = studySite({
  read: (file) => readFileSync(new URL(file, import.meta.url)),
  now: () => new Date(),
  log: logToStdout,
  region: AWS_REGION,
});

/** The files that `lib/bundle.ts` writes beside a handler's bundle, made at build time. */
import { docsPage } from '../shared/http/docs-page.ts';
import { questionDrafts } from '../shared/table/question-drafts.ts';
import { comparisonDocument } from './contract/openapi.ts';
import { SEED_CONTENT, SEEDED_QUESTIONS, SERVE_API } from './env.ts';

/** The API's own version: its major number is the `v1` of the paths. */
const API_VERSION = '1.0.0';

/** For each handler by its name: file names and their texts. */
export function assets(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const document = comparisonDocument(API_VERSION);
  return {
    [SERVE_API]: { 'openapi.json': JSON.stringify(document), 'docs.html': docsPage(document) },
    [SEED_CONTENT]: { [SEEDED_QUESTIONS]: JSON.stringify(questionDrafts()) },
  };
}

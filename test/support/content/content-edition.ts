import { content } from '../../../lambda/shared/content/content.ts';
import { searchDocuments } from '../../../lambda/shared/search/documents.ts';
import { contentDrafts } from '../../../lambda/shared/table/content-drafts.ts';
import { makeEdition } from '../../../lambda/shared/table/edition.ts';
import { questionDrafts } from '../../../lambda/shared/table/question-drafts.ts';

/** The edition that a deployment of this repository seeds. */
export const contentEdition = makeEdition([...contentDrafts(content, searchDocuments(content)), ...questionDrafts()]);

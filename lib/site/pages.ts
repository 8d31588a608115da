/** Every page of the site, in the order in which a reader meets them. */
import type { Page } from './page.ts';
import { comparePage } from './pages/compare.ts';
import { designPage } from './pages/design.ts';
import { examPages } from './pages/exam.ts';
import { examsPage } from './pages/exams.ts';
import { sourcesPage } from './pages/sources.ts';
import { startPage } from './pages/start.ts';

export const PAGES: readonly Page[] = [startPage, comparePage, examsPage, ...examPages, sourcesPage, designPage];

/** Every page of the site, in the order in which a reader meets them. */
import type { Page } from './page.ts';
import { accountPage } from './pages/account.ts';
import { comparePage } from './pages/compare.ts';
import { decidePage } from './pages/decide.ts';
import { designPage } from './pages/design.ts';
import { drillPages } from './pages/drill.ts';
import { drillsPage } from './pages/drills.ts';
import { examPages } from './pages/exam.ts';
import { examsPage } from './pages/exams.ts';
import { incidentPage } from './pages/incident.ts';
import { planPage } from './pages/plan.ts';
import { practisePage } from './pages/practise.ts';
import { progressPage } from './pages/progress.ts';
import { projectPages } from './pages/project.ts';
import { projectsPage } from './pages/projects.ts';
import { questionPage } from './pages/question.ts';
import { searchPage } from './pages/search.ts';
import { sourcesPage } from './pages/sources.ts';
import { startPage } from './pages/start.ts';

export const PAGES: readonly Page[] = [
  startPage,
  comparePage,
  decidePage,
  examsPage,
  ...examPages,
  projectsPage,
  ...projectPages,
  drillsPage,
  ...drillPages,
  incidentPage,
  practisePage,
  questionPage,
  planPage,
  progressPage,
  accountPage,
  searchPage,
  sourcesPage,
  designPage,
];

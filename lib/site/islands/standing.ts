/** Exams and drills: who has done something sees it beside each task and drill. For anyone else nothing more is loaded. */
import { isServedByLab } from './served-by-lab.ts';

/** Where a browser does not say which databases there are, it is looked into. */
async function mayHaveEvidence(): Promise<boolean> {
  if (isServedByLab()) return true;
  try {
    const databases = await indexedDB.databases();
    return databases.some(({ name }) => name === 'certlab-evidence');
  } catch {
    return true;
  }
}

if (await mayHaveEvidence()) {
  const { showStanding } = await import('./own-standing.ts');
  await showStanding();
}

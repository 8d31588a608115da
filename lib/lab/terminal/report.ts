/** What a learner has done, added up from the journals. */
import { BLUEPRINTS } from '../../../lambda/shared/exams/blueprints.ts';
import { markdownTable } from '../../markdown-table.ts';
import type { ProjectDrill } from '../drills/drill.ts';
import type { Incident } from '../drills/journal.ts';
import { duration } from './format.ts';
import { isWithoutHelp } from './views.ts';

/** Drills of a kind, and how they went. A drill is solved when any of its incidents was. */
export interface Tally {
  readonly drills: number;
  readonly solved: number;
  /** Solved in an attempt that took no hint and no look at the solution, whatever earlier attempts took. */
  readonly unaided: number;
  /** Hints taken, over all incidents. */
  readonly hints: number;
  /** From the fault to the check that passed, the best of each drill; `null` when none was solved. */
  readonly medianRepairMs: number | null;
}

export interface Report extends Tally {
  /** The architect's exam and the developer's. */
  readonly lenses: readonly ({ readonly lens: 'architect' | 'developer' } & Tally)[];
  /** `domain` as `SAA-C03/1`. Domains that no drill trains are there as well, with zero drills. */
  readonly domains: readonly ({ readonly domain: string; readonly title: string } & Tally)[];
}

/** The report on these drills. */
export function reportOf(drills: readonly ProjectDrill[], incidents: readonly Incident[]): Report {
  const trains = (prefix: string) => drills.filter(({ exam }) => exam.some((task) => task.startsWith(prefix)));
  return {
    ...tally(drills, incidents),
    lenses: [
      { lens: 'architect', ...tally(trains('SAA-'), incidents) },
      { lens: 'developer', ...tally(trains('DVA-'), incidents) },
    ],
    domains: Object.values(BLUEPRINTS).flatMap(({ code, domains }) =>
      domains.map(({ id, title }) => ({
        domain: `${code}/${id}`,
        title,
        ...tally(trains(`${code}/${id}.`), incidents),
      })),
    ),
  };
}

function tally(drills: readonly ProjectDrill[], incidents: readonly Incident[]): Tally {
  const perDrill = drills.map(({ id }) => incidents.filter(({ drill }) => drill === id));
  const solved = perDrill
    .map((own) => own.filter(({ solvedAt }) => solvedAt !== undefined))
    .filter((own) => own.length > 0);
  const repairs = solved.map((own) => Math.min(...own.map(({ solvedAt = 0, brokenAt = 0 }) => solvedAt - brokenAt)));
  return {
    drills: drills.length,
    solved: solved.length,
    unaided: solved.filter((own) => own.some(isWithoutHelp)).length,
    hints: perDrill.flat().reduce((sum, { hintsTaken }) => sum + hintsTaken, 0),
    medianRepairMs: median(repairs),
  };
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The report as a Markdown document. */
export function reportMarkdown(report: Report): string {
  const cells = ({ drills, solved, unaided, hints, medianRepairMs }: Tally) => [
    `${solved} of ${drills}`,
    String(unaided),
    String(hints),
    medianRepairMs === null ? '' : duration(medianRepairMs),
  ];
  const head = ['solved', 'without help', 'hints', 'median repair'];
  return [
    '# Drills',
    '',
    markdownTable(
      ['lens', ...head],
      [...report.lenses.map((row) => [row.lens, ...cells(row)]), ['all', ...cells(report)]],
    ),
    '',
    markdownTable(
      ['exam domain', ...head],
      report.domains.map((row) => [`${row.domain} ${row.title}`, ...cells(row)]),
    ),
  ].join('\n');
}

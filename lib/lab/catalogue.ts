/** The drills of all projects: how they are numbered, found and drawn. */
import type { ExamCode } from '../../lambda/shared/exams/dates.ts';
import { UsageError } from '../errors.ts';
import type { ProjectDrill, TargetName } from './drill.ts';
import type { Lab } from './lab.ts';

export interface NumberedDrill extends ProjectDrill {
  /** `<slug>/<place in the project>`, for example `serverless-api/3`: a name that gives nothing away. */
  readonly number: string;
}

/** What a learner can ask for. */
export interface DrillFilter {
  readonly project?: string;
  readonly level?: number;
  readonly exam?: ExamCode;
  readonly runsOn?: TargetName;
}

/** Every drill of the curriculum, in its order. */
export async function allDrills(lab: Pick<Lab, 'projects'>): Promise<readonly NumberedDrill[]> {
  const perProject = await Promise.all(lab.projects.map(async ({ drills }) => (await drills?.()) ?? []));
  return perProject.flatMap((drills) =>
    drills.map((drill, index) => ({ ...drill, number: `${drill.project.slug}/${index + 1}` })),
  );
}

/** The drills that fit all of the filter. */
export function filterDrills(drills: readonly NumberedDrill[], filter: DrillFilter): readonly NumberedDrill[] {
  return drills.filter(
    ({ project, level, exam, runsOn }) =>
      (filter.project === undefined || project.slug === filter.project) &&
      (filter.level === undefined || level === filter.level) &&
      (filter.exam === undefined || exam.some((task) => task.startsWith(`${filter.exam}/`))) &&
      (filter.runsOn === undefined || runsOn.includes(filter.runsOn)),
  );
}

/**
 * The drill with this number or id.
 * @throws UsageError `UnknownDrill`
 */
export function findDrill(drills: readonly NumberedDrill[], name: string): NumberedDrill {
  const drill = drills.find(({ number, id }) => number === name || id === name);
  if (!drill) {
    throw new UsageError(
      'UnknownDrill',
      `No such drill: ${name}. Wanted a number as \`lab drills\` lists them, for example ${drills[0]?.number}.`,
    );
  }
  return drill;
}

/**
 * One of the drills, chosen by the seed: the same seed and filter give the same drill to everybody on this version.
 * @throws UsageError `NoSuchDrill` when there is none to choose from
 */
export function drillOfSeed(drills: readonly NumberedDrill[], seed: number): NumberedDrill {
  // Neighbouring seeds must not give neighbouring drills: Knuth's multiplicative hash spreads them.
  const spread = Math.imul(seed, 0x9e3779b1) >>> 0;
  const drill = drills[Math.floor((spread / 2 ** 32) * drills.length)];
  if (!drill) throw new UsageError('NoSuchDrill', 'No drill fits all of that. `lab drills` lists what there is.');
  return drill;
}

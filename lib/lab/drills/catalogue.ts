/** The drills of all projects: how they are numbered, found and drawn. */
import type { ExamCode } from '../../../lambda/shared/exams/dates.ts';
import { UsageError } from '../../errors.ts';
import type { Lab } from '../lab.ts';
import type { ProjectDrill, TargetName } from './drill.ts';

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

/** What a drill is chosen by, besides the filter. */
export interface Standing {
  /** Ids of the drills that were solved. */
  readonly solved: ReadonlySet<string>;
  /** Slugs of the projects that can be broken now; undefined where nobody looked. */
  readonly deployed?: readonly string[];
}

/** Of these drills those that are the best use of somebody's time: on what is deployed, and not solved yet. */
export function worthBreaking(
  drills: readonly NumberedDrill[],
  { solved, deployed }: Standing,
): readonly NumberedDrill[] {
  const there = drills.filter(({ project }) => deployed === undefined || deployed.includes(project.slug));
  const open = there.filter(({ id }) => !solved.has(id));
  return [open, there, drills].find((some) => some.length > 0) ?? [];
}

/** The drill to go on with after this one: the next that is worth it, in the catalogue's order, from the start again. */
export function nextDrill(
  drills: readonly NumberedDrill[],
  after: NumberedDrill,
  standing: Standing,
): NumberedDrill | undefined {
  const place = drills.findIndex(({ id }) => id === after.id);
  const others = [...drills.slice(place + 1), ...drills.slice(0, place)];
  return worthBreaking(others, standing).find(({ id }) => !standing.solved.has(id));
}

/**
 * A seed, the first from `start` on, that draws one of `wanted` out of `drills`, so that a friend who gives the same
 * seed gets the same drill, whatever that friend has solved.
 */
export function seedThatDraws(
  wanted: readonly NumberedDrill[],
  drills: readonly NumberedDrill[],
  start: number,
): number {
  let seed = start;
  while (wanted.length > 0 && !wanted.includes(drillOfSeed(drills, seed))) seed += 1;
  return seed;
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

/** Pieces of pages that speak of drills. They say what `lab drills` and a ticket say, and nothing of a cause. */
import { html } from 'hono/html';
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import { allDrills, type NumberedDrill } from '../../lab/drills/catalogue.ts';
import { CURRICULUM } from '../../projects/registry.ts';
import type { Html, Site } from '../page.ts';
import { link } from '../parts.ts';

export const DRILLS: readonly NumberedDrill[] = await allDrills({ projects: CURRICULUM });

export const drillsOf = (slug: string): readonly NumberedDrill[] =>
  DRILLS.filter(({ project }) => project.slug === slug);

/** Projects in which something can be broken. */
export const projectsWithDrills = CURRICULUM.map(({ project }) => project).filter(
  ({ slug }) => drillsOf(slug).length > 0,
);

export const drillPath = ({ number }: Pick<NumberedDrill, 'number'>) => `/drills/${number}`;

/** What a level asks for, as lib/lab/drills/drill.ts has it. */
export const LEVELS = {
  1: 'one visible cause',
  2: 'evidence from two places',
  3: 'how the parts work together',
} as const satisfies Readonly<Record<NumberedDrill['level'], string>>;

export const targetWords = ({ runsOn }: Pick<NumberedDrill, 'runsOn'>): string =>
  runsOn.includes('emulator') ? (runsOn.includes('aws') ? 'emulator and AWS' : 'emulator alone') : 'AWS alone';

/** Tasks by exam, each a link to its place on the exam's page. */
export function taskLinks(site: Site, tasks: readonly TaskRef[]): Html {
  const exams = Map.groupBy(tasks, (task) => task.split('/')[0] as string);
  return html`${[...exams].map(
    ([exam, refs], place) =>
      html`${place > 0 && html`<br>`}${exam} ${refs.map((ref, index) => {
        const id = ref.split('/')[1] as string;
        return html`${index > 0 && ', '}${link(site, `/exams/${exam}#task-${id}`, id, `${exam} ${id}`)}`;
      })}`,
  )}`;
}

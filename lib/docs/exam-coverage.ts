import { posix } from 'node:path';
import { practiceProjects } from '../../lambda/shared/content/practice-projects.ts';
import { BLUEPRINTS, blueprintOf } from '../../lambda/shared/exams/blueprints.ts';
import type { ExamCode } from '../../lambda/shared/exams/dates.ts';
import { plannedFor, practiceFor } from '../../lambda/shared/exams/practice.ts';
import { CLAIMS } from '../../lambda/shared/exams/practice-map.ts';
import type { ProjectDrill } from '../lab/drills/drill.ts';
import { markdownTable } from '../markdown-table.ts';
import type { Project } from '../project.ts';

const nameOf = (slug: string) => practiceProjects.find((project) => project.slug === slug)?.name ?? slug;

const MARKS = { core: '●', partial: '○' } as const;

const drillsOf = (task: string, drills: readonly ProjectDrill[]) =>
  drills.filter(({ exam }) => exam.some((trained) => trained === task)).length;

/**
 * One exam's task statements, how much each deployable project trains them (● at its core, ○ in part), in how many
 * drills, and which planned projects are meant to.
 */
export function examCoverage(code: ExamCode, projects: readonly Project[], drills: readonly ProjectDrill[]): string {
  const rows = blueprintOf(code).domains.flatMap((domain) => [
    [`**${domain.id}**`, `**${domain.title}, ${domain.weight} %**`, ...projects.map(() => ''), '', ''],
    ...domain.tasks.map((task) => {
      const links = practiceFor(code, task.id);
      const marks = projects.map(({ slug }) => links.find(({ project }) => project === slug)?.strength);
      const count = drillsOf(`${code}/${task.id}`, drills);
      return [
        task.id,
        task.title,
        ...marks.map((strength) => (strength ? MARKS[strength] : '')),
        count ? `${count}` : '',
        [...new Set(plannedFor(code, task.id).map(({ project }) => nameOf(project)))].join('; '),
      ];
    }),
  ]);
  return markdownTable(['', code, ...projects.map(({ title }) => title), 'drills', 'planned'], rows);
}

/** Per exam: how many of its tasks can be trained today, at a project's core or in part, and how many have drills. */
export function examSummary(projects: readonly Project[], drills: readonly ProjectDrill[]): string {
  const slugs = projects.map(({ slug }) => slug);
  const rows = Object.values(BLUEPRINTS).map(({ code }) => {
    const tasks = blueprintOf(code).domains.flatMap((domain) => domain.tasks.map(({ id }) => id));
    const best = tasks
      .map((id) => practiceFor(code, id).filter(({ project }) => slugs.some((slug) => slug === project)))
      .map((links) =>
        links.some(({ strength }) => strength === 'core') ? 'core' : links.length > 0 ? 'partial' : 'none',
      );
    const count = (wanted: (typeof best)[number]) => best.filter((strength) => strength === wanted).length;
    const drilled = tasks.filter((id) => drillsOf(`${code}/${id}`, drills) > 0).length;
    return [code, tasks.length, count('core'), count('partial'), count('none'), drilled].map(String);
  });
  return markdownTable(
    ['exam', 'task statements', "trained at a project's core", 'in part', 'not yet', 'with drills'],
    rows,
  );
}

/** What a project shows, where, and which tasks that trains: the table of its page. Paths are relative to that page. */
export function claimsTable(slug: string): string {
  const codes = Object.values(BLUEPRINTS).map(({ code }) => code);
  const rows = CLAIMS.filter(({ project }) => project === slug).map(({ what, path, core = [], partial = [] }) => [
    `[${what}](${posix.relative(`lib/projects/${slug}`, path)})`,
    ...codes.map((code) =>
      [...core.map((ref) => [ref, MARKS.core]), ...partial.map((ref) => [ref, MARKS.partial])]
        .filter(([ref = '']) => ref.startsWith(`${code}/`))
        .map(([ref = '', mark]) => `${ref.slice(code.length + 1)} ${mark}`)
        .join(', '),
    ),
  ]);
  return markdownTable(['look at', ...codes], rows);
}

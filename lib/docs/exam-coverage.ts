import { BLUEPRINTS, type ExamCode } from '../../lambda/shared/exams/blueprints.ts';
import { practiceFor } from '../../lambda/shared/exams/practice.ts';
import { blueprintOf } from '../../lambda/shared/exams/status.ts';
import type { ProjectDrill } from '../lab/drill.ts';
import { markdownTable } from '../markdown-table.ts';
import type { Project } from '../project.ts';

const MARKS = { core: '●', partial: '○' } as const;

const drillsOf = (task: string, drills: readonly ProjectDrill[]) =>
  drills.filter(({ exam }) => exam.some((trained) => trained === task)).length;

/** One exam's task statements, how much each project trains them (● at its core, ○ in part), and in how many drills. */
export function examCoverage(code: ExamCode, projects: readonly Project[], drills: readonly ProjectDrill[]): string {
  const rows = blueprintOf(code).domains.flatMap((domain) => [
    [`**${domain.id}**`, `**${domain.title}, ${domain.weight} %**`, ...projects.map(() => ''), ''],
    ...domain.tasks.map((task) => {
      const links = practiceFor(code, task.id);
      const marks = projects.map(({ slug }) => links.find(({ project }) => project === slug)?.strength);
      const count = drillsOf(`${code}/${task.id}`, drills);
      return [
        task.id,
        task.title,
        ...marks.map((strength) => (strength ? MARKS[strength] : '')),
        count ? `${count}` : '',
      ];
    }),
  ]);
  return markdownTable(['', code, ...projects.map(({ title }) => title), 'drills'], rows);
}

/** Per exam: how many of its tasks the projects train at their core, in part, or not at all, and how many have drills. */
export function examSummary(projects: readonly Project[], drills: readonly ProjectDrill[]): string {
  const slugs = projects.map(({ slug }) => slug);
  const rows = Object.values(BLUEPRINTS).map(({ code }) => {
    const tasks = blueprintOf(code).domains.flatMap((domain) => domain.tasks.map(({ id }) => id));
    const best = tasks
      .map((id) => practiceFor(code, id).filter(({ project }) => slugs.includes(project)))
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

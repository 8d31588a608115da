import { BLUEPRINTS, type ExamCode } from '../../lambda/shared/exams/blueprints.ts';
import { practiceFor } from '../../lambda/shared/exams/practice.ts';
import { blueprintOf } from '../../lambda/shared/exams/status.ts';
import type { Project } from '../lab/project.ts';
import { markdownTable } from './blocks.ts';

const MARKS = { core: '●', partial: '○' } as const;

/** One exam's task statements, and how much each project trains them: ● at its core, ○ in part. */
export function examCoverage(code: ExamCode, projects: readonly Project[]): string {
  const rows = blueprintOf(code).domains.flatMap((domain) => [
    [`**${domain.id}**`, `**${domain.title}, ${domain.weight} %**`, ...projects.map(() => '')],
    ...domain.tasks.map((task) => {
      const links = practiceFor(code, task.id);
      const marks = projects.map(({ slug }) => links.find(({ project }) => project === slug)?.strength);
      return [task.id, task.title, ...marks.map((strength) => (strength ? MARKS[strength] : ''))];
    }),
  ]);
  return markdownTable(['', code, ...projects.map(({ title }) => title)], rows);
}

/** Per exam: how many of its tasks the projects train at their core, in part, or not at all. */
export function examSummary(projects: readonly Project[]): string {
  const slugs = projects.map(({ slug }) => slug);
  const rows = Object.values(BLUEPRINTS).map(({ code }) => {
    const best = blueprintOf(code)
      .domains.flatMap(({ tasks }) => tasks)
      .map(({ id }) => practiceFor(code, id).filter(({ project }) => slugs.includes(project)))
      .map((links) =>
        links.some(({ strength }) => strength === 'core') ? 'core' : links.length > 0 ? 'partial' : 'none',
      );
    const count = (wanted: (typeof best)[number]) => String(best.filter((strength) => strength === wanted).length);
    return [code, String(best.length), count('core'), count('partial'), count('none')];
  });
  return markdownTable(['exam', 'task statements', 'trained at their core', 'in part', 'not yet'], rows);
}

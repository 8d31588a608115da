import type { PracticeProject } from '../../lambda/shared/content/model.ts';
import type { ExamCode } from '../../lambda/shared/exams/dates.ts';
import { taskRefsOf } from '../../lambda/shared/exams/practice.ts';
import type { ProjectDrill } from '../lab/drills/drill.ts';
import { markdownTable } from '../markdown-table.ts';
import type { Project } from '../project.ts';

/** How many tasks of each exam a project trains: `SAA-C03: 7, DVA-C03: 8`. */
function tasksByExam(project: Project): string {
  const byExam = Map.groupBy(taskRefsOf(project.slug), (task) => task.split('/')[0] as ExamCode);
  return [...byExam].map(([exam, tasks]) => `${exam}: ${tasks.length}`).join('<br>');
}

/** The projects in the order a learner meets them, as a table for README.md; `idleCost` makes the cell of that column. */
export function curriculumTable(
  projects: readonly Project[],
  drills: readonly ProjectDrill[],
  idleCost: (project: Project) => string,
): string {
  return markdownTable(
    ['project', 'what you build, and what it teaches', 'task statements', 'drills', 'idle, a month', 'stack'],
    projects.map((project) => [
      `[${project.title}](lib/projects/${project.slug}/README.md)`,
      project.summary,
      tasksByExam(project),
      String(drills.filter((drill) => drill.project.slug === project.slug).length),
      idleCost(project),
      `\`${project.stackName}\``,
    ]),
  );
}

/** The projects that are not built yet, as a sentence. */
export function plannedProjects(all: readonly PracticeProject[]): string {
  const planned = all.filter(({ deployable }) => !deployable).map(({ name }) => name.toLowerCase());
  return `Planned, and counted nowhere on this page: ${planned.join('; ')}.`;
}

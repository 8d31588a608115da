/** Drills, incidents and checks as plain data: `--json` prints them as they are, and format.ts puts them into words. */
import { blueprintOf, type TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import type { ExamCode } from '../../../lambda/shared/exams/dates.ts';
import type { TaskStatement } from '../../../lambda/shared/exams/model.ts';
import type { NumberedDrill } from '../drills/catalogue.ts';
import type { Drill, TargetName } from '../drills/drill.ts';
import { evidenceCommand } from '../drills/evidence.ts';
import { type Incident, isOpen } from '../drills/journal.ts';
import { type CheckResult, told } from '../drills/run-drill.ts';

export interface DrillView {
  /** Names the fault: for programs, and for people who have solved it. */
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly project: string;
  readonly level: Drill['level'];
  readonly exam: readonly TaskRef[];
  readonly runsOn: readonly TargetName[];
  readonly solved: boolean;
}

/** An incident as its ticket tells it: nothing about the cause. */
export interface IncidentView {
  /** The drill's number. */
  readonly drill: string;
  readonly title: string;
  readonly level: Drill['level'];
  /** What drew the drill; null when it was named. */
  readonly seed: number | null;
  /** RFC 3339, UTC. */
  readonly openedAt: string;
  readonly open: boolean;
  readonly ticket: Drill['ticket'];
  /** What shows the ticket's evidence. Outputs of the stack stand by name in braces where nobody could be asked for them. */
  readonly commands: readonly string[];
  /** Where the sources of the release are, when the fault is in code. */
  readonly workbench?: string;
  readonly hintsTaken: number;
  /** How many hints there are. */
  readonly hints: number;
}

/** How an attempt went that ended in a fix. */
export interface RepairView {
  /** Milliseconds from the fault to the check that passed. */
  readonly took: number;
  readonly hintsTaken: number;
  readonly solutionShown: boolean;
  readonly checks: number;
  /** No hint and no solution in this attempt; what was taken in an earlier one is forgotten. */
  readonly withoutHelp: boolean;
  /** Resources that the repair left other than they were deployed. */
  readonly leftDifferent: readonly string[];
}

/** What is to be learned from an incident, for both pairs of eyes, and the task statements that it trains. */
export interface LessonView {
  readonly architect: string;
  readonly developer: string;
  readonly tasks: readonly { readonly task: TaskRef; readonly title: string }[];
}

/** A check, with the probes that may be told. */
export interface CheckView extends CheckResult {
  readonly drill: string;
  readonly title: string;
  /** What kept the lab from looking at all. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Set by the check that closes the incident, as is `lesson`. */
  readonly repair?: RepairView;
  readonly lesson?: LessonView;
  /** What to break next, by the same check. */
  readonly next?: Pick<DrillView, 'number' | 'title' | 'level'>;
}

export function drillView(drill: NumberedDrill, solved: boolean): DrillView {
  const { id, number, title, project, level, exam, runsOn } = drill;
  return { id, number, title, project: project.slug, level, exam, runsOn, solved };
}

/** @param outputs of the project's stack */
export function incidentView(
  drill: NumberedDrill,
  incident: Incident,
  outputs: Readonly<Record<string, string>> = {},
): IncidentView {
  const { number, title, level, ticket, hints, evidence = [] } = drill;
  const { seed, openedAt, workbench, hintsTaken } = incident;
  return {
    drill: number,
    title,
    level,
    seed,
    openedAt: new Date(openedAt).toISOString(),
    open: isOpen(incident),
    ticket,
    commands: [...new Set(evidence.map(({ command }) => evidenceCommand(command, outputs)))],
    workbench: workbench?.folder,
    hintsTaken,
    hints: hints.length,
  };
}

/** Whether an attempt was made without a hint and without the solution. */
export const isWithoutHelp = ({ hintsTaken, solutionShown }: Pick<Incident, 'hintsTaken' | 'solutionShown'>): boolean =>
  hintsTaken === 0 && !solutionShown;

/** @param incident solved */
export function repairView(incident: Incident, leftDifferent: readonly string[]): RepairView {
  const { solvedAt = 0, brokenAt = 0, hintsTaken, solutionShown, checks } = incident;
  return {
    took: solvedAt - brokenAt,
    hintsTaken,
    solutionShown,
    checks: checks.length,
    withoutHelp: isWithoutHelp(incident),
    leftDifferent,
  };
}

export const lessonView = ({ lesson, exam }: Pick<NumberedDrill, 'lesson' | 'exam'>): LessonView => ({
  architect: lesson.architect,
  developer: lesson.developer,
  tasks: exam.map((task) => ({ task, title: taskTitle(task) })),
});

export function taskTitle(task: TaskRef): string {
  const [code, id] = task.split('/') as [ExamCode, string];
  const tasks = blueprintOf(code).domains.flatMap((domain): readonly TaskStatement[] => domain.tasks);
  return (tasks.find((statement) => statement.id === id) as TaskStatement).title;
}

export function checkView(
  drill: NumberedDrill,
  result: CheckResult,
  repair?: RepairView,
  next?: NumberedDrill,
): CheckView {
  return {
    drill: drill.number,
    title: drill.title,
    verdict: result.verdict,
    probes: told(result.probes),
    ...(repair && { repair, lesson: lessonView(drill) }),
    ...(next && { next: { number: next.number, title: next.title, level: next.level } }),
  };
}

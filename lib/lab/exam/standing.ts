/** Where an exam stands, read from its record and from the journals of its incidents. */
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import type { NumberedDrill } from '../drills/catalogue.ts';
import type { Incident } from '../drills/journal.ts';
import type { Exam } from './record.ts';

/**
 * `open` is being worked on; `late` was fixed after the time was up; `given-up` was put back unfixed; `ahead` was not
 * begun.
 */
export type Outcome = 'fixed' | 'late' | 'given-up' | 'open' | 'ahead';

export interface ExamIncident {
  /** The drill's number. */
  readonly drill: string;
  readonly title: string;
  readonly level: NumberedDrill['level'];
  readonly outcome: Outcome;
  /** Milliseconds from the fault to the check that passed, to when it was put back, or to the end; null when not begun. */
  readonly took: number | null;
  readonly checks: number;
  readonly exam: readonly TaskRef[];
}

export interface ExamStanding {
  readonly seed: number;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly minutes: number;
  readonly running: boolean;
  /** Milliseconds that are left; 0 when the time is up or the exam has ended. */
  readonly left: number;
  readonly fixed: number;
  readonly incidents: readonly ExamIncident[];
  /** Exam tasks of what was fixed in time. */
  readonly shown: readonly TaskRef[];
  /** Exam tasks of what was not, and that nothing else showed. */
  readonly weak: readonly TaskRef[];
}

/** The last incident of each of the exam's drills that was broken since the exam began. */
export function incidentOf(exam: Exam, drill: string, incidents: readonly Incident[]): Incident | undefined {
  return incidents.findLast(
    (each) => each.drill === drill && each.brokenAt !== undefined && each.openedAt >= exam.startedAt,
  );
}

/** @param now milliseconds since 1970 */
export function standingOf(
  exam: Exam,
  drills: readonly NumberedDrill[],
  incidents: readonly Incident[],
  now: number,
): ExamStanding {
  const deadline = exam.startedAt + exam.minutes * 60_000;
  const until = exam.endedAt ?? now;
  const rows = exam.drills.map((id): ExamIncident => {
    const { number, title, level, exam: tasks } = drills.find((drill) => drill.id === id) as NumberedDrill;
    const incident = incidentOf(exam, id, incidents);
    const outcome = outcomeOf(incident, deadline, until);
    const end = incident?.solvedAt ?? Math.min(incident?.restoredAt ?? until, until);
    const took = incident ? end - (incident.brokenAt as number) : null;
    return { drill: number, title, level, outcome, took, checks: incident?.checks.length ?? 0, exam: tasks };
  });
  const tasksOf = (wanted: (row: ExamIncident) => boolean) => [
    ...new Set(rows.filter(wanted).flatMap((row) => row.exam)),
  ];
  const shown = tasksOf(({ outcome }) => outcome === 'fixed');
  return {
    seed: exam.seed,
    startedAt: new Date(exam.startedAt).toISOString(),
    minutes: exam.minutes,
    running: exam.endedAt === undefined,
    left: exam.endedAt === undefined ? Math.max(0, deadline - now) : 0,
    fixed: rows.filter(({ outcome }) => outcome === 'fixed').length,
    incidents: rows,
    shown,
    weak: tasksOf(({ outcome }) => outcome !== 'fixed').filter((task) => !shown.includes(task)),
  };
}

function outcomeOf(incident: Incident | undefined, deadline: number, until: number): Outcome {
  if (!incident) return 'ahead';
  if (incident.solvedAt !== undefined) return incident.solvedAt <= deadline ? 'fixed' : 'late';
  // What the end of the exam put back was being worked on.
  return incident.restoredAt === undefined || incident.restoredAt > until ? 'open' : 'given-up';
}

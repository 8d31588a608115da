/** How incidents read on a terminal. */
import { blueprintOf, type TaskRef } from '../../lambda/shared/exams/blueprints.ts';
import type { ExamCode } from '../../lambda/shared/exams/dates.ts';
import type { TaskStatement } from '../../lambda/shared/exams/model.ts';
import type { NumberedDrill } from './catalogue.ts';
import type { Incident } from './journal.ts';
import type { CheckResult, ProbeResult, Restored } from './run-drill.ts';

const WIDTH = 92;

/** `text` in lines of at most 92 characters, each with this in front. */
export function wrapped(text: string, indent = '  '): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line) => `${indent}${line}`).join('\n');
}

/** Time as people say it: `45 s`, `12 min`, `3 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The ticket of an incident: symptoms, impact, time; nothing about the cause. */
export function ticketText(drill: NumberedDrill, { openedAt, seed, workbench }: Incident): string {
  const { report, impact, evidence } = drill.ticket;
  const opened = new Date(openedAt).toISOString().slice(11, 16);
  return [
    `INCIDENT ${drill.number}, level ${drill.level}, opened ${opened} UTC`,
    `${drill.title}.`,
    '',
    'Reported',
    wrapped(report),
    '',
    'Impact',
    wrapped(impact),
    '',
    'What one sees',
    wrapped(evidence),
    ...(workbench ? ['', 'Sources of the release', `  ${workbench.folder}/lambda`, ...EDITING] : []),
    '',
    'At hand: `lab status` (names, addresses), `lab logs`, `lab aws <service> <operation>`, your own AWS CLI after',
    '`eval "$(npm run -s lab -- env)"`. Stuck: `lab hint`. Fixed it: `lab check`. Giving up: `lab restore`.',
    ...(seed === null ? [] : [`The same for a friend: lab break --seed ${seed}`]),
  ].join('\n');
}

const EDITING = [wrapped('Edit them there: while this incident is open, `lab up` builds from them.')];

const MARKS = { ok: '✔', 'not-ok': '✖', 'could-not-look': '?' } as const;

/** One finding: what was asked, and, where it is not as it should be, what was seen and wanted. */
export function probeText({ promise, verdict, saw, wanted }: ProbeResult): string {
  return [
    `${MARKS[verdict]} ${promise}`,
    ...(verdict === 'ok' ? [] : [wrapped(`saw    ${saw}`), wrapped(`wanted ${wanted}`)]),
  ].join('\n');
}

/** What follows from a check. */
export function verdictText({ verdict }: CheckResult): string {
  return {
    fixed: 'Fixed.',
    'not-yet': 'Not fixed yet. `lab hint` helps on.',
    'could-not-look': 'Could not look, so this says nothing about your fix. See what is in the way, and check again.',
  }[verdict];
}

/** The lesson, with both pairs of eyes, and the task statements that each of them is examined in. */
export function lessonText({ lesson, exam }: NumberedDrill): string {
  const tasksOf = (family: string) => exam.filter((task) => task.startsWith(family)).map(taskText);
  return [
    'What the architect takes from it',
    wrapped(lesson.architect),
    ...tasksOf('SAA'),
    '',
    'What the developer takes from it',
    wrapped(lesson.developer),
    ...tasksOf('DVA'),
  ].join('\n');
}

function taskText(task: TaskRef): string {
  const [code, id] = task.split('/') as [ExamCode, string];
  const { title } = blueprintOf(code)
    .domains.flatMap(({ tasks }): readonly TaskStatement[] => tasks)
    .find((statement) => statement.id === id) as TaskStatement;
  return `    ${task} ${title}`;
}

/** One line for each setting that was put back, or need not be. */
export function restoredText({ resource, outcome, replaced }: Restored): string {
  const text = { 'put-back': 'put back', 'as-before': 'was as before', gone: 'is gone, nothing to put back' }[outcome];
  const note = replaced === undefined ? '' : `; it had been changed since to ${JSON.stringify(replaced).slice(0, 120)}`;
  return `  ${resource} ${text}${note}`;
}

/** The parts of the incident room, as data to draw: what the lab tells, in words, and nothing that it does not tell. */

import { el, type Tree } from '../../../lambda/shared/pages/tree.ts';
import { sparkline, totalText } from '../../lab/terminal/chart.ts';
import { counted } from '../words.ts';
import type { Alarm, Finding, Graded, Incident, Lesson, Line, Measured } from './model.ts';

/** Text with what stands in backticks as code. */
export const withCode = (text: string): Tree[] =>
  text.split('`').map((part, place) => (place % 2 === 1 ? el('code', {}, part) : part));

export function ticketTree({ ticket, commands, workbench, seed }: Incident): Tree[] {
  return [
    ...entry('Reported', ticket.report),
    ...entry('Impact', ticket.impact),
    el('dt', {}, 'What you can see'),
    el(
      'dd',
      {},
      ticket.evidence,
      commands.length > 0 &&
        el('ul', { class: 'commands' }, ...commands.map((command) => el('li', {}, el('code', {}, command)))),
    ),
    ...(workbench
      ? [
          el('dt', {}, 'Sources of the release'),
          el(
            'dd',
            {},
            el('code', {}, `${workbench}/lambda`),
            ' Edit them there: ',
            el('code', {}, 'lab up'),
            ' builds from them.',
          ),
        ]
      : []),
    ...(seed === null
      ? []
      : [el('dt', {}, 'The same for a friend'), el('dd', {}, el('code', {}, `lab break --seed ${seed}`))]),
  ];
}

const entry = (name: string, text: string): Tree[] => [el('dt', {}, name), el('dd', {}, text)];

export const hintsTree = (hints: readonly string[]): Tree[] => hints.map((hint) => el('li', {}, hint));

const MARKS = {
  ok: ['right', 'holds'],
  'not-ok': ['wrong', 'does not hold'],
  'could-not-look': ['unseen', 'could not look'],
} as const satisfies Record<Finding['verdict'], readonly [string, string]>;

/** Its mark is told in words as well. */
export function findingTree({ expects, verdict, saw, wanted }: Finding): Tree {
  const [mark, said] = MARKS[verdict];
  return el(
    'li',
    {},
    el('span', { class: mark }, said),
    ' ',
    el('b', {}, expects),
    verdict !== 'ok' && el('dl', { class: 'saw' }, ...entry('saw', saw), ...entry('wanted', wanted)),
  );
}

/** What follows from a check, in a sentence. */
export function verdictSentence({ verdict, error }: Pick<Graded, 'verdict' | 'error'>): string {
  if (error) return `Could not look: ${error.message}`;
  return {
    fixed: 'Fixed.',
    'not-yet': 'Not fixed yet. A hint helps on.',
    'could-not-look': 'Could not look, so this says nothing about your fix. See what is in the way, and check again.',
  }[verdict];
}

export function repairTree({ repair, next }: Graded, hints: number): Tree[] {
  if (!repair) return [];
  const help = repair.withoutHelp
    ? 'without help'
    : `with ${repair.hintsTaken} of ${hints} hints${repair.solutionShown ? ' and the solution' : ''}`;
  const { leftDifferent } = repair;
  return [
    el('p', {}, `Repaired in ${duration(repair.took)}, ${help}, in ${counted(repair.checks, 'check')}.`),
    ...(leftDifferent.length > 0
      ? [
          el(
            'p',
            {},
            `Your repair left these other than they were deployed: ${leftDifferent.join(', ')}. That is fine: putting everything back sets them as before.`,
          ),
        ]
      : []),
    ...(next
      ? [el('p', {}, 'Next: ', el('a', { href: `/drills/${next.number}` }, next.title), `, level ${next.level}.`)]
      : []),
  ];
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

export function lessonTree({ architect, developer, tasks }: Lesson): Tree[] {
  const column = (lens: 'a' | 'd', name: string, text: string, family: string) =>
    el(
      'div',
      { class: `col ${lens}` },
      el('h3', {}, el('span', { class: `tag ${lens}` }, el('span', { class: 'mark' }), name)),
      el('p', {}, text),
      el(
        'ul',
        { class: 'dots small' },
        ...tasks
          .filter(({ task }) => task.startsWith(family))
          .map(({ task, title }) => {
            const [exam, id] = task.split('/');
            return el('li', {}, el('a', { href: `/exams/${exam}#task-${id}` }, task), ` ${title}`);
          }),
      ),
    );
  return [
    column('a', 'What the architect takes from it', architect, 'SAA'),
    column('d', 'What the developer takes from it', developer, 'DVA'),
  ];
}

export const lineTree = ({ at, source, message }: Line): Tree =>
  el('li', {}, el('time', { datetime: at }, at.slice(11, 23)), ' ', el('b', {}, source), ' ', message);

const cells = (...texts: readonly (string | number)[]) => texts.map((text) => el('td', {}, String(text)));
const row = (head: string | Tree, ...rest: Tree[]) => el('tr', {}, el('th', { scope: 'row' }, head), ...rest);

const SAYS = { ALARM: ['wrong', 'ALARM'], OK: ['right', 'OK'], INSUFFICIENT_DATA: ['unseen', 'no data'] } as const;

/** Alarms that have a state; of the others {@link silentSentence} speaks. */
export const alarmRows = (alarms: readonly Alarm[]): Tree[] =>
  alarms.flatMap(({ alarm, state, when, means }) => {
    if (state === null) return [];
    const [mark, said] = SAYS[state];
    return [
      row(
        alarm,
        el('td', {}, el('span', { class: mark }, said)),
        el('td', {}, when, state === 'ALARM' && el('br'), state === 'ALARM' && el('small', {}, means)),
      ),
    ];
  });

export function silentSentence(alarms: readonly Alarm[]): string {
  const silent = alarms.filter(({ state }) => state === null).map(({ alarm }) => alarm);
  return silent.length > 0 ? `Of these alarms the emulator measures nothing: ${silent.join(', ')}.` : '';
}

/** @param isForDead whether what is in a queue failed before */
export const queueRows = (queues: Measured['queues'], isForDead: (queue: string) => boolean): Tree[] =>
  queues.map(({ queue, waiting, inFlight, delayed }) =>
    row(
      queue,
      el('td', { class: isForDead(queue) && waiting > 0 ? 'wrong' : undefined }, String(waiting)),
      ...cells(inFlight, delayed, isForDead(queue) ? 'dead letters' : ''),
    ),
  );

export const seriesRows = (series: Measured['series']): Tree[] =>
  series.map((one) =>
    row(
      one.source,
      ...cells(one.metric),
      el('td', { class: 'spark', 'aria-hidden': 'true' }, sparkline(one.points)),
      ...cells(totalText(one)),
    ),
  );

/** The part of a diagram that a resource is, by the name that a person knows: `ActivityQueue` is `activity-queue`. */
export const partOf = (resource: string): string =>
  resource.replace(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase();

/** What is new among the alarms that ring, in a sentence for who cannot see the colours; empty where nothing is. */
export function newsOf(before: readonly string[], now: readonly string[]): string {
  const began = now.filter((alarm) => !before.includes(alarm));
  const ended = before.filter((alarm) => !now.includes(alarm));
  return [
    ...(began.length > 0 ? [`In alarm: ${began.join(', ')}.`] : []),
    ...(ended.length > 0 ? [`No longer in alarm: ${ended.join(', ')}.`] : []),
  ].join(' ');
}

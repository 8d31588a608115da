/** How incidents read on a terminal. */
import type { TaskRef } from '../../../lambda/shared/exams/blueprints.ts';
import type { NumberedDrill } from '../drills/catalogue.ts';
import type { CheckResult, ProbeResult, Restored } from '../drills/run-drill.ts';
import type { SiteStanding } from '../site/address.ts';
import type { ProjectState, ProjectStatus, StackStatus } from '../stacks/stacks.ts';
import { MARKS, paint, wrap } from './screen.ts';
import { pairsText } from './table.ts';
import { type CheckView, type IncidentView, type RepairView, taskTitle } from './views.ts';

/** Time as people say it: `45 s`, `12 min`, `3 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const INDENT = '  ';
/** Text one step further to the right, within the screen's width. */
export const indented = (text: string) => wrap(text, INDENT);
/** `text` behind a word that stands in a column of its own. */
const labelled = (label: string, text: string) =>
  wrap(text, ' '.repeat(INDENT.length + LABEL), undefined, `${INDENT}${label.padEnd(LABEL)}`);
const LABEL = 'wanted '.length;
const heading = (text: string) => paint('bold', text);

/**
 * The ticket of an incident: symptoms, impact, time; nothing about the cause.
 * @param help whether hints are to be had: in an exam they are not
 * @param room address of the incident room, where one is served
 */
export function ticketText(
  { drill, title, level, seed, openedAt, ticket, commands, workbench }: IncidentView,
  { help, room }: { help: boolean; room?: string | undefined } = { help: true },
): string {
  return [
    heading(`INCIDENT ${drill}, level ${level}, opened ${openedAt.slice(11, 16)} UTC`),
    wrap(`${title}.`),
    '',
    heading('Reported'),
    indented(ticket.report),
    '',
    heading('Impact'),
    indented(ticket.impact),
    '',
    heading('What you can see'),
    indented(ticket.evidence),
    ...commands.map((command) => wrap(`\`${command}\``, INDENT)),
    '',
    ...(workbench === undefined
      ? []
      : [
          heading('Sources of the release'),
          `${INDENT}${workbench}/lambda`,
          indented('Edit them there: while this incident is open, `lab up` builds from them.'),
          '',
        ]),
    heading('At hand'),
    pairsText([...AT_HAND, ...(room ? [['in a browser', room] as const] : []), ...(help ? HELP : EXAM)]),
    ...(seed === null ? [] : [wrap(`The same for a friend: \`lab break --seed ${seed}\``, INDENT)]),
  ].join('\n');
}

const AT_HAND = [
  ['lab status', 'names and addresses'],
  ['lab logs', 'what the functions say'],
  ['lab metrics', 'how much, how long, what waits'],
  ['lab aws', 'any call, in the words of the AWS CLI'],
  ['lab env', 'points your own AWS CLI at the lab'],
] as const;

const HELP = [
  ['Stuck?', '`lab hint`'],
  ['Fixed it?', '`lab check`'],
  ['Giving up?', '`lab restore`'],
] as const;

const EXAM = [
  ['Fixed it?', '`lab check`, then `lab exam` for the next'],
  ['Giving up?', '`lab restore`, then `lab exam`'],
] as const;

/** A drill to talk through: the ticket, and the fixes to choose from. */
export function paperText(
  { number, title, level, ticket }: NumberedDrill,
  options: readonly { readonly letter: string; readonly text: string }[],
): string {
  return [
    heading(`ON PAPER ${number}, level ${level}`),
    wrap(`${title}.`),
    '',
    ...[
      ['Reported', ticket.report],
      ['Impact', ticket.impact],
      ['What you could see', ticket.evidence],
    ].flatMap(([name = '', text = '']) => [heading(name), indented(text), '']),
    heading('Which of these would you do?'),
    ...options.map(({ letter, text }) => wrap(text, '     ', undefined, `  ${letter}  `)),
    '',
    wrap(`Say why to yourself, then: \`lab paper ${number} --answer <letter>\``),
  ].join('\n');
}

/** Why each of the fixes holds or does not, by its letter. */
export const reasonsText = (options: readonly { readonly letter: string; readonly why?: string }[]): string =>
  options
    .filter(({ why }) => why !== undefined)
    .map(({ letter, why = '' }) => wrap(why, '     ', undefined, `  ${letter}  `))
    .join('\n');

/** One finding: what was asked, and, where it is not as it should be, what was seen and wanted. */
export function probeText({ expects, verdict, saw, wanted }: ProbeResult): string {
  return [
    wrap(`${MARKS[verdict]()} ${expects}`),
    ...(verdict === 'ok' ? [] : [labelled('saw', saw), labelled('wanted', wanted)]),
  ].join('\n');
}

/** What follows from a check. */
export function verdictText({ verdict }: Pick<CheckResult, 'verdict'>): string {
  return wrap(
    {
      fixed: paint('green', 'Fixed.'),
      'not-yet': `${paint('red', 'Not fixed yet.')} \`lab hint\` helps on.`,
      'could-not-look': `${paint('yellow', 'Could not look')}, so this says nothing about your fix. See what is in the way, and check again.`,
    }[verdict],
  );
}

/** How the attempt went, what the repair left, and what is next. */
export function repairText({ repair, next }: CheckView, { hints, lesson, exam }: NumberedDrill): string {
  return [
    ...(repair ? [wrap(attemptText(repair, hints.length))] : []),
    ...(repair && repair.leftDifferent.length > 0
      ? [
          wrap(`Your repair left these other than they were deployed: ${repair.leftDifferent.join(', ')}.`),
          wrap('That is fine. `lab restore` puts them back before the next drill.'),
        ]
      : []),
    '',
    lessonText({ lesson, exam }),
    ...(next ? ['', wrap(`Next: \`lab break ${next.number}\` (level ${next.level}: ${next.title})`)] : []),
  ].join('\n');
}

function attemptText({ took, hintsTaken, solutionShown, checks, withoutHelp }: RepairView, hints: number): string {
  const help = withoutHelp
    ? 'without help'
    : `with ${hintsTaken} of ${hints} hints${solutionShown ? ' and the solution' : ''}`;
  return `Repaired in ${duration(took)}, ${help}, in ${checks} ${checks === 1 ? 'check' : 'checks'}.`;
}

/** The steps of a reference fix, numbered. */
export function stepsText(steps: readonly string[]): string {
  return steps.map((step, index) => wrap(step, '     ', undefined, `  ${index + 1}. `)).join('\n');
}

/** The lesson, with both pairs of eyes, and the task statements that each of them is examined in. */
export function lessonText({ lesson, exam }: Pick<NumberedDrill, 'lesson' | 'exam'>): string {
  const tasksOf = (family: string) => exam.filter((task) => task.startsWith(family)).map(taskText);
  return [
    heading('What the architect takes from it'),
    indented(lesson.architect),
    ...tasksOf('SAA'),
    '',
    heading('What the developer takes from it'),
    indented(lesson.developer),
    ...tasksOf('DVA'),
  ].join('\n');
}

const taskText = (task: TaskRef): string => wrap(`${task} ${taskTitle(task)}`, '    ');

const STATES: Readonly<Record<ProjectState, (state: string) => string>> = {
  deployed: (state) => paint('green', state),
  deploying: (state) => paint('yellow', state),
  failed: (state) => paint('red', state),
  'not-deployed': (state) => state.replace('-', ' '),
  unreachable: (state) => paint('red', state),
};

/** A project with its state, and what its stack publishes. */
export function statusText({ slug, stacks, ...only }: ProjectStatus): string {
  const { stack, state } = only;
  if (!stacks) return lines(wrap(`${heading(slug)}  ${STATES[state](state)}, stack ${stack}`), publishedText(only));
  const each = stacks.map((one) =>
    lines(wrap(`  ${one.stack} in ${one.region}: ${STATES[one.state](one.state)}`), publishedText(one)),
  );
  return lines(wrap(`${heading(slug)}  ${STATES[state](state)}`), ...each);
}

const lines = (...parts: readonly string[]) => parts.filter((part) => part !== '').join('\n');

const publishedText = ({ outputs, balancer }: StackStatus): string =>
  lines(balancer ? `  answers at ${balancer}` : '', pairsText(Object.entries(outputs)));

/** Where the site answers, and what to know of it. */
export const siteText = ({ address, note }: { readonly address: string; readonly note?: string }): string =>
  [`  Site      ${address}`, ...(note ? [wrap(note, '            ')] : [])].join('\n');

/** The pages in what `lab up` and `lab status` say: none where they are not deployed. */
export const siteLines = ({ deployed, address }: SiteStanding): string[] =>
  deployed ? [address ? `site ${address}` : '`lab open` opens the site.'] : [];

/** One line for each setting that was put back, or need not be. */
export function restoredText({ resource, outcome, replaced }: Restored): string {
  const text = { 'put-back': 'put back', 'as-before': 'was as before', gone: 'is gone, nothing to put back' }[outcome];
  const note = replaced === undefined ? '' : '; it had been changed since (`--json` says to what)';
  return indented(`${resource} ${text}${note}`);
}

import { randomInt } from 'node:crypto';
import { Command } from 'commander';
import { LabError, type LabErrorCode } from '../../../errors.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import { allDrills, filterDrills, findDrill, type NumberedDrill } from '../../drills/catalogue.ts';
import { notesOn, outputsToShow } from '../../drills/incidents.ts';
import { type Incident, isOpen, readIncidents } from '../../drills/journal.ts';
import { restore } from '../../drills/run-drill.ts';
import { drawExam } from '../../exam/draw.ts';
import { type Exam, noteEnd, noteExam, readExams, runningExam } from '../../exam/record.ts';
import { incidentOf, standingOf } from '../../exam/standing.ts';
import { clockText, examText } from '../../exam/text.ts';
import { openIncident } from '../../incident/begin.ts';
import type { Lab } from '../../lab.ts';
import { breakableSlugs } from '../../stacks/setup.ts';
import { openTarget } from '../../target.ts';
import { ticketText } from '../../terminal/format.ts';
import { printJson, runToExit } from '../../terminal/output.ts';
import { incidentView } from '../../terminal/views.ts';
import { jsonOption, parseMinutes, parseSeed } from '../shared-options.ts';

interface ExamOptions {
  readonly seed?: number;
  readonly minutes: number;
  readonly report?: boolean;
  readonly end?: boolean;
  readonly json?: boolean;
}

/**
 * `lab exam`: begins an exam, or goes on with the one that runs; what is fixed or given up makes way for the next
 * incident. On the emulator alone. With `--json` `{exam, incident?}`: ExamStanding and, while one is open, IncidentView.
 */
export function examCommand(lab: Lab): Command {
  return new Command('exam')
    .description('five incidents against the clock, without hints; begins one, or goes on to the next incident')
    .option('--seed <n>', 'draw by this number: a friend who gives the same gets the same', parseSeed)
    .option('--minutes <n>', 'how long you have for all of it', parseMinutes, 60)
    .option('--report', 'only say how the exam stands, or how the last one went')
    .option('--end', 'end it now, put back what is broken, and give the report')
    .addOption(jsonOption())
    .action((options: ExamOptions) =>
      runToExit(async () => {
        const drills = await allDrills(lab);
        if (options.report) report(lab, lastExam(lab), drills, options);
        else if (options.end) await end(lab, requireRunning(lab), drills, options);
        else await goOn(lab, drills, options);
      }, options.json ?? false),
    );
}

const incidentsOf = (lab: Lab) => readIncidents(notesOn(lab, 'emulator'));

/** One step: the ticket of the incident that is open or next, or the report when there is none or the time is up. */
async function goOn(lab: Lab, drills: readonly NumberedDrill[], options: ExamOptions): Promise<void> {
  const running = runningExam(lab);
  if (running && options.seed !== undefined) {
    throw new LabError(
      'ExamRunning',
      'An exam is running already: `lab exam` goes on with it, `lab exam --end` ends it.',
    );
  }
  const exam = running ?? (await begin(lab, drills, options));
  const standing = standingOf(exam, drills, incidentsOf(lab), Date.now());
  const next = standing.incidents.find(({ outcome }) => outcome === 'open' || outcome === 'ahead');
  if (!next || standing.left === 0) return end(lab, exam, drills, options);
  const drill = findDrill(drills, next.drill);
  const incident =
    next.outcome === 'open'
      ? incidentOf(exam, drill.id, incidentsOf(lab))
      : await open(lab, drill).catch((error) => {
          throw running ? withStandstill(error) : error;
        });
  // Only now: where nothing could be broken, no exam has begun and no clock runs.
  if (!running) noteExam(lab, exam);
  const now = standingOf(exam, drills, incidentsOf(lab), Date.now());
  const view = incidentView(
    drill,
    incident as Incident,
    await outputsToShow(lab, drill.project, { target: 'emulator' }),
  );
  if (options.json) printJson({ exam: now, incident: view });
  else console.log(`${clockText(now)}\n\n${ticketText(view, { help: false })}`);
}

/** The error of an incident that could not be opened, with what that means for the exam that runs. */
function withStandstill(error: unknown): unknown {
  if (!(error instanceof LabError)) return error;
  const stays = 'The exam stays where it was, and its clock goes on: `lab exam` tries again, `lab exam --end` ends it.';
  return new LabError(error.code as LabErrorCode, `${error.message} ${stays}`, { cause: error });
}

/** An exam that nothing knows of yet. @throws LabError `NotDeployed`, `IncidentOpen` */
async function begin(lab: Lab, drills: readonly NumberedDrill[], options: ExamOptions): Promise<Exam> {
  const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
  const deployed = await breakableSlugs(lab, target);
  const candidates = filterDrills(drills, { runsOn: 'emulator' }).filter(({ project }) =>
    deployed.includes(project.slug),
  );
  if (candidates.length === 0) {
    throw new LabError('NotDeployed', 'Nothing is deployed that could be broken. `npm run lab -- up` deploys.');
  }
  if (incidentsOf(lab).some(isOpen)) {
    throw new LabError('IncidentOpen', 'An incident is open already: solve it, or put it back with `lab restore`.');
  }
  const seed = options.seed ?? randomInt(10_000);
  const exam: Exam = {
    startedAt: Date.now(),
    seed,
    minutes: options.minutes,
    drills: drawExam(candidates, seed).map(({ id }) => id),
  };
  return exam;
}

/** Breaks the next, after what earlier incidents and their repairs left was put back. */
async function open(lab: Lab, drill: NumberedDrill): Promise<Incident> {
  const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
  await putBack(lab);
  // Without the seed: it draws an exam, and `lab break --seed` would draw another drill by it.
  return (await openIncident(lab, { drill, seed: null }, target, notesOn(lab, 'emulator'))).incident;
}

async function putBack(lab: Lab): Promise<void> {
  const left = incidentsOf(lab).filter(({ restoredAt }) => restoredAt === undefined);
  if (left.length === 0) return;
  const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
  for (const incident of left.toReversed()) await restore(incident, awsClients(target.clientConfig));
}

async function end(lab: Lab, exam: Exam, drills: readonly NumberedDrill[], options: ExamOptions): Promise<void> {
  const endedAt = Date.now();
  const standing = standingOf({ ...exam, endedAt }, drills, incidentsOf(lab), endedAt);
  noteEnd(lab, endedAt);
  if (options.json) printJson({ exam: standing });
  else console.log(examText(standing));
  await putBack(lab);
}

function report(lab: Lab, exam: Exam, drills: readonly NumberedDrill[], { json }: ExamOptions): void {
  const standing = standingOf(exam, drills, incidentsOf(lab), Date.now());
  if (json) printJson({ exam: standing });
  else console.log(examText(standing));
}

/** @throws LabError `NoExam` */
function lastExam(lab: Lab): Exam {
  const last = readExams(lab).at(-1);
  if (last) return last;
  throw new LabError('NoExam', 'No exam was begun yet. `npm run -s lab -- exam` begins one.');
}

/** @throws LabError `NoExam` */
function requireRunning(lab: Lab): Exam {
  const exam = runningExam(lab);
  if (exam) return exam;
  throw new LabError('NoExam', 'No exam is running. `npm run -s lab -- exam` begins one; `--report` shows the last.');
}

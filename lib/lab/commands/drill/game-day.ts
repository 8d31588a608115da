import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { runningEmulator } from '../../../emulator/emulator.ts';
import { makeRegionsWell } from '../../../emulator/web/region-control.ts';
import { UsageError } from '../../../errors.ts';
import type { NumberedDrill } from '../../drills/catalogue.ts';
import { contextOf } from '../../drills/drill-context.ts';
import { deploymentOf, notesOn } from '../../drills/incidents.ts';
import { type Incident, isOpen, readIncident, readIncidents } from '../../drills/journal.ts';
import { type GameDay, type Moment, playGameDay } from '../../game-day/event.ts';
import type { OpenLedger } from '../../game-day/ledger.ts';
import { regionLost } from '../../game-day/region-lost.ts';
import { clock, reviewText, scoreLines, scoreOf } from '../../game-day/review.ts';
import { beginIncident, chooseDrill } from '../../incident/begin.ts';
import type { Lab } from '../../lab.ts';
import { openTarget } from '../../target.ts';
import { ticketText } from '../../terminal/format.ts';
import { EXIT, printJson, runToExit } from '../../terminal/output.ts';
import { paint, wrap } from '../../terminal/screen.ts';
import { jsonOption, parseMinutes } from '../shared-options.ts';

interface GameDayOptions {
  readonly minutes: number;
  readonly every: number;
  readonly json?: boolean;
}

/**
 * `lab game-day [drill]`: an incident as an event, on the emulator. While it is open a client asks once a second, pages come every
 * few minutes, and what is typed stands in the review. Ends with the incident, and with 1 where that was not fixed.
 */
export function gameDayCommand(lab: Lab): Command {
  return new Command('game-day')
    .description('an incident as an event: a clock, a page every few minutes, a score, and a review to write')
    .argument('[drill]', 'number of a drill; without it one that you have not solved yet')
    .option('--minutes <n>', 'how long it may take', parseMinutes, 60)
    .option('--every <n>', 'minutes from page to page', parseMinutes, 3)
    .addOption(jsonOption())
    .action((name: string | undefined, options: GameDayOptions) =>
      runToExit(async () => {
        const event = await chosen(lab, name);
        const { drill } = event;
        const view = await beginIncident(lab, { drill, seed: null }, { target: 'emulator' });
        const incident = openOne(lab, drill);
        if (!options.json) {
          console.log(ticketText(view, { help: true }));
          console.log(`\n${wrap(HOW_IT_GOES)}\n`);
        }
        const day = await play(lab, event, incident, options);
        const file = keepReview(lab, day, drill, incident);
        if (options.json) printJson({ ...day, score: scoreOf(day), review: file });
        else console.log(endText(day, file));
        return day.outcome === 'fixed' ? 0 : EXIT.failed;
      }, options.json ?? false),
    );
}

const HOW_IT_GOES =
  'The clock runs. Work in another terminal; `npm run -s lab -- check` there ends the game day once it is fixed. What you type here, a ' +
  'suspicion, a step, what you told whom, is noted with its time. Ctrl-C gives up.';

/** @throws UsageError `NoLedger`, and as `chooseDrill` */
async function chosen(lab: Lab, name: string | undefined) {
  const able = lab.projects.filter(({ ledger }) => ledger);
  const project = name === undefined ? able[0]?.project.slug : undefined;
  const { drill } = await chooseDrill(lab, name, { target: 'emulator', project });
  const entry = able.find(({ project: its }) => its === drill.project);
  const ledger = await entry?.ledger?.();
  if (ledger) return { drill, ledger, losesItsRegion: entry?.losesItsRegion ?? false };
  throw new UsageError(
    'NoLedger',
    `${drill.project.slug} has nothing that people get acknowledged and could lose. A game day is held at ` +
      `${able.map((entry) => entry.project.slug).join(', ')}; \`lab break ${drill.number}\` opens this one without.`,
  );
}

const openOne = (lab: Lab, drill: NumberedDrill): Incident =>
  readIncidents(notesOn(lab, 'emulator')).find((one) => one.drill === drill.id && isOpen(one)) as Incident;

async function play(
  lab: Lab,
  { drill, ledger, losesItsRegion }: { drill: NumberedDrill; ledger: OpenLedger; losesItsRegion: boolean },
  { file, brokenAt = Date.now() }: Incident,
  { minutes, every, json }: GameDayOptions,
): Promise<GameDay> {
  const target = await openTarget({ target: 'emulator' }, lab.stateFolder);
  const deployment = await deploymentOf(drill.project, target, notesOn(lab, 'emulator'));
  const engineFolder = losesItsRegion ? (await runningEmulator(lab.stateFolder))?.engineFolder : undefined;
  const pageEveryMs = every * 60_000;
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  process.once('SIGINT', giveUp);
  const typed: string[] = [];
  const input = process.stdin.isTTY ? createInterface({ input: process.stdin }) : undefined;
  input?.on('line', (line) => void (line.trim() && typed.push(line.trim().slice(0, LONGEST_NOTE))));
  input?.once('SIGINT', giveUp);
  try {
    return await playGameDay({
      drill: { number: drill.number, title: drill.title },
      ...{ brokenAt, signal: stop.signal, pageEveryMs, endsAt: brokenAt + minutes * 60_000 },
      ledger: ledger(contextOf(deployment)),
      happenings: losesItsRegion ? regionLost(engineFolder, target.region, pageEveryMs) : [],
      standing: () => standingIn(file),
      onMoment: (moment) => void (!json && moment.who !== 'you' && console.log(momentText(moment, brokenAt))),
      notes: () => typed.splice(0),
    });
  } finally {
    // What is open still is gone on with, or put back, in regions that answer.
    if (losesItsRegion) await makeRegionsWell(engineFolder);
    input?.close();
    process.removeListener('SIGINT', giveUp);
  }
}

/** In characters. */
const LONGEST_NOTE = 1_000;

function standingIn(file: string) {
  const incident = readIncident(file) as Incident;
  const { hintsTaken, solutionShown, checks, solvedAt } = incident;
  return { open: isOpen(incident), solved: solvedAt !== undefined, hintsTaken, solutionShown, checks: checks.length };
}

const momentText = (moment: Moment, brokenAt: number) =>
  wrap(moment.text, ' '.repeat(CLOCK), undefined, paint('bold', clock(moment, brokenAt).padEnd(CLOCK)));
/** Columns. */
const CLOCK = 8;

/** Writes it beside the journals, under the name of the incident's. */
function keepReview(lab: Lab, day: GameDay, drill: NumberedDrill, incident: Incident): string {
  const folder = join(lab.stateFolder, 'game-days');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${basename(incident.file, '.jsonl')}.md`);
  writeFileSync(file, reviewText(day, drill), { mode: 0o600 });
  return file;
}

function endText(day: GameDay, file: string): string {
  const [score = '', ...rest] = scoreLines(day);
  const open = day.outcome === 'given up' || day.outcome === 'out of time';
  return [
    '',
    paint('bold', score),
    ...rest,
    '',
    `The review, with what is still to be written by hand: ${file}`,
    ...(open
      ? [wrap('The incident is still open: go on with it, or put it back with `npm run -s lab -- restore`.')]
      : []),
  ].join('\n');
}

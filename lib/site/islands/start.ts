/**
 * Who returns to Start sees what is due, and behind a lab that an incident is open. For anyone else the line says what it said, and
 * nothing more is loaded.
 */
import type { Room } from '../incident/model.ts';
import { cardsDue, counted } from '../words.ts';
import { openEvidence } from './evidence.ts';
import { LabTrouble, openLab } from './lab.ts';
import { isServedByLab } from './served-by-lab.ts';

const line = document.querySelector('#today');
const way = document.querySelector<HTMLAnchorElement>('#today-way');
const evidence = await openEvidence();
let incidents = 0;

async function show(): Promise<void> {
  const log = await evidence.log();
  const knows = log.answers.length + log.drills.length > 0;
  if (!line || (!knows && incidents === 0)) return;
  const { isDue, said } = knows ? await dueOf(log) : NOTHING_DUE;
  // Of two things that are to be done, both; made again each time, since text that stays would move.
  line.replaceChildren(...(incidents > 0 ? [toRoom(), ' '] : []), ...(incidents === 0 || isDue ? [said] : []));
}

const NOTHING_DUE = { isDue: false, said: '' };

async function dueOf(
  log: Awaited<ReturnType<typeof evidence.log>>,
): Promise<{ readonly isDue: boolean; readonly said: string }> {
  const { todayOf } = await import('../../study/log/today.ts');
  const today = todayOf(log, Date.now());
  if (today.due > 0 && way?.dataset.due) {
    way.href = way.dataset.due;
    way.textContent = 'Practise now';
  }
  const isDue = today.due > 0;
  const said = isDue
    ? `${cardsDue(today)}, about ${counted(today.minutes, 'minute')}.`
    : `Nothing is due. ${counted(today.answered, 'answer')}, ${counted(today.drills, 'drill')} solved so far.`;
  return { isDue, said };
}

function toRoom(): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = '/incident';
  link.textContent = incidents === 1 ? 'An incident is open.' : `${incidents} incidents are open.`;
  return link;
}

/** @throws LabTrouble */
async function lookForIncidents(): Promise<void> {
  const { open } = await (await openLab()).get<Room>('incident');
  incidents = open.length;
  await show();
}

evidence.onChange(show);
await show();
if (isServedByLab())
  await lookForIncidents().catch((error: unknown) => {
    // A lab that does not answer is no news on this page: the room says what is the matter.
    if (!(error instanceof LabTrouble)) throw error;
  });

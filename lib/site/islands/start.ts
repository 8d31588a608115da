/** Who returns to Start sees what is due. For anyone else the line says what it said, and nothing more is loaded. */
import { cardsDue, counted } from '../words.ts';
import { openEvidence } from './evidence.ts';

const line = document.querySelector('#today');
const way = document.querySelector<HTMLAnchorElement>('#today-way');
const evidence = await openEvidence();

async function show(): Promise<void> {
  const log = await evidence.log();
  if (!line || log.answers.length + log.drills.length === 0) return;
  const { todayOf } = await import('../../study/log/today.ts');
  const today = todayOf(log, Date.now());
  line.textContent =
    today.due > 0
      ? `${cardsDue(today)}, about ${counted(today.minutes, 'minute')}.`
      : `Nothing is due. ${counted(today.answered, 'answer')}, ${counted(today.drills, 'drill')} solved so far.`;
  if (today.due > 0 && way?.dataset.due) {
    way.href = way.dataset.due;
    way.textContent = 'Practise now';
  }
}

evidence.onChange(show);
await show();

/** Your progress: figures from the log, where it is kept, and the file that takes it elsewhere. */
import { MAX_FILE_BYTES } from '../../study/log/exchange.ts';
import { settingOf } from '../../study/log/records.ts';
import { counted } from '../words.ts';
import { openEvidence } from './evidence.ts';
import { keptSentence } from './kept.ts';

/** Loaded with the page: the lab may have stopped when somebody chooses a file. */
void import('../../study/log/exchange.ts');

const find = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
const [exam, save, file, said, kept] = [
  find<HTMLSelectElement>('exam'),
  find<HTMLButtonElement>('export'),
  find<HTMLInputElement>('import'),
  find('said'),
  find('kept'),
];
const evidence = await openEvidence();

async function show(): Promise<void> {
  const log = await evidence.log();
  const { todayOf } = await import('../../study/log/today.ts');
  const { due, minutes, answered, right, drills, mocks, ahead } = todayOf(log, Date.now());
  const figures = { due, minutes, answered, right, drills, mocks };
  for (const [name, figure] of Object.entries(figures)) find(`figure-${name}`).textContent = String(figure);
  exam.value = String(log.settings.get('exam')?.value ?? '');
  kept.textContent = [keptSentence(await evidence.standing()), ...asides(ahead, log.passedOver)].join(' ');
}

function asides(ahead: number, passedOver: number): string[] {
  return [
    ...(ahead > 0
      ? [
          `${counted(ahead, 'record')} of a time that has not come yet: a clock was wrong, on this device or another. They count from then on.`,
        ]
      : []),
    ...(passedOver > 0
      ? [`${counted(passedOver, 'record')} of a later certlab: kept, and counted after an update.`]
      : []),
  ];
}

exam.onchange = async () => {
  const former = (await evidence.log()).settings.get('exam');
  const { device } = evidence;
  await evidence.note(settingOf('exam', exam.value || null, { device, ...(former && { former }) }));
};

save.onclick = async () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await evidence.exported()], { type: 'application/x-ndjson' }));
  link.download = `certlab-${new Date().toISOString().slice(0, 10)}.jsonl`;
  link.click();
  URL.revokeObjectURL(link.href);
  said.textContent = `Exported as ${link.download}.`;
};

file.onchange = async () => {
  const [chosen] = file.files ?? [];
  if (!chosen) return;
  // A file of many megabytes takes a minute or two.
  said.textContent = `Reading ${chosen.name} …`;
  said.textContent = await taken(chosen);
  // The same file can be chosen again.
  file.value = '';
};

async function taken(chosen: File): Promise<string> {
  if (chosen.size > MAX_FILE_BYTES)
    return `${chosen.name} is larger than ${MAX_FILE_BYTES / 1_000_000} MB, which no log of a learner is. Nothing was imported.`;
  try {
    const { records, added, later } = await evidence.imported(await chosen.text());
    const news = `${counted(added, 'record')} added; ${records - added} were here already.`;
    return later > 0 ? `${news} ${later} are of a later certlab: kept, and counted after an update.` : news;
  } catch (error) {
    return `${chosen.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

evidence.onChange(show);
for (const control of [exam, save, file]) control.disabled = false;
await show();

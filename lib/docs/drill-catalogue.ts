import type { NumberedDrill } from '../lab/drills/catalogue.ts';
import { markdownTable } from '../markdown-table.ts';

const WHERE = { emulator: 'emulator', aws: 'AWS' } as const;

/** The drills of one project as a table: symptoms, and nothing that gives a cause away. */
export function drillTable(drills: readonly NumberedDrill[]): string {
  return markdownTable(
    ['drill', 'what is reported', 'level', 'exam tasks', 'runs on'],
    drills.map(({ number, title, level, exam, runsOn }) => [
      `\`${number}\``,
      title,
      String(level),
      exam.join(', '),
      runsOn.map((target) => WHERE[target]).join(', '),
    ]),
  );
}

/** How many drills there are of each level, on each target, and of two causes. */
export function drillSummary(drills: readonly NumberedDrill[]): string {
  const count = (is: (drill: NumberedDrill) => boolean) => drills.filter(is).length;
  return markdownTable(
    ['', 'level 1', 'level 2', 'level 3', 'all'],
    [
      ['on the emulator and on AWS', (drill: NumberedDrill) => drill.runsOn.includes('emulator')] as const,
      ['on AWS alone', (drill: NumberedDrill) => !drill.runsOn.includes('emulator')] as const,
      ['with two causes', (drill: NumberedDrill) => drill.causes === 2] as const,
    ].map(([name, is]) => [
      name,
      ...[1, 2, 3].map((level) => String(count((drill) => is(drill) && drill.level === level))),
      String(count(is)),
    ]),
  );
}

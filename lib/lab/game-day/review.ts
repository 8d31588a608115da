/** What a game day comes to: a score by minutes and by what was lost, and a review to be finished by hand. */
import type { NumberedDrill } from '../drills/catalogue.ts';
import type { Asked, GameDay, Moment } from './event.ts';

/** What a minute until it is fixed costs, and what a thing that was acknowledged and lost does (docs/decisions/0101). */
const POINTS = { whole: 100, minute: 2, lost: 10 } as const;

export interface Score {
  /** 0 to 100; 0 where it was not fixed, and null where nobody could count what was lost. */
  readonly points: number | null;
  /** From the fault to the check that found it fixed, or to the end. */
  readonly ms: number;
  readonly failed: number;
  /** From the first request that failed to the last, in milliseconds; 0 where none did. */
  readonly outageMs: number;
}

export function scoreOf({ brokenAt, endedAt, outcome, asked, lost }: GameDay): Score {
  const failed = asked.filter(({ acknowledged }) => !acknowledged);
  const [first, last] = [failed[0], failed.at(-1)];
  const ms = endedAt - brokenAt;
  const left = POINTS.whole - POINTS.minute * Math.floor(ms / 60_000) - POINTS.lost * (lost?.length ?? 0);
  return {
    points: outcome !== 'fixed' ? 0 : lost === null ? null : Math.max(0, left),
    ms,
    failed: failed.length,
    outageMs: first && last ? last.at + last.ms - first.at : 0,
  };
}

/** The score in sentences, for a terminal and for the review. */
export function scoreLines(day: GameDay): readonly string[] {
  const { points, ms, failed, outageMs } = scoreOf(day);
  const { asked, lost, hintsTaken, checks, outcome } = day;
  return [
    `${points === null ? 'No score' : `${points} of ${POINTS.whole} points`}: ${outcome} after ${minutes(ms)}.`,
    failed === 0
      ? `None of ${asked.length} requests failed.`
      : `${failed} of ${asked.length} requests failed, over ${minutes(outageMs)}.`,
    lost === null
      ? 'What was acknowledged could not be looked for: the project does not answer.'
      : `Acknowledged and lost: ${lost.length}.`,
    `Hints: ${hintsTaken}. Checks: ${checks}.`,
  ];
}

/** The review as Markdown: what was measured, and what only those who were there can write. */
export function reviewText(day: GameDay, { lesson }: Pick<NumberedDrill, 'lesson'>): string {
  const { drill, brokenAt, outcome, asked, moments, lost } = day;
  return `${[
    `# Game day of ${new Date(brokenAt).toISOString().slice(0, 10)}: ${drill.title}`,
    `Drill ${drill.number}. ${POINTS.whole} points at first; ${POINTS.minute} less for each whole minute until it was fixed, ${POINTS.lost} less for each thing that was acknowledged and lost; none where it was not fixed.`,
    scoreLines(day)
      .map((line) => `- ${line}`)
      .join('\n'),
    '## What people saw',
    ['| minute | asked | failed | slowest |', '|---|---|---|---|', ...perMinute(asked, brokenAt)].join('\n'),
    '## What happened',
    moments.map((moment) => `- ${clock(moment, brokenAt)} ${WHO[moment.who]}: ${moment.text}`).join('\n') ||
      'Nothing was noted.',
    ...(lost?.length ? ['## What was lost', lost.map((name) => `- ${name}`).join('\n')] : []),
    ...(outcome === 'fixed'
      ? ['## The lesson', `Architect: ${lesson.architect}`, `Developer: ${lesson.developer}`]
      : []),
    '## To be written by hand',
    QUESTIONS.map((question) => `### ${question}\n\n…`).join('\n\n'),
  ].join('\n\n')}\n`;
}

/** Those that a review without blame asks. */
const QUESTIONS = [
  'What was the first sign, and what would have shown it earlier?',
  'Which idea was wrong, and what made it seem right?',
  'What took the most time?',
  'What changes now, by whom, and by when?',
];
const WHO: Readonly<Record<Moment['who'], string>> = { page: 'Page', you: 'You', lab: 'Lab' };

/** `+4:05`: minutes and seconds since the fault. */
export function clock({ at }: Pick<Moment, 'at'>, brokenAt: number): string {
  const whole = Math.max(0, Math.round((at - brokenAt) / 1_000));
  return `+${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** `40 ms`, `4.2 s`. */
export const seconds = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** `4 min 5 s`. */
function minutes(ms: number): string {
  const whole = Math.round(ms / 1_000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function perMinute(asked: readonly Asked[], brokenAt: number): string[] {
  const byMinute = Map.groupBy(asked, ({ at }) => Math.max(0, Math.floor((at - brokenAt) / 60_000)));
  return [...byMinute].map(([minute, all]) => {
    const failed = all.filter(({ acknowledged }) => !acknowledged).length;
    return `| ${minute + 1} | ${all.length} | ${failed} | ${seconds(Math.max(...all.map(({ ms }) => ms)))} |`;
  });
}

/**
 * A mock exam as its steps leave it, and what it comes to. Nothing here needs Node or the bank: the lab keeps the steps in a
 * file, a page in the browser.
 */
import { type Answer, answerTo, type Judged, type MockDone } from './log/records.ts';
import type { BlueprintCode } from './weights.ts';

const MINUTE = 60_000;

/** What happens in a mock exam. */
export type Step =
  | {
      readonly step: 'begun';
      readonly exam: BlueprintCode;
      readonly items: readonly string[];
      readonly minutes: number;
    }
  | { readonly step: 'answered'; readonly number: number; readonly chose: readonly number[] }
  | { readonly step: 'flagged'; readonly number: number; readonly flag: boolean }
  | { readonly step: 'ended' };
export type MockStep = Step & { readonly mock: string; readonly at: number };

/** A mock exam as its steps leave it; questions are numbered from 1. */
export interface MockExam {
  readonly id: string;
  readonly exam: BlueprintCode;
  readonly begunAt: number;
  /** When its time is over, in milliseconds since 1970. */
  readonly until: number;
  /** When it was handed in, or its time ran out; absent while it runs. */
  readonly endedAt?: number;
  readonly items: readonly string[];
  /** Places chosen, by number; the last choice counts. */
  readonly answers: ReadonlyMap<number, { readonly chose: readonly number[]; readonly at: number }>;
  readonly flags: ReadonlySet<number>;
}

/** A mock exam seen at `now`; what came after its time counts for nothing. */
export function mockOf(
  id: string,
  begun: MockStep & { readonly step: 'begun' },
  records: readonly MockStep[],
  now: number,
): MockExam {
  const until = begun.at + begun.minutes * MINUTE;
  const answers = new Map<number, { chose: readonly number[]; at: number }>();
  const flags = new Set<number>();
  for (const record of records.filter(({ at }) => at <= until)) {
    if (record.step === 'answered') answers.set(record.number, { chose: record.chose, at: record.at });
    if (record.step === 'flagged') {
      if (record.flag) flags.add(record.number);
      else flags.delete(record.number);
    }
  }
  const handedIn = records.find(({ step }) => step === 'ended')?.at;
  const endedAt = handedIn ?? (now >= until ? until : undefined);
  return {
    ...{ id, exam: begun.exam, begunAt: begun.at, until, items: begun.items, answers, flags },
    ...(endedAt !== undefined && { endedAt: Math.min(endedAt, until) }),
  };
}

export interface DomainResult {
  /** `SAA-C03/1`, or the exam's code for the whole. */
  readonly of: string;
  readonly right: number;
  readonly questions: number;
  /** 80 % interval of the share right. */
  readonly low: number;
  readonly high: number;
}

/** The whole first, then each domain. */
export function tallied(
  exam: string,
  rows: readonly { readonly domain: string; readonly right: boolean }[],
): DomainResult[] {
  const tally = (of: string, own: readonly { readonly right: boolean }[]): DomainResult => {
    const right = own.filter((row) => row.right).length;
    return { of, right, questions: own.length, ...wilson(right, own.length) };
  };
  return [
    tally(exam, rows),
    ...[...new Set(rows.map(({ domain }) => domain))].sort().map((domain) =>
      tally(
        domain,
        rows.filter((row) => row.domain === domain),
      ),
    ),
  ];
}

/** Wilson's score interval of a share, at 80 %. */
function wilson(right: number, count: number): { low: number; high: number } {
  const z = 1.2816;
  const share = right / count;
  const middle = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const reach = (z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))) / (1 + z ** 2 / count);
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}

/** Its answers and the whole, with ids of its own: noting them twice adds nothing. */
export function recordsOf(mock: MockExam, itemAt: (number: number) => Judged): (Answer | MockDone)[] {
  const answers = [...mock.answers].map(([number, { chose, at }]) => ({
    // How sure somebody was is not asked in an exam.
    ...answerTo(itemAt(number), chose, 'unsure', { at }),
    id: `${mock.id}/${number}`,
  }));
  const at = mock.endedAt ?? mock.until;
  const { id, exam, begunAt } = mock;
  const right = answers.filter((answer) => answer.right).length;
  const counts = { answered: answers.length, right, questions: mock.items.length };
  return [...answers, { kind: 'mock', id, at, exam, milliseconds: at - begunAt, ...counts }];
}

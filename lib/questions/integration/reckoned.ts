/** Second proofs of families whose options are run: a queue and a state machine as their guides have them, in memory. */
import { runInNewContext } from 'node:vm';
import type { Change, Sent } from '../../../lambda/shared/questions/integration/fifo-groups.ts';
import type { Executions } from '../../../lambda/shared/questions/integration/next-state.ts';
import type { Outcome } from '../../../lambda/shared/questions/variants.ts';

/**
 * A FIFO queue within five minutes: an id that was taken is taken no more, whatever its group, and of a group nothing is
 * handed out while one of its messages is in work. The fields that a code names are read out of its text.
 */
export function reckonFifoGroups({ changes }: Sent, code: string): Outcome {
  const [, group = '', id = ''] = /MessageGroupId: (.+), MessageDeduplicationId: (.+) }/.exec(code) ?? [];
  const valueIn = (parts: string, change: Change, place: number) =>
    parts
      .split(' + ')
      .map((part) => {
        if (part === 'randomUUID()') return `drawn ${place}`;
        return part.startsWith('e.') ? change[part.slice(2) as keyof Change] : part;
      })
      .join('');
  const taken = new Set<string>();
  const queue: string[] = [];
  for (const [place, change] of changes.entries()) {
    const before = taken.size;
    taken.add(valueIn(id, change, place));
    if (taken.size > before) queue.push(valueIn(group, change, place));
  }
  return { kept: queue.length, free: queue.filter((one) => one !== queue[0]).length };
}

type Rule = Readonly<Record<string, unknown>> & { readonly Not?: Rule; readonly Next?: string };
interface State {
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
}

/** A comparison of the language is false for a value of another type than its own. */
const COMPARISONS: Readonly<Record<string, (value: unknown, bound: unknown) => boolean>> = {
  NumericGreaterThan: (value, bound) => typeof value === 'number' && value > Number(bound),
  NumericGreaterThanEquals: (value, bound) => typeof value === 'number' && value >= Number(bound),
  NumericLessThan: (value, bound) => typeof value === 'number' && value < Number(bound),
  NumericLessThanEquals: (value, bound) => typeof value === 'number' && value <= Number(bound),
  StringGreaterThan: (value, bound) => typeof value === 'string' && value > String(bound),
  IsNumeric: (value, bound) => (typeof value === 'number') === bound,
};

function fits(rule: Rule, value: unknown): boolean {
  if (rule.Not) return !fits(rule.Not, value);
  return Object.entries(rule).every(([name, bound]) => COMPARISONS[name]?.(value, bound) ?? true);
}

/** The state that an execution goes on to by the Amazon States Language: by the first rule, or the first catcher, that fits. */
export function reckonNextState(setting: Executions, code: string): Outcome {
  const over = (bound: number, Next: string): Rule => ({ Variable: '$.total', NumericGreaterThan: bound, Next });
  const shorts = { over50ToShip: over(50, 'Ship'), over100ToHold: over(100, 'Hold') };
  const { Choices = [], Default, Catch = [] } = runInNewContext(`({${code}\n})`, shorts, { timeout: 200 }) as State;
  const catches = (name: string, error: string) =>
    name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  const ofTotal = (total: unknown) => Choices.find((rule) => fits(rule, total))?.Next ?? Default ?? 'fails';
  const ofError = (error: string) =>
    Catch.find(({ ErrorEquals }) => ErrorEquals.some((name) => catches(name, error)))?.Next ?? 'fails';
  return 'totals' in setting
    ? { first: ofTotal(setting.totals[0]), second: ofTotal(setting.totals[1]) }
    : { first: ofError(setting.errors[0]), second: ofError(setting.errors[1]) };
}

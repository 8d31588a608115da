/** One reading of a log for many rooms: what each gets that asks by the last line it has, and how the reading ends. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import type { LogLine } from '../../../lib/lab/observed/logs.ts';
import { logTail } from '../../../lib/lab/site/log-tail.ts';

const line = (message: string): LogLine => ({ at: new Date(0), source: 'Api', message });
const texts = ({ lines }: { lines: readonly LogLine[] }) => lines.map(({ message }) => message);

/** A log that says what it is told to. */
function log() {
  const waiting: LogLine[] = [];
  let wake = () => {};
  const tail = logTail(async function* (signal) {
    while (!signal.aborted) {
      yield* waiting.splice(0);
      await new Promise<void>((done) => {
        wake = done;
        signal.addEventListener('abort', () => done());
      });
    }
  });
  const say = async (...messages: string[]) => {
    await turn();
    waiting.push(...messages.map(line));
    wake();
    await turn();
  };
  return { tail, say };
}

it('gives what came since, and all that is kept where the mark is none of its own', async () => {
  const { tail, say } = log();
  await say('one', 'two');
  const first = await tail.after('');
  expect([texts(first), first.whole]).toEqual([['one', 'two'], true]);
  await say('three');
  const next = await tail.after(first.after);
  expect([texts(next), next.whole]).toEqual([['three'], false]);
  expect(texts(await tail.after(next.after))).toEqual([]);

  const another = log();
  await another.say('other one', 'other two', 'other three');
  // As far on as the first, and another log: without the name of its tail nothing would seem to be missing.
  const moved = await another.tail.after(next.after);
  expect([texts(moved), moved.whole]).toEqual([['other one', 'other two', 'other three'], true]);
  tail.close();
  another.tail.close();
});

it('gives all that is kept to who asks by more lines than that, or by lines to come', async () => {
  const { tail, say } = log();
  await say('first');
  const { after } = await tail.after('');
  await say(...Array.from({ length: 1_200 }, (_, nth) => `line ${nth}`));
  const late = await tail.after(after);
  expect([late.lines.length, late.whole, late.lines[0]?.message]).toEqual([1_000, true, 'line 200']);
  expect((await tail.after(late.after.replace(/\d+$/, '9999'))).whole).toBe(true);
  tail.close();
});

it('ends when it is closed, when reading fails, and when nobody has asked for long', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const closed = log();
  expect(closed.tail.ended).toBe(false);
  closed.tail.close();
  expect(closed.tail.ended).toBe(true);

  const failed = logTail(() => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('The stack is gone.')) }),
  }));
  await vi.waitFor(() => expect(failed.ended).toBe(true));
  await expect(failed.after('')).rejects.toThrow('The stack is gone.');

  const idle = log();
  await idle.tail.after('');
  vi.advanceTimersByTime(9_000);
  await idle.tail.after('');
  vi.advanceTimersByTime(9_000);
  expect(idle.tail.ended).toBe(false);
  vi.advanceTimersByTime(1_000);
  expect(idle.tail.ended).toBe(true);
  vi.useRealTimers();
});

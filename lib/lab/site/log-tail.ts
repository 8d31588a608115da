/**
 * The log of a project for every room that shows it: read once, however many they are, and only while somebody asks. A room asks
 * for what came after the last line that it has.
 */
import { randomUUID } from 'node:crypto';
import type { LogLine } from '../observed/logs.ts';

/** How often the log is read. With how often a page asks, below the second in which a line has to be seen. */
export const READ_EVERY_MS = 300;
/** A room that is closed says nothing: so long after the last one has asked, nothing is read any more. */
const IDLE_MS = 10_000;
/** What a room that was just opened gets at most, and how much is kept. */
const MOST_LINES = 1_000;

export interface Portion {
  readonly lines: readonly LogLine[];
  /** What to ask by next. */
  readonly after: string;
  /** Whether these are all lines that are kept: those of before do not belong to them. */
  readonly whole: boolean;
}

export interface LogTail {
  /**
   * The lines after `after`; all that are kept where that is of another tail, or too long ago.
   * @throws whatever reading threw
   */
  after(after: string | undefined): Promise<Portion>;
  readonly ended: boolean;
  close(): void;
}

/** @param read as `readLogs` follows a log, until the signal */
export function logTail(read: (signal: AbortSignal) => AsyncIterable<LogLine>): LogTail {
  const name = randomUUID().slice(0, 8);
  const stop = new AbortController();
  const kept: LogLine[] = [];
  let came = 0;
  let failure: unknown;
  let idle: NodeJS.Timeout | undefined;

  const follow = async () => {
    for await (const line of read(stop.signal)) {
      kept.push(line);
      came += 1;
      if (kept.length > MOST_LINES) kept.shift();
    }
  };
  follow()
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => stop.abort());

  return {
    get ended() {
      return stop.signal.aborted;
    },
    close: () => stop.abort(),
    after: async (after = '') => {
      clearTimeout(idle);
      idle = setTimeout(() => stop.abort(), IDLE_MS);
      idle.unref();
      if (failure !== undefined) throw failure;
      const [, of, seen = ''] = /^([\w-]{1,40})\.(\d{1,12})$/.exec(after) ?? [];
      const missing = came - Number(seen);
      const whole = of !== name || missing < 0 || missing > kept.length;
      return { lines: whole ? [...kept] : kept.slice(kept.length - missing), after: `${name}.${came}`, whole };
    },
  };
}

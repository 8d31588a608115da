/** Log lines as they come: of every group, each once, oldest first, until nobody follows any more. */
import { describe, expect, it } from 'vitest';
import { formatLogLine, type LogLine, logGroupsOf, readLogs } from '../../../lib/lab/observed/logs.ts';
import { emulatorTarget } from '../../../lib/lab/target.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { sampleLab } from '../../support/drills/sample-lab.ts';

const SINCE = Date.UTC(2026, 10, 27, 10);
interface Asked {
  readonly logGroupName: string;
  readonly startTime: number;
  readonly nextToken?: string;
}

const here = sampleLab([sampleDrill]);
const target = () => emulatorTarget(here.emulator.endpoint, here.lab.stateFolder);

/** The stack with two log groups, whose events `answer` gives; what was asked for is kept. */
function groups(answer: (asked: Asked) => unknown): Asked[] {
  const all: Asked[] = [];
  here.emulator.stacks.set('Sample', {
    id: 'arn:stack/1',
    status: 'CREATE_COMPLETE',
    outputs: here.outputs,
    resources: {
      ApiFunctionLogGroup12AB34CD: ['AWS::Logs::LogGroup', '/aws/api'],
      ApiFunctionABCDEF01: ['AWS::Lambda::Function', 'api'],
      AWSCDKTriggerCustomResourceProviderLogsABCDEF02: ['AWS::Logs::LogGroup', '/aws/trigger'],
    },
  });
  here.emulator.answers.set('Logs.FilterLogEvents', (input) => {
    all.push(input as unknown as Asked);
    return answer(input as unknown as Asked);
  });
  return all;
}
const event = (after: number, message: string, eventId?: string) => ({ timestamp: SINCE + after, message, eventId });
async function read(more: { follow?: boolean; signal?: AbortSignal; onLine?: (line: LogLine) => void } = {}) {
  const lines: string[] = [];
  const { follow = false, signal, onLine } = more;
  for await (const line of readLogs([sampleProject], target(), { since: new Date(SINCE), follow, signal })) {
    lines.push(`${line.at.getTime() - SINCE} ${line.source} ${line.message}`);
    onLine?.(line);
  }
  return lines;
}

describe('log lines', () => {
  it('come from the log groups of the stack, under names without what CDK adds', async () => {
    groups(() => ({ events: [] }));
    expect(await logGroupsOf(sampleProject, target())).toEqual([
      { name: '/aws/api', source: 'ApiFunction', region: 'us-east-1' },
      { name: '/aws/trigger', source: 'Trigger', region: 'us-east-1' },
    ]);
    expect(await read()).toEqual([]);
  });

  it('are read page by page from the time on that was asked for, each once, the oldest first', async () => {
    const asked = groups(({ logGroupName, nextToken }) => {
      if (logGroupName === '/aws/trigger') return { events: [event(5, 'between\n', 'b')] };
      if (nextToken) return { events: [event(9, 'last', 'c'), event(1, 'first', 'a')] };
      return { nextToken: 'two', events: [event(1, 'first', 'a'), event(1, 'first', 'd'), {}] };
    });
    expect(await read()).toEqual([
      `${-SINCE} ApiFunction `,
      '1 ApiFunction first',
      '1 ApiFunction first',
      '5 Trigger between',
      '9 ApiFunction last',
    ]);
    expect(asked.map(({ startTime }) => startTime - SINCE)).toEqual([0, 0, 0]);
  });

  it('without an id are one where time and text are, and two in two groups', async () => {
    groups(() => ({ events: [event(1, 'same'), event(1, 'same'), event(1, 'other')] }));
    expect((await read()).toSorted()).toEqual([
      '1 ApiFunction other',
      '1 ApiFunction same',
      '1 Trigger other',
      '1 Trigger same',
    ]);
  });

  it('are followed from the last that came, that same millisecond included, until the signal', async () => {
    const stop = new AbortController();
    let rounds = 0;
    const asked = groups(({ logGroupName }) => {
      if (logGroupName !== '/aws/api') return { events: [] };
      rounds += 1;
      return { events: [event(7, 'once', 'a'), ...(rounds > 1 ? [event(7, 'later in the same', 'b')] : [])] };
    });
    const lines = await read({
      follow: true,
      signal: stop.signal,
      onLine: ({ message }) => {
        if (message !== 'once') stop.abort();
      },
    });
    expect(lines).toEqual(['7 ApiFunction once', '7 ApiFunction later in the same']);
    expect(
      asked.filter(({ logGroupName }) => logGroupName === '/aws/api').map(({ startTime }) => startTime - SINCE),
    ).toEqual([0, 7]);
  });

  it('of a group that is gone meanwhile are passed over; any other refusal is not', async () => {
    const refuse = (name: string) =>
      groups(({ logGroupName }) => {
        if (logGroupName === '/aws/api') throw Object.assign(new Error('refused'), { name });
        return { events: [event(1, 'still here', 'a')] };
      });
    refuse('ResourceNotFoundException');
    expect(await read()).toEqual(['1 Trigger still here']);
    refuse('AccessDeniedException');
    await expect(read()).rejects.toThrow('refused');
  });

  it('are shown with the time of day, and their sources in a column', () => {
    const line = { at: new Date(SINCE + 61_005), source: 'Api', message: 'hello' };
    expect(formatLogLine(line)).toBe('10:01:01.005 Api            hello');
  });
});

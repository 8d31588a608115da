/** What drills work through: requests that end, looks that are repeated, settings that are kept before they change. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CouldNotLook, type Undo } from '../../../lib/lab/drills/drill.ts';
import {
  contextOf,
  contextToBreak,
  contextToFix,
  NoAnswer,
  ResourceGone,
} from '../../../lib/lab/drills/drill-context.ts';
import { append, openJournal, readIncident } from '../../../lib/lab/drills/journal.ts';
import type { Deployment } from '../../../lib/lab/stacks/deployment.ts';
import { SAMPLE_OUTPUTS, sampleCloud } from '../../support/drills/sample-drill.ts';
import { fakeCloud, makeCloud, readCloud } from '../../support/fakes/fake-cloud.ts';

let folder: string;
let deployment: Deployment;
const visibility = { queueUrl: SAMPLE_OUTPUTS.QueueUrl, name: 'VisibilityTimeout' } as const;
const now = () => readCloud(join(folder, 'cloud.json')).queues[SAMPLE_OUTPUTS.QueueUrl]?.VisibilityTimeout;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-context-'));
  makeCloud(join(folder, 'cloud.json'), sampleCloud());
  const { aws } = fakeCloud(join(folder, 'cloud.json'));
  deployment = { aws, notes: join(folder, 'notes'), outputs: SAMPLE_OUTPUTS };
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

describe('a request', () => {
  const ask = (fetching: typeof fetch, signal?: AbortSignal) =>
    contextOf({ ...deployment, fetch: fetching }, signal).request('https://api.example/v1', { method: 'POST' });
  /** Answers nothing until its signal says so. */
  const silent = ((_url: string, { signal }: RequestInit) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))) as typeof fetch;

  it('is read to its end, and sent as it was asked for', async () => {
    const sent: unknown[] = [];
    const answer = await ask((async (...asked: unknown[]) => {
      sent.push(asked);
      return new Response('late', { status: 503, headers: { 'retry-after': '2' } });
    }) as typeof fetch);
    expect([answer.status, answer.text, answer.headers.get('retry-after')]).toEqual([503, 'late', '2']);
    expect(sent).toEqual([['https://api.example/v1', expect.objectContaining({ method: 'POST' })]]);
  });

  it('that cannot be made is blindness, with every reason', async () => {
    const failing = (error: Error) => ask(() => Promise.reject(error));
    const refused = failing(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }));
    await expect(refused).rejects.toBeInstanceOf(CouldNotLook);
    await expect(refused).rejects.toThrow('https://api.example/v1 could not be reached: fetch failed (ECONNREFUSED)');
    await expect(failing(new TypeError('fetch failed'))).rejects.toThrow(/reached: fetch failed$/);
  });

  it('that is not answered within ten seconds is a finding', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort(new Error('over')));
    try {
      const late = ask(async () => {
        throw new Error('over');
      });
      await expect(late).rejects.toBeInstanceOf(NoAnswer);
      await expect(late).rejects.toThrow('no answer from https://api.example/v1 in 10 s');
      expect(timeout).toHaveBeenCalledWith(10_000);
    } finally {
      timeout.mockRestore();
    }
  });

  it('ends with the signal of who asked, which is no finding', async () => {
    const stop = new AbortController();
    const asked = ask(silent, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(asked).rejects.toBeInstanceOf(CouldNotLook);
  });
});

describe('a look that is repeated', () => {
  /** Findings by turn, the last from then on. */
  const looks = (...oks: readonly boolean[]) => {
    const look = vi.fn(async () => {
      const nth = Math.min(look.mock.calls.length, oks.length) - 1;
      return { ok: oks[nth] as boolean, saw: String(look.mock.calls.length), wanted: '' };
    });
    return look;
  };

  it('eventually: until it is good, and the first good one is the finding', async () => {
    const look = looks(false, false, true);
    expect(await contextOf(deployment).eventually(look, 5)).toMatchObject({ ok: true, saw: '3' });
    const atOnce = looks(true);
    await contextOf(deployment).eventually(atOnce, 5);
    expect(atOnce).toHaveBeenCalledOnce();
  });

  it('throughout: until it is bad, and the first bad one is the finding', async () => {
    const look = looks(true, true, false);
    expect(await contextOf(deployment).throughout(look, 5)).toMatchObject({ ok: false, saw: '3' });
  });

  it.each([
    ['eventually', undefined, undefined, 6],
    ['eventually', 2, 1, 2],
    ['eventually', 2, 0.5, 1],
    ['eventually', 2, 3, 6],
    ['throughout', 2, 1, 2],
    // Less patience must not make a look that has to hold shorter.
    ['throughout', 2, 0.5, 2],
    ['throughout', 2, 3, 6],
  ] as const)('%s %s s with patience %s goes on for %i s', async (how, seconds, patience, wanted) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const context = contextOf({ ...deployment, ...(patience !== undefined && { patience }) });
    const began = Date.now();
    let looked = 0;
    // Each look takes two seconds of the clock; one that ends just when the time is over is not the last.
    await context[how](async () => {
      looked += 1;
      vi.setSystemTime(began + looked * 2_000);
      return { ok: how === 'throughout', saw: '', wanted: '' };
    }, seconds as number);
    expect(looked).toBe(Math.floor(wanted / 2) + 1);
  });

  it.each([
    ['eventually', false],
    ['throughout', true],
  ] as const)('%s gives up with the signal', async (how, ok) => {
    const look = looks(ok);
    await contextOf(deployment, AbortSignal.abort())[how](look, 60);
    expect(look).toHaveBeenCalledOnce();
  });
});

describe('a setting', () => {
  it('is read, and one of a resource that is gone is said to be', async () => {
    const lab = contextOf(deployment);
    expect(await lab.get('queue-attribute', visibility)).toBe('60');
    const gone = lab.get('function-concurrency', { functionName: 'gone' });
    await expect(gone).rejects.toBeInstanceOf(ResourceGone);
    await expect(gone).rejects.toThrow('lambda:function:gone is not there');
  });

  it('that a fix sets is put back by its undo, as is whatever else it said', async () => {
    const undo: Undo[] = [];
    const lab = contextToFix(deployment, undo);
    await lab.set('queue-attribute', visibility, '120');
    const own = vi.fn(async () => undefined);
    lab.undoBy(own);
    expect(now()).toBe('120');
    expect(undo).toHaveLength(2);
    for (const step of undo.toReversed()) await step();
    expect(own).toHaveBeenCalledOnce();
    expect(now()).toBe('60');
  });

  it('has names that nobody used before', () => {
    const { nonce } = contextOf(deployment);
    expect(nonce()).toMatch(/^[0-9a-f]{8}$/);
    expect(nonce()).not.toBe(nonce());
  });
});

describe('a fault', () => {
  const journal = (drill: string) => openJournal(join(deployment.notes, drill), `sample/${drill}`, null);

  it('writes down what was there before it changes it, and what it makes of it', async () => {
    const file = journal('one');
    const seen: (string | undefined)[] = [];
    const lab = contextToBreak(deployment, file);
    await lab.change('queue-attribute', visibility, '5');
    await lab.change('queue-attribute', visibility, (before: string) => {
      // The first change is in the journal and made; the second is neither.
      seen.push(now(), String(readFileSync(file, 'utf8').split('\n').length));
      return `${Number(before) + 1}`;
    });
    expect(seen).toEqual(['5', '3']);
    expect(now()).toBe('6');
    expect(readIncident(file)?.changes).toMatchObject([
      { kind: 'queue-attribute', target: visibility, before: '60', after: '5' },
      { before: '5', after: '6' },
    ]);
  });

  it('tells the looks what it sent, as long as its incident is open', async () => {
    const sent = { of: 'event-pipeline/one', kind: 'reviews', count: 3 };
    const file = openJournal(deployment.notes, 'sample/one', null);
    contextToBreak(deployment, file).note(sent);
    append(file, { entry: 'broken' });
    append(openJournal(deployment.notes, 'sample/two', null), { entry: 'broken' });
    expect(contextOf(deployment).sent()).toEqual([expect.objectContaining(sent)]);
    append(file, { entry: 'restored' });
    expect(contextOf(deployment).sent()).toEqual([]);
  });

  it('changes nothing of a resource that is gone, and writes nothing down', async () => {
    const file = journal('one');
    const gone = { ...visibility, queueUrl: 'https://queue.example/gone' };
    await expect(contextToBreak(deployment, file).change('queue-attribute', gone, '5')).rejects.toThrow();
    expect(readIncident(file)?.changes).toEqual([]);
  });

  it.each([
    ['is open', ['broken'], /solve it, or put it back/],
    ['was fixed otherwise than it was deployed', ['broken', 'solved'], /Your fix of an earlier drill/],
    ['was interrupted', [], /solve it, or put it back/],
  ] as const)('is refused on a resource of another drill that %s', async (_, entries, sentence) => {
    const other = openJournal(deployment.notes, 'sample/other', null);
    append(other, { entry: 'change', kind: 'queue-attribute', target: visibility, before: '60', after: '5' });
    for (const entry of entries) append(other, { entry });
    // Journals are named by the millisecond.
    await new Promise((done) => setTimeout(done, 5));
    const file = openJournal(deployment.notes, 'sample/one', null);
    const lab = contextToBreak(deployment, file);
    const refused = lab.change('queue-attribute', { ...visibility, name: 'DelaySeconds' }, '1');
    await expect(refused).rejects.toMatchObject({ code: 'ResourceBusy' });
    await expect(refused).rejects.toThrow(sentence);
    expect(now()).toBe('60');
    expect(readIncident(file)?.changes).toEqual([]);

    // Another resource is free, and this one is once the other drill is put back.
    await lab.change(
      'function-setting',
      { functionName: 'worker', alias: 'live', field: 'Timeout' },
      { live: 3, latest: 3 },
    );
    append(other, { entry: 'restored' });
    await lab.change('queue-attribute', { ...visibility, name: 'DelaySeconds' }, '1');
    expect(readIncident(file)?.changes).toHaveLength(2);
  });
});

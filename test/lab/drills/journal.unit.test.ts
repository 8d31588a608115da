/** What a journal says, entry by entry, and what it survives: half lines, strangers' lines, and no file at all. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  append,
  type Entry,
  isOpen,
  openJournal,
  readIncident,
  readIncidents,
} from '../../../lib/lab/drills/journal.ts';

const BEGUN = Date.UTC(2026, 10, 27, 9, 5, 7, 42);
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-journal-'));
  vi.useFakeTimers({ toFake: ['Date'], now: BEGUN });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});
const add = (file: string, ...entries: Entry[]) => {
  for (const entry of entries) {
    vi.setSystemTime(Date.now() + 1);
    append(file, entry);
  }
};
const change = { kind: 'queue-attribute', target: { queueUrl: 'q' }, before: '60', after: '5' };

describe('a journal', () => {
  it('is named by time and project, for its owner alone, and says of a new incident what was drawn', () => {
    const file = openJournal(join(folder, 'deep', 'emulator'), 'sample/two-changes', 7, 'arn:stack/1');
    expect(basename(file)).toBe('20261127T090507-042Z-sample.jsonl');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readIncident(file)).toEqual({
      ...{ id: '20261127T090507-042Z-sample', file, drill: 'sample/two-changes', seed: 7, stackId: 'arn:stack/1' },
      ...{ openedAt: BEGUN, brokenAt: undefined, solvedAt: undefined, restoredAt: undefined },
      ...{ changes: [], sent: [], stored: [], workbench: undefined, hintsTaken: 0, solutionShown: false, checks: [] },
    });
  });

  it('is of one incident alone, however soon after another of its project it is opened', () => {
    const files = ['sample/two-changes', 'sample/two-changes', 'sample/one'].map((id) => openJournal(folder, id, 1));
    expect(files.map((file) => basename(file))).toEqual([
      '20261127T090507-042Z-sample.jsonl',
      '20261127T090507-043Z-sample.jsonl',
      '20261127T090507-044Z-sample.jsonl',
    ]);
    expect(readIncidents(folder).map(({ drill }) => drill)).toEqual([
      'sample/two-changes',
      'sample/two-changes',
      'sample/one',
    ]);
  });

  it('has the first time of each event, every change, message and check in order, and the hints counted', () => {
    const waiting = { of: 'learner-1', kind: 'event', count: 3 };
    const file = openJournal(folder, 'sample/one', null);
    add(
      file,
      { entry: 'change', ...change },
      { entry: 'workbench', folder: '/bench', handler: 'sample/work' },
      { entry: 'change', ...change, after: '6' },
      { entry: 'sent', ...waiting },
      { entry: 'broken' },
      { entry: 'checked', verdict: 'not-yet' },
      { entry: 'hint' },
      { entry: 'hint' },
      { entry: 'solution-shown' },
      { entry: 'checked', verdict: 'fixed' },
      { entry: 'solved' },
      { entry: 'restored' },
      { entry: 'restored' },
    );
    expect(readIncident(file)).toMatchObject({
      ...{ seed: null, brokenAt: BEGUN + 5, solvedAt: BEGUN + 11, restoredAt: BEGUN + 12 },
      ...{ hintsTaken: 2, solutionShown: true, checks: ['not-yet', 'fixed'] },
      changes: [{ after: '5' }, { after: '6' }],
      sent: [{ ...waiting, at: expect.any(Number) }],
      workbench: { folder: '/bench', handler: 'sample/work' },
    });
  });

  it.each<[Entry['entry'][], boolean]>([
    [[], false],
    [['broken'], true],
    [['broken', 'solved'], false],
    [['broken', 'restored'], false],
    [['restored'], false],
  ])('with %j is open: %s', (entries, open) => {
    const file = openJournal(folder, 'sample/one', null);
    add(file, ...entries.map((entry) => ({ entry }) as Entry));
    const incident = readIncident(file);
    expect(incident && isOpen(incident)).toBe(open);
  });

  it('is written on over the half line of a process that was killed, whatever its letters', () => {
    const file = openJournal(folder, 'sample/one', null);
    add(file, { entry: 'change', ...change, before: 'ä€😀' });
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, '{"at":1,"entry":"solv');
    expect(readIncident(file)?.solvedAt).toBeUndefined();
    add(file, { entry: 'solution-shown' });
    expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true);
    expect(readIncident(file)).toMatchObject({ solutionShown: true, changes: [{ before: 'ä€😀' }] });
  });

  it('that has not even its first line is none', () => {
    writeFileSync(join(folder, 'a.jsonl'), '{"at":1,"entry":"opened"');
    expect(readIncident(join(folder, 'a.jsonl'))).toBeUndefined();
    expect(readIncidents(folder)).toEqual([]);
  });

  it.each([
    ['{"at":1,"entry":"hint"}\n', 1],
    ['{"at":1,"entry":"opened","drill":"a/b","seed":null}\n\n{"at":2,\n', 2],
    ['nothing of ours\n', 1],
  ])('refuses %j, and names the line', (text, line) => {
    const file = join(folder, 'a.jsonl');
    writeFileSync(file, text);
    expect(() => readIncident(file)).toThrow(expect.objectContaining({ code: 'JournalDamaged' }));
    expect(() => readIncident(file)).toThrow(`Line ${line} of ${file} is not what the lab wrote`);
  });

  it('is read with the others of its folder, the oldest first, and with nothing else', () => {
    expect(readIncidents(join(folder, 'nowhere'))).toEqual([]);
    const first = openJournal(folder, 'sample/one', null);
    vi.setSystemTime(BEGUN + 5);
    const second = openJournal(folder, 'other/two', null);
    writeFileSync(join(folder, 'builds.zip'), 'x');
    expect(readIncidents(folder).map(({ file }) => file)).toEqual([first, second]);
  });
});

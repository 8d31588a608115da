/** Which incident a command is about, and when an incident is over although nobody repaired it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NumberedDrill } from '../../../lib/lab/drills/catalogue.ts';
import {
  allIncidents,
  closeIfTornDown,
  notesFolder,
  notesOn,
  openWorkbenches,
  resolveIncident,
} from '../../../lib/lab/drills/incidents.ts';
import { append, type Incident, isOpen, openJournal, readIncident } from '../../../lib/lab/drills/journal.ts';
import type { Lab } from '../../../lib/lab/lab.ts';
import type { Project } from '../../../lib/project.ts';
import type { Target } from '../../../lib/target.ts';

/** The id of the one stack that is deployed. */
const deployed = vi.hoisted(() => ({ stackId: 'arn:stack/1' }));
vi.mock('../../../lib/lab/stacks/stacks.ts', async (original) => ({
  ...(await original<object>()),
  stackIdOf: async () => deployed.stackId,
}));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-incidents-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const drills = [
  { id: 'serverless-api/one', number: 'serverless-api/1' },
  { id: 'serverless-api/two', number: 'serverless-api/2' },
] as unknown as NumberedDrill[];
const incident = (change: Partial<Incident>) =>
  ({ id: 'i', drill: 'serverless-api/one', brokenAt: 1, openedAt: 1, changes: [], file: '', ...change }) as Incident;

describe('the incident that is meant', () => {
  const over = incident({ id: 'over', restoredAt: 3 });
  const open = incident({ id: 'open', drill: 'serverless-api/two' });
  const later = incident({ id: 'later', solvedAt: 5, restoredAt: 6 });
  const meant = (incidents: Incident[], name?: string, mustBeOpen = false) =>
    resolveIncident(incidents, drills, name, { mustBeOpen });

  it('is the open one, or else the last', () => {
    expect(meant([over, open, later]).incident.id).toBe('open');
    expect(meant([over, later])).toEqual({ incident: later, drill: drills[0] });
  });

  it('is that of the drill that is named', () => {
    expect(meant([over, open, later], 'serverless-api/1').incident.id).toBe('later');
    expect(meant([over, open], 'serverless-api/2')).toEqual({ incident: open, drill: drills[1] });
  });

  it('refuses when nothing was broken: an incident that never got so far does not count', () => {
    expect(() => meant([])).toThrow(expect.objectContaining({ code: 'NoIncident' }));
    expect(() => meant([incident({ brokenAt: undefined })])).toThrow(expect.objectContaining({ code: 'NoIncident' }));
    expect(() => meant([over], 'serverless-api/2')).toThrow(expect.objectContaining({ code: 'NoIncident' }));
  });

  it('refuses one that is over where it must be open', () => {
    expect(() => meant([over], undefined, true)).toThrow(expect.objectContaining({ code: 'NotOpen' }));
    expect(meant([open], undefined, true).incident.id).toBe('open');
  });
});

describe('an open incident', () => {
  const opened = (): Incident => {
    const file = openJournal(join(folder, 'notes'), 'serverless-api/one', null, 'arn:stack/1');
    append(file, { entry: 'broken' });
    return readIncident(file) as Incident;
  };
  const isOpenNow = ({ file }: Incident) => isOpen(readIncident(file) as Incident);

  it('stays open as long as its stack lives', () => {
    const living = opened();
    expect([closeIfTornDown(living, { stackId: 'arn:stack/1' }), isOpenNow(living)]).toEqual([false, true]);
  });

  it('is closed, and not as solved, when another stack is there now', () => {
    const gone = opened();
    expect([closeIfTornDown(gone, { stackId: 'arn:stack/2' }), isOpenNow(gone)]).toEqual([true, false]);
    expect(readIncident(gone.file)?.solvedAt).toBeUndefined();
  });

  it('that is over already is left alone', () => {
    const file = opened().file;
    append(file, { entry: 'solved' });
    expect(closeIfTornDown(readIncident(file) as Incident, { stackId: 'arn:stack/2' })).toBe(false);
    expect(readIncident(file)?.restoredAt).toBeUndefined();
  });
});

describe('the journals', () => {
  const lab = () => ({ stateFolder: folder, projects: [] }) as unknown as Lab;

  it('of the emulator are found without it, and those of an account by account and region', async () => {
    expect(await notesFolder(lab(), { target: 'emulator' })).toBe(join(folder, 'drills', 'emulator'));
    expect(notesOn(lab(), 'emulator')).toBe(join(folder, 'drills', 'emulator'));
    expect(notesOn(lab(), { account: '111122223333', region: 'eu-west-1' })).toBe(
      join(folder, 'drills', '111122223333-eu-west-1'),
    );
  });

  it('of all targets are one list, the oldest first; there is none at first', () => {
    expect(allIncidents(lab())).toEqual([]);
    const opened = (place: string, drill: string, at: number) => {
      vi.setSystemTime(at);
      append(openJournal(join(folder, 'drills', place), drill, null), { entry: 'broken' });
    };
    vi.useFakeTimers({ toFake: ['Date'] });
    opened('emulator', 'serverless-api/b', 2_000);
    opened('111122223333-eu-west-1', 'serverless-api/c', 3_000);
    opened('111122223333-eu-west-1', 'serverless-api/a', 1_000);
    opened('emulator', 'serverless-api/d', 4_000);
    vi.useRealTimers();
    expect(allIncidents(lab()).map(({ drill }) => drill.slice(-1))).toEqual(['a', 'b', 'c', 'd']);
  });

  it('have the sources that a learner fixes, of what is open and of a project that this lab has', async () => {
    const target = { name: 'emulator', region: 'r', account: 'a', clientConfig: { region: 'r' } } as unknown as Target;
    const project = { slug: 'serverless-api', stackName: 'ServerlessApi' } as Project;
    const withProject = { ...lab(), projects: [{ project }] } as Lab;
    const opened = (drill: string, handler: string | undefined, ends: readonly ('solved' | 'restored')[] = []) => {
      const file = openJournal(join(folder, 'drills', 'emulator'), drill, null, 'arn:stack/1');
      if (handler) append(file, { entry: 'workbench', folder: '/sources', handler });
      append(file, { entry: 'broken' });
      for (const entry of ends) append(file, { entry });
    };
    opened('serverless-api/with', 'broken here');
    opened('serverless-api/without', undefined);
    opened('event-pipeline/one', 'of a project that is not in this lab');
    opened('serverless-api/over', 'over', ['solved', 'restored']);
    expect((await openWorkbenches(withProject, target)).map(({ handler }) => handler)).toEqual(['broken here']);
    deployed.stackId = 'arn:stack/2';
    expect(await openWorkbenches(withProject, target)).toEqual([]);
  });
});

/** What a learner did, to a file and from one: nothing is lost on the way, and nothing is taken by half. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyOf } from '../../../lambda/shared/questions/family.ts';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { deviceOf, evidenceFile, noteEvidence, readEvidence, readLog } from '../../../lib/study/evidence.ts';
import { itemOf } from '../../../lib/study/items.ts';
import { answerTo } from '../../../lib/study/log/records.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { runCommand } from '../../support/processes/run-command.ts';

let root: string;
let here: Lab;
let there: Lab;
const item = itemOf('iam-doors/3');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'certlab-log-'));
  const projects = [{ project: sampleProject, drills: async () => [sampleDrill] }];
  here = openLab(projects, join(root, 'here'));
  there = openLab(projects, join(root, 'there'));
  noteEvidence(here.stateFolder, answerTo(item, keyOf(item), 'sure'));
  const journal = openJournal(join(here.stateFolder, 'drills', 'emulator'), sampleDrill.id, null);
  for (const entry of ['broken', 'solved'] as const) append(journal, { entry });
});
afterEach(() => rmSync(root, { recursive: true }));

const file = () => join(root, 'mine.jsonl');
const exported = async () => {
  expect(await runCommand(here, ['evidence', 'export', file()])).toMatchObject({ code: 0, err: '' });
  return readFileSync(file(), 'utf8');
};
const imported = async (lab = there) => {
  const { out, code, err } = await runCommand(lab, ['evidence', 'import', file(), '--json']);
  return { ...JSON.parse(out), code, err };
};

describe('lab evidence', () => {
  it('takes all of a learner to another lab, once, what has just ended too', async () => {
    await exported();
    expect(await imported()).toEqual({ records: 2, added: 2, later: 0, ahead: 0, code: 0, err: '' });
    expect(readLog(there.stateFolder)).toEqual(readLog(here.stateFolder));
    expect(readLog(there.stateFolder).drills).toMatchObject([{ drill: sampleDrill.id, solved: true }]);
    expect(await imported()).toMatchObject({ added: 0 });
    expect(await imported(here)).toMatchObject({ added: 0 });
    expect((await runCommand(there, 'drills --json')).out).toMatch(/"solved": true/);
  });

  it('writes to standard output where no file is named, and over no file', async () => {
    const { out } = await runCommand(here, 'evidence export');
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    writeFileSync(file(), 'mine');
    const refused = await runCommand(here, ['evidence', 'export', file()]);
    expect([refused.code, refused.err, readFileSync(file(), 'utf8')]).toEqual([
      64,
      expect.stringContaining('is there already'),
      'mine',
    ]);
  });

  it('says how many were new, of a later version, and of a time that has not come', async () => {
    await exported();
    appendFileSync(file(), `{"kind":"dream","id":"d","at":1}\n{"kind":"dream","id":"e","at":${Date.now() + 1e10}}\n`);
    const { out } = await runCommand(there, ['evidence', 'import', file()]);
    const said = out.replace(/\s+/g, ' ');
    expect(said).toMatch(/^4 records added; 0 of the file were here already\. 2 come from a later certlab/);
    expect(said).toMatch(/1 are of a time that has not come yet/);
    expect((await runCommand(there, 'evidence export')).out).toContain('"dream"');
  });

  it.each([
    ['half a line', (text: string) => text.slice(0, -9), /the last, is cut off/],
    ['a newer format', (text: string) => text.replace('"version":1', '"version":2'), /Update certlab/],
    ['a wrong record', (text: string) => `${text}{"kind":"sat","id":"x","at":1}\n`, /Line 4 is no "sat"/],
    ['nothing', () => '', /has no records/],
  ])('takes nothing of a file with %s', async (_, damaged, why) => {
    const text = await exported();
    writeFileSync(file(), damaged(text));
    const answer = await imported();
    expect(answer).toMatchObject({ code: 64, error: { code: 'WrongValue', message: expect.stringMatching(why) } });
    expect(readLog(there.stateFolder)).toMatchObject({ answers: [], drills: [] });
  });

  it('refuses a file of more than 50 MB before it reads it, and one that is not there', async () => {
    writeFileSync(file(), '');
    truncateSync(file(), 50_000_001);
    expect(await imported()).toMatchObject({
      code: 64,
      error: { message: expect.stringMatching(/larger than 50 MB/) },
    });
    rmSync(file());
    expect(await imported()).toMatchObject({ code: 64, error: { code: 'NoSuchFile' } });
  });
});

describe('the file beside the journals', () => {
  it('is its user’s alone, and names the device by chance', () => {
    expect(statSync(evidenceFile(here.stateFolder)).mode & 0o077).toBe(0);
    const device = deviceOf(here.stateFolder);
    expect(device).toMatch(/^[0-9a-z]{8}$/);
    expect([deviceOf(here.stateFolder), deviceOf(there.stateFolder) === device]).toEqual([device, false]);
  });

  it('of an earlier version is read as it is', () => {
    const before =
      '\n{"kind":"answer","id":"0b6f1c1e-7d3f-4c8e-9a55-0d1f2a3b4c5d","at":1795770000000,"item":"iam-doors/3","family":"iam-doors",' +
      '"tasks":["SAA-C03/1.1","DVA-C03/2.1"],"of":4,"choose":1,"chose":[1],"right":false,"sureness":"unsure",' +
      '"misconceptions":["boundary-grants"],"resisted":[]}\n' +
      '\n{"kind":"sat","id":"1b6f1c1e-7d3f-4c8e-9a55-0d1f2a3b4c5d","at":1795823999999,"exam":"SAA-C03","passed":true}\n';
    writeFileSync(evidenceFile(there.stateFolder), before);
    expect(readEvidence(there.stateFolder)).toMatchObject([{ item: 'iam-doors/3', right: false, chose: [1] }]);
    expect(readLog(there.stateFolder).sittings).toMatchObject([{ exam: 'SAA-C03', passed: true }]);
  });
});

/**
 * A fault in code: what is kept before the defective build is deployed, which sources the learner gets, and how a fix of
 * them is deployed and undone. The build itself takes seconds, and drills on the emulator run it: here it is the sources.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BundleOptions } from '../../../lib/bundle.ts';
import type { SourcePatch } from '../../../lib/lab/drills/drill.ts';
import { append, openJournal, readIncident } from '../../../lib/lab/drills/journal.ts';
import { deployDefect, fixWorkbenchSources } from '../../../lib/lab/drills/workbench.ts';
import { buildFile } from '../../../lib/lab/settings/lambda.ts';
import { repository } from '../../../lib/repository.ts';
import { answeringAws } from '../../support/fakes/answering-aws.ts';

/** As the real one: what is built lies under its handler's name, with the incident that it belongs to. */
vi.mock('../../../lib/bundle.ts', () => ({
  bundleHandlers: async ({ workbenches = [], bundles = '' }: BundleOptions) => {
    for (const { folder, handler, incident } of workbenches) {
      cpSync(join(folder, 'lambda', 'event-pipeline', 'env.ts'), join(bundles, handler, 'index.mjs'));
      writeFileSync(join(bundles, handler, 'workbench'), incident);
    }
  },
}));

const ENV = 'event-pipeline/env.ts';
const RIGHT = "export const EVENT_SOURCE = 'certlab.study';";
const WRONG = "export const EVENT_SOURCE = 'certlab.$&';";
const PATCH: SourcePatch = {
  ...{ handler: 'event-pipeline/accept-activity', functionName: 'accept', alias: 'live' },
  ...{ file: ENV, find: RIGHT, replace: WRONG },
};
const DEPLOYED = Buffer.from('the build that is deployed');
const hashOf = (archive: Buffer) => createHash('sha256').update(archive).digest('base64');
/** The first file of an archive, as text. */
function firstOf(archive: Buffer): string {
  const [packed, name, extra] = [archive.readUInt32LE(18), archive.readUInt16LE(26), archive.readUInt16LE(28)];
  return inflateRawSync(archive.subarray(30 + name + extra, 30 + name + extra + packed)).toString();
}

let server: Server;
let status: number;
let url: string;
let notes: string;
let journal: string;
beforeAll(async () => {
  server = createServer((_, response) => response.writeHead(status).end(DEPLOYED));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/build`;
});
afterAll(() => server.close());
beforeEach(() => {
  status = 200;
  notes = mkdtempSync(join(tmpdir(), 'certlab-workbench-'));
  journal = openJournal(notes, 'event-pipeline/sample', null);
});
afterEach(() => rmSync(notes, { recursive: true, force: true }));

const folder = () => join(notes, 'workbench', 'event-pipeline');
const builds = () => join(notes, 'builds');
const sources = (file = ENV) => readFileSync(join(folder(), 'lambda', file), 'utf8');

/** Breaks it as a drill does: the change goes into the journal, and is made. */
async function broken(patch: Partial<SourcePatch> = {}) {
  const { aws, calls } = answeringAws({ 'lambda.getFunction': { Code: { Location: url } } });
  const changes: unknown[][] = [];
  const change = async (...made: unknown[]) => {
    changes.push(made);
    const [kind, target, after] = made as [string, unknown, unknown];
    append(journal, { entry: 'change', kind, target, before: null, after });
  };
  await deployDefect({ ...PATCH, ...patch }, { aws, notes, outputs: {}, journal, change: change as never });
  return { changes, calls };
}

describe('a defect', () => {
  it('gives the learner all sources with the one place changed, and leaves the clone as it is', async () => {
    await broken();
    const right = readFileSync(join(repository, 'lambda', ENV), 'utf8');
    expect(right).toContain(RIGHT);
    expect(sources()).toBe(right.split(RIGHT).join(WRONG));
    expect(sources('shared/http/api.ts')).toBe(readFileSync(join(repository, 'lambda/shared/http/api.ts'), 'utf8'));
    expect(readIncident(journal)?.workbench).toMatchObject({ folder: folder(), handler: PATCH.handler });
  });

  it('keeps the deployed build and the defective one, and has the latter deployed in both places', async () => {
    const { changes, calls } = await broken();
    expect(calls).toEqual([['lambda.getFunction', { FunctionName: 'accept' }]]);
    expect(readFileSync(buildFile(builds(), hashOf(DEPLOYED)))).toEqual(DEPLOYED);
    const [[kind, target, value] = []] = changes as [string, unknown, { live: string; latest: string }][];
    expect([kind, target]).toEqual(['function-code', { functionName: 'accept', alias: 'live', builds: builds() }]);
    expect(value?.live).toBe(value?.latest);
    const defective = readFileSync(buildFile(builds(), value?.live as string));
    expect(hashOf(defective)).toBe(value?.live);
    expect(firstOf(defective)).toBe(sources());
    expect(defective.toString('latin1')).toContain('workbench');
    expect(readdirSync(builds())).toHaveLength(2);
  });

  it('takes the place of what an earlier drill has left on the workbench', async () => {
    await broken();
    writeFileSync(join(folder(), 'lambda', 'left-behind.ts'), '');
    await broken();
    expect(existsSync(join(folder(), 'lambda', 'left-behind.ts'))).toBe(false);
  });

  it.each([
    ['is not there', 'no such line', 0],
    ['is there more than once', 'export const', undefined],
  ])('is refused when its place %s, before anything is deployed', async (_, find, places) => {
    const refused = broken({ find });
    await expect(refused).rejects.toMatchObject({ code: 'StaleEdit' });
    await expect(refused).rejects.toThrow(places === undefined ? /lambda\/\S+ has \d+ places/ : `has ${places} places`);
    expect(readdirSync(builds())).toEqual([]);
    // The journal knows of the workbench by then, so that restoring clears it away.
    expect(readIncident(journal)).toMatchObject({ changes: [], workbench: { folder: folder() } });
  });

  it('is refused while the deployed build cannot be fetched: it could not be put back', async () => {
    status = 403;
    const refused = broken();
    await expect(refused).rejects.toMatchObject({ code: 'NoBuild' });
    await expect(refused).rejects.toThrow('HTTP 403');
    expect(readdirSync(builds())).toEqual([]);
  });
});

describe('a fix of the sources', () => {
  const FIX = { file: ENV, find: WRONG, replace: RIGHT };
  let live: string;
  const fixed = (edit = FIX) => {
    const uploaded: Buffer[] = [];
    const { aws } = answeringAws({
      'lambda.getFunctionConfiguration': () => ({ CodeSha256: live, LastUpdateStatus: 'Successful' }),
      'lambda.updateFunctionCode': ({ ZipFile }: { ZipFile: Buffer }) => {
        uploaded.push(ZipFile);
        live = hashOf(ZipFile);
        return {};
      },
      'lambda.publishVersion': { Version: '2' },
      'lambda.updateAlias': {},
    });
    return { uploaded, undo: fixWorkbenchSources(edit, { aws, notes, outputs: {} }) };
  };

  it('is built, deployed, and undone with the build of before', async () => {
    const { changes } = await broken();
    append(journal, { entry: 'broken' });
    live = (changes as [[string, unknown, { live: string }]])[0][2].live;
    const before = sources();
    const { uploaded, undo } = fixed();
    const takeBack = await undo;
    expect(sources()).toContain(RIGHT);
    expect(uploaded.map(firstOf)).toEqual([sources()]);
    expect(readFileSync(buildFile(builds(), live)).equals(uploaded[0] as Buffer)).toBe(true);

    await takeBack();
    expect(sources()).toBe(before);
    expect(uploaded.map(firstOf).at(-1)).toBe(before);
  });

  it('is refused where no drill with sources is open, or it has been put back', async () => {
    await expect(fixed().undo).rejects.toMatchObject({ code: 'NoWorkbench' });
    append(journal, { entry: 'workbench', folder: folder(), handler: PATCH.handler });
    await expect(fixed().undo).rejects.toMatchObject({ code: 'NoWorkbench' });
    await broken();
    append(journal, { entry: 'restored' });
    await expect(fixed().undo).rejects.toMatchObject({ code: 'NoWorkbench' });
  });

  it('is refused where its place is not there, and deploys nothing', async () => {
    const { changes } = await broken();
    live = (changes as [[string, unknown, { live: string }]])[0][2].live;
    const { uploaded, undo } = fixed({ ...FIX, find: 'no such line' });
    await expect(undo).rejects.toMatchObject({ code: 'StaleEdit' });
    expect(uploaded).toEqual([]);
  });
});

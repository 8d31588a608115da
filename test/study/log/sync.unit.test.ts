/** A device and a place of its records: cut off anywhere, run again and at once, both come to the same. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOST_AT_ONCE, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../../lib/lab/site/server.ts';
import { addEvidence, evidenceFile, storedIn } from '../../../lib/study/evidence.ts';
import { LabUnreachable, labRemote } from '../../../lib/study/log/lab-remote.ts';
import { missingIn, union } from '../../../lib/study/log/stored.ts';
import { memoryShelf, memoryShelves, type Remote, synchronize } from '../../../lib/study/log/sync.ts';

const sat = (n: number): Stored => ({ kind: 'sat', id: `s${n}`, at: n, exam: 'SAA-C03', passed: true });
const some = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => sat(from + n));
const ids = (records: readonly Stored[]) => union(records).map(({ id }) => id);

describe('with a place that fails at any step', () => {
  /** A place in memory whose call number `fails` breaks: before it does anything, or after, as when the answer is lost. */
  function place(held: Stored[], portion: number, fails: () => 'before' | 'after' | undefined): Remote {
    const step = async <T>(does: () => T): Promise<T> => {
      const when = fails();
      if (when === 'before') throw new Error('cut off');
      const done = does();
      if (when === 'after') throw new Error('cut off');
      return done;
    };
    return {
      read: (cursor) =>
        step(() => {
          const from = Number(cursor ?? 0);
          const records = held.slice(from, from + portion);
          const to = from + records.length;
          return { records, from, cursor: held.length === 0 ? null : String(to), more: to < held.length };
        }),
      add: (records) =>
        step(() => {
          expect(records.length).toBeLessThanOrEqual(MOST_AT_ONCE);
          held.push(...missingIn(held, records));
        }),
    };
  }

  it('everything is everywhere once it has gone through, and nothing twice', { timeout: 30_000 }, async () => {
    const failing = fc.array(fc.constantFrom<'before' | 'after' | undefined>('before', 'after', undefined), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60),
        fc.nat(60),
        fc.integer({ min: 1, max: 30 }),
        failing,
        async (mine, theirs, portion, plan) => {
          const shelf = memoryShelf();
          await shelf.add(some(0, mine), true);
          const held = some(mine, mine + theirs);
          const left = [...plan];
          const remote = place(held, portion, () => left.shift());
          for (let tries = 0; tries < 30; tries++) await synchronize(shelf, remote).catch(() => undefined);
          expect(ids(await shelf.all())).toEqual(ids(some(0, mine + theirs)));
          expect(ids(held)).toEqual(ids(some(0, mine + theirs)));
          expect(held).toHaveLength(mine + theirs);
          expect(await shelf.waiting()).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('with a lab each and one account for both', () => {
  /** A place in memory that keeps what it gets in the order in which it came. */
  const place = (held: Stored[]): Remote => ({
    read: async (cursor) => {
      const from = Number(cursor ?? 0);
      const records = held.slice(from, from + 3);
      const to = from + records.length;
      return { records, from, cursor: held.length === 0 ? null : String(to), more: to < held.length };
    },
    add: async (records) => {
      held.push(...missingIn(held, records));
    },
  });

  it('any interleaving of two devices comes to the same on both, in both labs and in the account', {
    timeout: 30_000,
  }, async () => {
    const STEPS = ['note', 'lab', 'account'] as const;
    const step = fc.record({ device: fc.nat(1), does: fc.constantFrom(...STEPS) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const account: Stored[] = [];
        const devices = [0, 1].map(() => ({ shelves: memoryShelves(['lab', 'account']), lab: [] as Stored[] }));
        let noted = 0;
        const run = async (device: number, does: (typeof STEPS)[number]) => {
          const { shelves, lab } = devices[device] as (typeof devices)[0];
          if (does === 'note') await shelves.lab.add([sat(noted++)], true);
          if (does === 'lab') await synchronize(shelves.lab, place(lab));
          if (does === 'account') await synchronize(shelves.account, place(account));
        };
        for (const { device, does } of steps) await run(device, does);
        for (let round = 0; round < 2; round++)
          for (const device of [0, 1]) for (const does of ['lab', 'account', 'lab'] as const) await run(device, does);
        const all = ids(some(0, noted));
        expect(ids(account)).toEqual(all);
        expect(account).toHaveLength(noted);
        for (const { shelves, lab } of devices) {
          expect([ids(await shelves.lab.all()), ids(lab), lab.length]).toEqual([all, all, noted]);
          expect([await shelves.lab.waiting(), await shelves.account.waiting()]).toEqual([[], []]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

it('asks for what came after what it has', async () => {
  const asked: (string | undefined)[] = [];
  const shelf = memoryShelf();
  const remote: Remote = {
    read: async (cursor) => {
      asked.push(cursor);
      const at = Number(cursor ?? 0);
      return { records: some(at, at + 2), from: at, cursor: String(at + 2), more: at === 0 };
    },
    add: async () => {},
  };
  expect((await synchronize(shelf, remote)).fetched).toBe(4);
  await synchronize(shelf, remote);
  expect(asked).toEqual([undefined, '2', '4']);
});

describe('with the lab’s own file', () => {
  let folder: string;
  let site: Site;
  const base = () => site.address.replace(/\/$/, '');
  const remote = async () => (await labRemote(base())) as Remote;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'certlab-sync-'));
    site = await serveSite(openLab([], folder), [0]);
  });
  afterEach(() => {
    site.close();
    rmSync(folder, { recursive: true });
  });

  it('a cleared browser gets everything back, and another one beside it', async () => {
    const first = memoryShelf();
    await first.add(some(0, 60), true);
    expect(await synchronize(first, await remote())).toEqual({ fetched: 0, sent: 60 });
    const cleared = memoryShelf();
    expect(await synchronize(cleared, await remote())).toEqual({ fetched: 60, sent: 0 });
    addEvidence(folder, [sat(60)]);
    expect(await synchronize(first, await remote())).toMatchObject({ fetched: 1, sent: 0 });
    expect(ids(await first.all())).toEqual(ids(storedIn(folder)));
  });

  it('a file that was deleted is filled again from the browser', async () => {
    const shelf = memoryShelf();
    await shelf.add(some(0, 40), true);
    await synchronize(shelf, await remote());
    writeFileSync(evidenceFile(folder), `${JSON.stringify(sat(99))}\n`);
    await synchronize(shelf, await remote());
    expect(ids(storedIn(folder))).toEqual(ids([...some(0, 40), sat(99)]));
    expect(ids(await shelf.all())).toEqual(ids([...some(0, 40), sat(99)]));
  });

  it('two tabs at once add nothing twice', async () => {
    const shelf = memoryShelf();
    await shelf.add(some(0, 80), true);
    await Promise.all([synchronize(shelf, await remote()), synchronize(shelf, await remote())]);
    expect(storedIn(folder)).toHaveLength(80);
  });

  it('answers wait while the lab is stopped, and a page of before is told to load again', async () => {
    const shelf = memoryShelf();
    const before = await remote();
    const { port } = new URL(site.address);
    site.close();
    await shelf.add([sat(1)], true);
    await expect(synchronize(shelf, before)).rejects.toThrow(/The lab has stopped/);
    expect(await shelf.waiting()).toEqual(['s1']);
    site = await serveSite(openLab([], folder), [Number(port)]);
    await expect(synchronize(shelf, before)).rejects.toThrow(/load the page again/);
    expect(storedIn(folder)).toEqual([]);
    await synchronize(shelf, await remote());
    expect(storedIn(folder)).toEqual([sat(1)]);
  });
});

describe('where there is no lab', () => {
  it.each([
    ['a page', 200, 'text/html', '<!doctype html>'],
    ['a refusal', 404, 'application/problem+json', '{"status":404}'],
    ['an error', 500, 'application/json', '{"session":"x"}'],
    ['something else', 200, 'application/json', '{"session":7}'],
  ])('what answers with %s is none', async (_, status, type, body) => {
    const server = createServer((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    expect(await labRemote(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).toBeUndefined();
    server.close();
    expect(await labRemote('http://127.0.0.1:1')).toBeUndefined();
  });

  it('a lab that gives HTML, or half of what it should, harms nothing', async () => {
    let body = '{"session":"x"}';
    const server = createServer((_request, response) => response.end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const remote = (await labRemote(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)) as Remote;
    const shelf = memoryShelf();
    await shelf.add([sat(1)], true);
    for (body of ['<!doctype html>', '', '{}', '{"records":7}', 'null']) {
      await expect(synchronize(shelf, remote), body).rejects.toThrow(LabUnreachable);
    }
    expect([await shelf.all(), await shelf.waiting()]).toEqual([[sat(1)], ['s1']]);
    server.close();
  });
});

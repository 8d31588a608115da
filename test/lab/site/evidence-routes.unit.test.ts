/** `/_lab/evidence`: what a page may read and add, in what portions, and what is refused without adding anything. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stored } from '../../../lambda/shared/evidence/stored.ts';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import { openLab } from '../../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../../lib/lab/site/server.ts';
import { evidenceFile } from '../../../lib/study/evidence.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';

let folder: string;
let site: Site;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-evidence-'));
  site = await serveSite(openLab([{ project: sampleProject, drills: async () => [sampleDrill] }], folder), [0]);
});
afterEach(() => {
  site.close();
  rmSync(folder, { recursive: true });
});

const sat = (id: string): Stored => ({ kind: 'sat', id, at: 1, exam: 'SAA-C03', passed: true });
const many = (count: number) => Array.from({ length: count }, (_, n) => sat(`s${n}`));

interface Answered {
  readonly status: number;
  readonly records?: readonly Stored[];
  readonly cursor?: string;
  readonly more?: boolean;
}

async function ask(init: RequestInit = {}, since?: string): Promise<Answered> {
  const query = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
  const answer = await fetch(`${site.address}_lab/evidence${query}`, {
    ...init,
    headers: { 'certlab-session': site.session, ...(init.headers as Record<string, string>) },
  });
  return { status: answer.status, ...((await answer.json()) as object) };
}
const post = (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  ask({ method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('a page adds records', () => {
  it('once, however often it sends them, and keeps those that this version does not know', async () => {
    const dream = { kind: 'dream', id: 'd', at: 2, of: '<script>' };
    expect(await post({ records: [sat('a'), dream] })).toEqual({ status: 200, added: 2 });
    expect(await post({ records: [dream, sat('a'), sat('b')] })).toEqual({ status: 200, added: 1 });
    expect((await ask()).records).toEqual([sat('a'), dream, sat('b')]);
  });

  it.each([
    ['26 at once', { records: many(26) }, 413, 'TooMany'],
    ['one wrong among right ones', { records: [sat('a'), { ...sat('b'), passed: 'yes' }] }, 422, 'InvalidRecord'],
    ['a record without an id', { records: [{ kind: 'sat', at: 1 }] }, 422, 'InvalidRecord'],
    ['a list alone', [sat('a')], 400, 'MalformedBody'],
    ['half a document', '{"records": [', 400, 'MalformedBody'],
    ['nothing', '', 400, 'MalformedBody'],
    ['null', 'null', 400, 'MalformedBody'],
  ])('and nothing is added of %s', async (_, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, code });
    expect((await ask()).records).toEqual([]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'and not by what a form can send: %s',
    async (type) => {
      expect(await post({ records: [sat('a')] }, { 'content-type': type })).toMatchObject({ status: 415 });
    },
  );
});

describe('a page reads records', () => {
  it('from where it left off, in portions', async () => {
    writeFileSync(
      evidenceFile(folder),
      many(1_200)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(''),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let more: boolean | undefined = true; more; ) {
      const page = await ask({}, cursor);
      seen.push(...(page.records ?? []).map(({ id }) => id));
      ({ cursor, more } = page);
    }
    expect(seen).toEqual(many(1_200).map(({ id }) => id));
    expect(await ask({}, cursor)).toMatchObject({ records: [], cursor, more: false });
    await post({ records: [sat('new')] });
    expect((await ask({}, cursor)).records).toEqual([sat('new')]);
  });

  it('from the beginning where the log is another one than the cursor says', async () => {
    await post({ records: [sat('a'), sat('b')] });
    const { cursor } = await ask();
    rmSync(evidenceFile(folder));
    await post({ records: [sat('c'), sat('d'), sat('e')] });
    expect((await ask({}, cursor)).records).toHaveLength(3);
    for (const wrong of ['99.c', '-1.c', '1e3.c', 'x', ''])
      expect((await ask({}, wrong)).records, wrong).toHaveLength(3);
  });

  it('without the half line of a killed process, which stays in the file', async () => {
    await post({ records: [sat('a')] });
    appendFileSync(evidenceFile(folder), '{"kind":"sat","id":"half","of":{}');
    await post({ records: [sat('b')] });
    expect((await ask()).records).toEqual([sat('a'), sat('b')]);
    expect(readFileSync(evidenceFile(folder), 'utf8')).toContain('half');
  });

  it('and finds the drill that has just ended among them', async () => {
    const file = openJournal(join(folder, 'drills', 'emulator'), sampleDrill.id, null);
    append(file, { entry: 'broken' });
    expect((await ask()).records).toEqual([]);
    append(file, { entry: 'solved' });
    expect((await ask()).records).toMatchObject([{ kind: 'drill', drill: sampleDrill.id, solved: true }]);
  });
});

describe('who is not let in', () => {
  it.each([
    ['no session', { 'certlab-session': '' }],
    ['the session of an earlier start', { 'certlab-session': 'A'.repeat(32) }],
  ])('a page with %s', async (_, headers) => {
    expect(await ask({ headers })).toMatchObject({ status: 403, code: 'OtherSession' });
    expect(await ask({ method: 'POST', headers })).toMatchObject({ status: 403, code: 'OtherSession' });
  });

  it.each([{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }])(
    'a page of another origin, although it has the session: %o',
    async (headers) => {
      const named = headers as unknown as Record<string, string>;
      expect(await ask({ headers: named })).toMatchObject({ status: 403, code: 'ForeignPage' });
      expect(await post({ records: [sat('a')] }, { ...named, 'content-type': 'application/json' })).toMatchObject({
        code: 'ForeignPage',
      });
      expect((await ask()).records).toEqual([]);
    },
  );

  it('a page that asks beforehand whether it may', async () => {
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    expect(await ask({ method: 'OPTIONS', headers: preflight })).toMatchObject({ status: 403 });
  });

  it('anyone, once the lab has ended', async () => {
    site.close();
    await expect(ask()).rejects.toThrow();
  });
});

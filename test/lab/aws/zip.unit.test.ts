import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { zipFolder } from '../../../lib/zip.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-zip-'));
  mkdirSync(join(folder, 'in', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'in', 'index.mjs'), 'export const a = 1;\n'.repeat(500));
  writeFileSync(join(folder, 'in', 'deep', 'ä.json'), '{"ok":true}');
  writeFileSync(join(folder, 'in', 'empty'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('another program finds every file in it, whole', () => {
  const archive = join(folder, 'out.zip');
  writeFileSync(archive, zipFolder(join(folder, 'in')));
  const read =
    'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; ' +
    'print(json.dumps({i.filename: [len(z.read(i)), i.external_attr >> 16] for i in z.infolist()}))';
  expect(JSON.parse(execFileSync('python3', ['-c', read, archive], { encoding: 'utf8' }))).toEqual({
    'deep/ä.json': [11, 0o100644],
    empty: [0, 0o100644],
    'index.mjs': [10_000, 0o100644],
  });
});

test('the same files give the same bytes', () => {
  const once = zipFolder(join(folder, 'in'));
  writeFileSync(join(folder, 'in', 'empty'), '');
  expect(zipFolder(join(folder, 'in')).equals(once)).toBe(true);
});

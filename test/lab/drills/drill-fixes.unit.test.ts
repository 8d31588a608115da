/** Every drill is tried from all sides: careless fixes of different kinds, and right ones by other means. */
import { expect, test } from 'vitest';
import { SHORTCUT_KINDS } from '../../../lib/lab/drills/drill.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';

const drills = (await Promise.all(CURRICULUM.map(async (entry) => (await entry.drills?.()) ?? []))).flat();

test('all drills are looked at', () => expect(drills.length).toBeGreaterThanOrEqual(32));

test.for(drills)('$id has four shortcuts or more, of three kinds or more', ({ shortcuts }) => {
  expect(shortcuts.length).toBeGreaterThanOrEqual(4);
  expect(new Set(shortcuts.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(3);
});

test.for(drills)('$id has two right fixes or more besides its reference fix', ({ otherFixes }) => {
  expect(otherFixes.length).toBeGreaterThanOrEqual(2);
});

test.for(drills)('$id names each fix once, and in one sentence', ({ shortcuts, otherFixes }) => {
  const titles = [...shortcuts, ...otherFixes].map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
  expect(titles.filter((title) => title.endsWith('.') || title.length < 15)).toEqual([]);
});

test('every kind of shortcut is tried on most drills', () => {
  for (const kind of SHORTCUT_KINDS) {
    const tried = drills.filter(({ shortcuts }) => shortcuts.some((shortcut) => shortcut.kind === kind));
    expect(tried.length, kind).toBeGreaterThan(drills.length / 2);
  }
});

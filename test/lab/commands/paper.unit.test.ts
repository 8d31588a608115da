import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import { notePaperAnswer, optionsOf, paperAnswers, paperTally } from '../../../lib/lab/drills/paper.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';

const drills = await allDrills({ projects: CURRICULUM });
const stateFolder = mkdtempSync(join(tmpdir(), 'certlab-paper-'));
afterAll(() => rmSync(stateFolder, { recursive: true }));

describe('a drill on paper', () => {
  test.for(drills)('$number has one right fix among its shortcuts, the same each time', (drill) => {
    const options = optionsOf(drill);
    expect(options.filter(({ right }) => right)).toHaveLength(1);
    expect(options).toHaveLength(drill.shortcuts.length + 1);
    expect(new Set(options.map(({ letter }) => letter)).size).toBe(options.length);
    expect(optionsOf(drill)).toEqual(options);
  });

  const onPaperAlone = drills.filter(({ runsOn }) => !runsOn.includes('emulator'));

  test.for(onPaperAlone)(
    '$number has a reason for every option, and the right one is not known by its form',
    (drill) => {
      const options = optionsOf(drill);
      for (const { text, why = '' } of options) {
        expect(why.length, text).toBeGreaterThan(40);
        // A sentence about what somebody does, and no line for a shell.
        expect(text).toMatch(/^[A-Z][a-z]+s /);
        expect(text).not.toMatch(/--|=|\bupdate-|\bdelete-|\badd-/);
      }
      expect(new Set(options.map(({ why }) => why)).size).toBe(options.length);
      const right = options.find((option) => option.right)?.text.length ?? 0;
      const wrong = options.filter((option) => !option.right).map(({ text }) => text.length);
      expect(right).toBeGreaterThanOrEqual(Math.min(...wrong));
      expect(right).toBeLessThanOrEqual(Math.max(...wrong));
    },
  );

  it('does not have the right fix in the same place everywhere', () => {
    const letters = drills.map((drill) => optionsOf(drill).find(({ right }) => right)?.letter);
    expect(new Set(letters).size).toBeGreaterThan(1);
  });
});

it('answers are kept, a half line of a killed process apart, and the first of each drill is what counts', () => {
  const answer = (drill: string, right: boolean) => ({ at: 1, drill, letter: 'A', right });
  for (const each of [answer('a/x', false), answer('a/x', true), answer('a/y', true)]) {
    notePaperAnswer({ stateFolder }, each);
  }
  appendFileSync(join(stateFolder, 'paper.jsonl'), '{"at":2,"dri');
  notePaperAnswer({ stateFolder }, answer('a/x', false));
  expect(paperAnswers({ stateFolder })).toHaveLength(4);
  expect(paperTally(paperAnswers({ stateFolder }))).toEqual({ answered: 2, rightAtOnce: 1 });
});

/**
 * Words of a translated draft, each with what an engineer would write. The list is of the kind, not of the places: what
 * is found in any text of the repository, a comment, a test's name, a message or a page, fails.
 */
import { describe, expect, it } from 'vitest';
import { readSource, sourceFiles } from '../support/sources/source-files.ts';

/** What is not written here, and what is written instead. */
const FOREIGN: readonly (readonly [pattern: RegExp, plain: string])[] = [
  [/\bmend(s|ed|ing)?\b/i, 'fix, repair'],
  [/\b(taken|takes?|taking) (itself |themselves )?back\b/i, 'roll back, withdraw'],
  [/\bfor ever\b/i, 'forever'],
  [/\bwants? (Node|Python|JSON|a (number|value|port|name)|version)\b/i, 'needs, must be'],
  [/\b(observations?|people without one|scripts?) want\b/i, 'need'],
  [/\bMust be there\b/i, 'Required'],
  [/\bof type string\b/i, 'a string'],
  [/\bis not known here\b/i, 'unknown'],
  [/\bthere is nothing here\b/i, 'Not Found'],
  [/\bno blueprint is held\b/i, 'No exam …'],
  [/\b(answers?|says?) (nothing )?any more\b/i, 'lost the connection, no longer'],
  [/\b(that|which|and) (is|are) none\b(?! of)/i, 'that is not one, invalid, unknown'],
  [/\bis not so\b/i, 'is false'],
  [/\banew\b/i, 'again, from scratch, recreate, rebuild'],
  [/\bwhoever\b/i, 'anyone who, the caller, the reader'],
  [/\b(is|are) roused\b/i, 'goes off, alarms'],
  [/\bits own affair\b/i, 'out of your control'],
  [/\b(of|with) persons\b/i, 'personal data'],
  [/\bin good order\b/i, 'healthy'],
  [/\bput off by a note\b/i, 'contains no unfinished notes'],
  [/\b(as|so) it should(?! be)\b/i, 'healthy, correct'],
  [/\bone (JSON )?(line|object|function|file|data key|transaction|document|incident) an? [a-z]+/i, 'one … per …'],
  [
    /\b(a|one) (group|event|entry|record|request|test|query) an? (card|request|project|drill|kind|item|table|second)\b/i,
    'one … per …',
  ],
  [/\bdeploying again restores\b/i, 'cdk deploy --revert-drift restores'],
];

/** Words of the list that are right where they stand, as `path: text`. */
const RIGHT: readonly string[] = [];

const own = 'test/repo/plain-english.repo.test.ts';
const texts = sourceFiles().filter(
  (path) => /\.(ts|mjs|cjs|py|md|json|ya?ml)$/.test(path) && path !== 'package-lock.json' && path !== own,
);

/** Where the words stand, as `path:line: word → plain`. */
function foreignWords(path: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    FOREIGN.flatMap(([pattern, plain]) => {
      const found = pattern.exec(line)?.[0];
      return found && !RIGHT.includes(`${path}: ${found}`) ? [`${path}:${index + 1}: ${found} → ${plain}`] : [];
    }),
  );
}

describe('plain English', () => {
  it('is what every text of the repository is written in', () => {
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.flatMap((path) => foreignWords(path, readSource(path)))).toEqual([]);
  });

  it.each([
    ['Mend query.q and ask again.', 'fix'],
    ['a canary that takes itself back', 'roll back'],
    ['They want Node.js 18. It wants JSON.', 'needs'],
    ['Must be there, and be of type string.', 'Required'],
    ['a value that is none', 'invalid'],
    ['is redriven for ever', 'forever'],
    ['one JSON line a request', 'per'],
    ['a group a card', 'per'],
    ['Deploying again restores it.', '--revert-drift'],
    ['for whoever deploys it anew', 'again'],
  ])('refuses "%s"', (text, plain) => {
    expect(foreignWords('some/page.md', text).join(' ')).toContain(plain);
  });

  it.each(['everything that fails is fixed', 'there is none', 'one line at a time', 'You want to become an architect'])(
    'lets "%s" pass',
    (text) => {
      expect(foreignWords('some/page.md', text)).toEqual([]);
    },
  );
});

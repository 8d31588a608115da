import { expect, test } from 'vitest';
import { shortened, status } from '../../../lib/lab/drills/probes.ts';

const words = 'The table does not have the specified index. '.repeat(8).trim();

test('a long body is cut between words, and says that it was', () => {
  for (let most = 20; most < words.length; most++) {
    const text = shortened(words, most);
    expect(text.length).toBeLessThanOrEqual(most);
    expect(text.endsWith('…')).toBe(true);
    const kept = text.slice(0, -1);
    expect(words.startsWith(kept)).toBe(true);
    expect(words[kept.length]).toBe(' ');
  }
});

test('what fits stays whole, and what has no words is cut where it must', () => {
  expect(shortened(words, words.length)).toBe(words);
  expect(shortened('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('a finding about a status ends its body at a word', () => {
  const { ok, saw } = status({ status: 500, headers: new Headers(), text: words }, 200);
  expect(ok).toBe(false);
  expect(saw).toMatch(/^HTTP 500: The table [\s\S]* \w+\.?…$/);
});

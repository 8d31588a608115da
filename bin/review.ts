/**
 * For reviewers of written questions, who answer without keys (CONTRIBUTING.md, "A question"). `node bin/review.ts` prints
 * those that wait; `node bin/review.ts answers.json "who answered"` keeps the answers, to all of these and to any others, and
 * says where they differ from the keys.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRAFTED, WRITTEN } from '../lambda/shared/questions/bank.ts';
import type { Review } from '../lambda/shared/questions/written.ts';
import { blindText, differences, reviewOf } from '../lib/questions/review.ts';
import { repository } from '../lib/repository.ts';

const kept = join(repository, 'lambda/shared/questions/written/reviews.json');
const [file, by] = process.argv.slice(2);
const waiting = DRAFTED.filter((item) => !WRITTEN.includes(item));
try {
  if (file === undefined) console.log(blindText(waiting));
  else if (!by) throw new Error('Say who answered: node bin/review.ts answers.json "a language model, asked alone".');
  else {
    const today = new Date().toISOString().slice(0, 10);
    const given: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const answered = Object.keys(Object(given));
    const items = DRAFTED.filter((item) => waiting.includes(item) || answered.includes(item.id));
    const review = reviewOf(items, by, today, given);
    const reviews = [...(JSON.parse(readFileSync(kept, 'utf8')) as Review[]), review];
    writeFileSync(kept, `${JSON.stringify(reviews, null, 2)}\n`);
    for (const sentence of differences(DRAFTED, [review])) console.log(sentence);
  }
} catch (error) {
  console.error(`certlab: ${(error as Error).message}`);
  process.exitCode = 64;
}

/**
 * For reviewers of written questions, who answer without keys (CONTRIBUTING.md, "A question"). `node bin/review.ts` prints
 * the questions; `node bin/review.ts answers.json "who answered"` keeps the answers, and says where they differ from the keys.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRAFTED } from '../lambda/shared/questions/bank.ts';
import type { Review } from '../lambda/shared/questions/written.ts';
import { blindText, differences, reviewOf } from '../lib/questions/review.ts';
import { repository } from '../lib/repository.ts';

const kept = join(repository, 'lambda/shared/questions/written/reviews.json');
const [file, by] = process.argv.slice(2);
try {
  if (file === undefined) console.log(blindText(DRAFTED));
  else if (!by) throw new Error('Say who answered: node bin/review.ts answers.json "a language model, asked alone".');
  else {
    const today = new Date().toISOString().slice(0, 10);
    const review = reviewOf(DRAFTED, by, today, JSON.parse(readFileSync(file, 'utf8')));
    const reviews = [...(JSON.parse(readFileSync(kept, 'utf8')) as Review[]), review];
    writeFileSync(kept, `${JSON.stringify(reviews, null, 2)}\n`);
    for (const sentence of differences(DRAFTED, [review])) console.log(sentence);
  }
} catch (error) {
  console.error(`certlab: ${(error as Error).message}`);
  process.exitCode = 64;
}

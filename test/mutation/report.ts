/** What the run shows, and whether it is good enough. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';

export interface Result extends Mutant {
  /** A loop without end counts as seen: whoever runs the tests sees that they do not end. */
  readonly outcome: 'killed' | 'timeout' | 'survived' | 'not reached';
}

/** Of 100 mutants of the whole run, so many have to die. */
const BAR = 80;

const seen = ({ outcome }: Result) => outcome === 'killed' || outcome === 'timeout';
const shareOf = (results: readonly Result[]) => (100 * results.filter(seen).length) / results.length;

/** Survivors that are known, each under the reason that it is left. */
type Known = Readonly<Record<string, readonly string[]>>;

export function report(
  results: readonly Result[],
  { whole, unfit, seconds }: { readonly whole: boolean; readonly unfit: readonly string[]; readonly seconds: number },
): boolean {
  const known = JSON.parse(readFileSync(join(import.meta.dirname, 'survivors.json'), 'utf8')) as Known;
  const listed = new Set(Object.values(known).flat());
  const alive = results.filter((result) => !seen(result));
  const unknown = alive.filter(({ name }) => !listed.has(name));
  const files = Map.groupBy(results, ({ file }) => file);
  for (const [file, ofFile] of [...files].sort(([, one], [, other]) => shareOf(one) - shareOf(other))) {
    const count = (outcome: Result['outcome']) => ofFile.filter((result) => result.outcome === outcome).length;
    console.log(
      `${shareOf(ofFile).toFixed(0).padStart(4)} % of ${String(ofFile.length).padStart(3)}  ${file}` +
        ` (${count('survived')} survived, ${count('not reached')} not reached)`,
    );
  }
  if (unfit.length > 0) console.log(`Not asked, too slow or failing without a mutant:\n  ${unfit.join('\n  ')}`);
  for (const { file, line, name, outcome } of unknown)
    console.log(`${outcome}: ${file}:${line}\n  ${name.slice(file.length + 2)}`);
  const share = shareOf(results);
  console.log(
    `${share.toFixed(1)} % of ${results.length} mutants were seen, in ${seconds} s; ${unknown.length} of ${alive.length} others are not in survivors.json`,
  );
  return unknown.length === 0 && (!whole || share >= BAR);
}

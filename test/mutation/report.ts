/** What the run shows, and whether it is good enough. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './runner/mutants.ts';
import { intervalOf } from './runner/sample.ts';

export interface Result extends Mutant {
  /** A loop without end counts as seen: anyone who runs the tests sees that they do not end. */
  readonly outcome: 'killed' | 'timeout' | 'survived' | 'not reached';
}

/** Of 100 mutants of each room, so many have to be seen. */
const BAR = 80;
/** A room with fewer in a sample is below the bar where its whole interval is: so few say little. */
const FEW = 200;
const ROOMS = ['lambda/', 'lib/lab/', 'lib/study/'];

const seen = ({ outcome }: Result) => outcome === 'killed' || outcome === 'timeout';
const shareOf = (results: readonly Result[]) => (100 * results.filter(seen).length) / results.length;

/** The folder of a room that a mutant is in, for example `lib/lab/aws/`; the room itself for a file that is in none. */
function folderOf({ file }: Result): string {
  const room = ROOMS.find((each) => file.startsWith(each)) ?? '';
  const [folder, ...rest] = file.slice(room.length).split('/');
  return rest.length > 0 ? `${room}${folder}/` : room;
}

/** The names of survivors that were looked at, under the reason that they are left. */
export type Known = Readonly<Record<string, readonly string[]>>;
export const knownSurvivors = (): Known =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'survivors.json'), 'utf8')) as Known;

/** What the survivors have in survivors.json. */
export function reasonsOf(results: readonly Result[], known: Known) {
  const listed = new Set(Object.values(known).flat());
  const alive = results.filter((result) => !seen(result));
  const aliveNames = new Set(alive.map(({ name }) => name));
  return {
    alive,
    without: alive.filter(({ name }) => !listed.has(name)),
    /** Have a reason to survive, and do not. */
    stale: results.filter(({ name }) => listed.has(name) && !aliveNames.has(name)),
  };
}

interface Run {
  readonly sampled: boolean;
  /** The sample that is the same each time: each of its survivors has a test or a reason. */
  readonly isDefault: boolean;
  readonly unfit: readonly string[];
  readonly seconds: number;
}

/** @returns whether every room is at the bar or above, and of the default sample no survivor is without a reason */
export function report(results: readonly Result[], { sampled, isDefault, unfit, seconds }: Run): boolean {
  const { alive, without, stale } = reasonsOf(results, knownSurvivors());
  for (const place of [({ file }: Result) => file, folderOf]) {
    const groups = [...Map.groupBy(results, place)].sort(([, one], [, other]) => shareOf(one) - shareOf(other));
    for (const [name, group] of groups) {
      const count = (outcome: Result['outcome']) => group.filter((result) => result.outcome === outcome).length;
      console.log(
        `${shareOf(group).toFixed(0).padStart(4)} % of ${String(group.length).padStart(4)}  ${name}` +
          ` (${count('survived')} survived, ${count('not reached')} not reached)`,
      );
    }
  }
  if (unfit.length > 0) console.log(`Not asked, too slow or failing without a mutant:\n  ${unfit.join('\n  ')}`);
  for (const { line, name } of stale) console.log(`seen, and yet in survivors.json: ${name} (line ${line})`);
  for (const { line, name, outcome } of without) console.log(`${outcome}: ${name} (line ${line})`);
  const due = without.length > 0 && isDefault ? ': each needs a test that sees it, or its reason there' : '';
  console.log(`${alive.length} were not seen; ${without.length} of them have no reason in survivors.json${due}.`);
  const rooms = ROOMS.map((room) => ({ room, ofRoom: results.filter(({ file }) => file.startsWith(room)) }));
  for (const { room, ofRoom } of rooms.filter(({ ofRoom }) => ofRoom.length > 0)) {
    const { from, to } = intervalOf(ofRoom.filter(seen).length, ofRoom.length);
    const between = sampled ? ` (of all, with 95 % certainty, ${from.toFixed(1)} to ${to.toFixed(1)} %)` : '';
    console.log(`${room}: ${shareOf(ofRoom).toFixed(1)} % of ${ofRoom.length} mutants were seen${between}`);
  }
  console.log(`The mutants took ${seconds} s.`);
  if (due) return false;
  return rooms.every(({ ofRoom }) => {
    if (ofRoom.length === 0) return true;
    const few = sampled && ofRoom.length < FEW;
    return (few ? intervalOf(ofRoom.filter(seen).length, ofRoom.length).to : shareOf(ofRoom)) >= BAR;
  });
}

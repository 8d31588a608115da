/**
 * What says of an option whether it holds. A proof shares no code with the family that wrote the option: it imports the
 * family's types and nothing else, which a test looks at.
 */
import type { Family, Item } from '../../lambda/shared/questions/model.ts';
import type { Bench } from './run.ts';

/** A case that somebody else worked out, most often a page of AWS's: what the proof itself is tested with. */
export interface TestVector<P, C> {
  /** Name of the page and what on it, for example `DynamoDB Developer Guide, "Read consistency", 4 KB example`. */
  readonly source: string;
  readonly parameters: P;
  readonly claim: C;
  readonly holds: boolean;
}

export interface Proof<P, C> {
  /** Whether what the option claims is so. */
  holds(parameters: P, claim: C): boolean | Promise<boolean>;
  /**
   * The same by another way that shares no code with `holds` (a formula against a simulation, rules against a library).
   * @default none: then the second proof is a run, or a test of its own; `test/questions/second-proofs.unit.test.ts` says which
   */
  second?(parameters: P, claim: C): boolean | Promise<boolean>;
  /** What `lab prove` shows of an option: the steps that lead to the verdict, a line each. */
  explain(parameters: P, claim: C): readonly string[] | Promise<readonly string[]>;
  readonly vectors: readonly [TestVector<P, C>, ...TestVector<P, C>[]];
}

/** What a proof says of one option of an item, beside what the item says of itself. */
export interface Verdict {
  readonly text: string;
  /** What the item says. */
  readonly right: boolean;
  /** What the proof says. */
  readonly holds: boolean;
  /** What the second proof says, where there is one. */
  readonly second?: boolean;
  /** Of an option that is run: whether it ran for this verdict, or when its run was recorded. */
  readonly ran?: 'now' | 'recorded';
  readonly steps: readonly string[];
}

/** A family with its proof, whatever they are about. */
export interface ProvenFamily {
  readonly id: string;
  /**
   * The verdicts on the item of a seed, in the order of its options; undefined where the seed makes no item.
   * @param bench where options are run that take an emulator; without one their record is read
   */
  prove(
    seed: number,
    bench?: Bench,
  ): Promise<{ readonly item: Item; readonly verdicts: readonly Verdict[] } | undefined>;
  /** The test vectors that the proof gets wrong, by their source; `[]` where all are right. */
  failedVectors(): Promise<readonly string[]>;
}

export function provenBy<P, C>(family: Family<P, C>, proof: Proof<P, C>): ProvenFamily {
  return {
    id: family.id,
    async prove(seed) {
      const made = family.make(seed);
      if (!made) return undefined;
      const { item, parameters, claims } = made;
      const verdicts = await Promise.all(
        item.options.map(async ({ text, misconception }, place): Promise<Verdict> => {
          const claim = claims[place] as C;
          const verdict = {
            text,
            right: misconception === undefined,
            holds: await proof.holds(parameters, claim),
            steps: await proof.explain(parameters, claim),
          };
          return proof.second ? { ...verdict, second: await proof.second(parameters, claim) } : verdict;
        }),
      );
      return { item, verdicts };
    },
    async failedVectors() {
      const failed: string[] = [];
      for (const { source, parameters, claim, holds } of proof.vectors) {
        const said = [await proof.holds(parameters, claim), await (proof.second?.(parameters, claim) ?? holds)];
        if (said.some((verdict) => verdict !== holds)) failed.push(source);
      }
      return failed;
    },
  };
}

/** What is wrong with an item according to its proof, as a sentence; undefined where they agree. */
export function disagreement(item: Item, verdicts: readonly Verdict[]): string | undefined {
  const count = verdicts.filter(({ holds }) => holds).length;
  if (count !== item.choose) return `${item.id}: ${count} of its options hold, and ${item.choose} should: ${item.stem}`;
  const wrong = verdicts.find(
    ({ holds, right, second }) => holds !== right || (second !== undefined && second !== holds),
  );
  return (
    wrong &&
    `${item.id}: "${wrong.text}" is said to be ${wrong.right ? 'right' : 'wrong'}, and the proof says otherwise.`
  );
}

/** Makes a family out of what its file says. */
import type { Claimed, Draft, Family, FamilySpec, Item, Option } from './model.ts';
import { type Random, randomOf, seedOf } from './random.ts';

/** Options that an item shows: four, and five where two are right, as the exams do. */
const shownOf = (choose: number) => (choose === 1 ? 4 : choose + 3);

/** What is shown of a draft, shuffled; undefined where too few are left once equal texts are one. */
function chosen<C>({ options }: Draft<C>, choose: number, random: Random): Claimed<C>[] | undefined {
  const right = options.filter(({ misconception }) => misconception === undefined);
  const texts = new Set(right.map(({ text }) => text));
  const wrong = options.filter(({ text, misconception }) => {
    if (misconception === undefined || texts.has(text)) return false;
    texts.add(text);
    return true;
  });
  const shown = [...right, ...random.some(wrong, shownOf(choose) - right.length)];
  return shown.length === shownOf(choose) ? random.shuffle(shown) : undefined;
}

export function defineFamily<P, C>(spec: FamilySpec<P, C>): Family<P, C> {
  const { draw, write, ...family } = spec;
  const choose = spec.choose ?? 1;
  return {
    ...family,
    make(seed) {
      const random = randomOf(seedOf(spec.id, seed));
      const parameters = draw(random);
      if (parameters === undefined) return undefined;
      const draft = write(parameters, random);
      const options = draft && chosen(draft, choose, random);
      if (!draft || !options) return undefined;
      const item: Item = {
        id: `${spec.id}/${seed}`,
        family: spec.id,
        kind: spec.kind,
        tasks: spec.tasks,
        level: spec.level,
        stem: draft.stem,
        ...(draft.code && { code: draft.code }),
        decides: draft.decides,
        choose,
        options: options.map(
          ({ text, reason, misconception }): Option =>
            misconception === undefined ? { text, reason } : { text, reason, misconception },
        ),
        read: spec.read,
        asOf: spec.asOf,
      };
      return { item, parameters, claims: options.map(({ claim }) => claim) };
    },
  };
}

/** The places of the right options, from 0. */
export const keyOf = (item: Pick<Item, 'options'>): readonly number[] =>
  item.options.flatMap(({ misconception }, place) => (misconception === undefined ? [place] : []));

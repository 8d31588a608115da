/**
 * Families whose options are run: variants of a piece of code or of a setting, each of which leaves something behind. An
 * item shows what was seen and asks which variant it was, or shows a variant and asks what it leaves. So no variant is
 * right or wrong by its look: what is a fault in one item is what was seen in another.
 */
import { defineFamily } from './family.ts';
import type { Claimed, Family, FamilySpec, Misconceptions } from './model.ts';
import type { Random } from './random.ts';

/** What a run leaves, field by field; two runs left the same where all fields are equal. */
export type Outcome = Readonly<Record<string, string | number | boolean>>;

/** What an option says, or the stem: which variant it is, or what it leaves. */
export type Said = { readonly code: string } | { readonly seen: Outcome };

/** What is run (`setting` and a code), and what the stem says of it; the options say the other half. */
export interface Case<S> {
  readonly setting: S;
  readonly asked: Said;
}

export interface Variant<S> {
  /** As it is run, and as it is shown unless `shown` says otherwise. */
  readonly code: string;
  readonly shown?: string;
  /** What it leaves there, by thought alone: the run that proves it knows nothing of this. Undefined: not to be asked. */
  leaves(setting: S): Outcome | undefined;
  /** Why it leaves that, in a sentence. */
  why(setting: S): string;
  /** Id of what somebody believes who takes it for another. */
  readonly misconception: string;
}

interface Asked {
  readonly stem: string;
  /** Words of `stem`. */
  readonly decides: string;
}

/** What a family of variants is written as. */
export interface VariantsSpec<S> extends Omit<FamilySpec<Case<S>, Said>, 'kind' | 'draw' | 'write'> {
  readonly misconceptions: Misconceptions;
  readonly variants: readonly Variant<S>[];
  /** Every setting comes from a few lists: each is run with each variant, once and for all. */
  setting(random: Random): S;
  /** Draws each outcome as often as the others, however many variants leave it. @default each variant as often */
  readonly evenly?: boolean;
  /** An outcome in words, as the predicate of "it": `gives 8 orders, by 1 call`. */
  say(seen: Outcome, setting: S): string;
  /** Asks for the variant of which `seen` (see `say`) was seen. */
  which(setting: S, seen: string, random: Random): Asked;
  /** Asks what the variant below the stem leaves; undefined where the other way round is the only sound one. */
  what?(setting: S, random: Random): Asked;
  /** What stands below the stem; with `code` the variant that is asked about has to be part of it. */
  code?(setting: S, code?: string): { readonly text: string; readonly words: string } | undefined;
}

/** One text for equal outcomes, whatever the order of their fields. */
export const outcomeText = (seen: Outcome): string => JSON.stringify(Object.entries(seen).sort());

const same = (one: Outcome | undefined, other: Outcome | undefined) =>
  one !== undefined && other !== undefined && outcomeText(one) === outcomeText(other);

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** `lets in the first, and refuses the second and the third`, by the truth of these fields. */
export function ofThree(seen: Outcome, does: string, doesNot: string): string {
  const all = ['first', 'second', 'third'];
  const [yes, no] = [true, false].map((is) => all.filter((place) => seen[place] === is)) as [string[], string[]];
  const list = (of: readonly string[]) => of.map((place) => `the ${place}`).join(' and ');
  if (yes.length === 0) return `${doesNot} the first, the second and the third`;
  if (no.length === 0) return `${does} the first, the second and the third`;
  return `${does} ${list(yes)}, and ${doesNot} ${list(no)}`;
}

export function defineVariants<S>(spec: VariantsSpec<S>): Family<Case<S>, Said> {
  const { variants, setting: drawSetting, evenly = false, say, which, what, code, ...family } = spec;
  const leaving = (setting: S) =>
    variants.flatMap((variant) => {
      const seen = variant.leaves(setting);
      return seen === undefined ? [] : [{ variant, seen }];
    });
  return defineFamily<Case<S>, Said>({
    ...family,
    kind: 'run',
    draw(random) {
      const setting = drawSetting(random);
      const all = leaving(setting);
      const outcome = evenly ? random.pick([...new Set(all.map(({ seen }) => outcomeText(seen)))]) : undefined;
      const drawn = outcome === undefined ? all : all.filter(({ seen }) => outcomeText(seen) === outcome);
      const { variant, seen } = random.pick(drawn);
      return { setting, asked: what && random.chance(0.5) ? { code: variant.code } : { seen } };
    },
    write({ setting, asked }, random) {
      const all = leaving(setting);
      if ('seen' in asked) {
        const right = random.pick(all.filter(({ seen }) => same(seen, asked.seen)));
        const wrong = all.filter(({ seen }) => !same(seen, asked.seen));
        const option = ({ variant, seen }: (typeof all)[number], isRight: boolean): Claimed<Said> => ({
          text: variant.shown ?? variant.code,
          claim: { code: variant.code },
          reason: `${variant.why(setting)} It ${say(seen, setting)}.`,
          ...(!isRight && { misconception: variant.misconception }),
        });
        return {
          ...which(setting, say(asked.seen, setting), random),
          ...(code && { code: code(setting) }),
          options: [option(right, true), ...wrong.map((one) => option(one, false))],
        };
      }
      const shown = all.find(({ variant }) => variant.code === asked.code);
      if (!what || !shown) return undefined;
      const others = all.filter(({ seen }) => !same(seen, shown.seen));
      return {
        ...what(setting, random),
        ...(code && { code: code(setting, asked.code) }),
        options: [
          {
            text: capital(say(shown.seen, setting)),
            claim: { seen: shown.seen },
            reason: shown.variant.why(setting),
          },
          ...others.map(
            ({ variant, seen }): Claimed<Said> => ({
              text: capital(say(seen, setting)),
              claim: { seen },
              reason: `That is what \`${variant.code}\` would leave. ${shown.variant.why(setting)}`,
              misconception: shown.variant.misconception,
            }),
          ),
        ],
      };
    },
  });
}

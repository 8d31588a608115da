/**
 * Fixes that were written from the tickets alone, without a look at the drills: careless ones that must be refused, and
 * right ones by other means that must be accepted. The proof tries them beside those that the drills bring along.
 */
import type { Fix, FixContext, ProjectDrill, Shortcut, ShortcutKind } from '../../../lib/lab/drills/drill.ts';

/** What is tried on one drill. */
export interface Tried<Output extends string> {
  readonly careless: readonly (Shortcut<Output> | Besides<Output>)[];
  readonly right: readonly Fix<Output>[];
}

export type TriedOn<Output extends string> = Readonly<Record<string, (drill: ProjectDrill) => Tried<Output>>>;

type Damage<Output extends string> = (lab: FixContext<Output>) => Promise<unknown>;

/**
 * Something that a right fix does besides and that nobody asked for. After the right fix the project is as it is when it is
 * healthy, so that this is tried on the healthy project, by the contract alone: far faster than to break and fix it first.
 */
export interface Besides<Output extends string> {
  readonly kind: ShortcutKind;
  readonly title: string;
  readonly damage: Damage<Output>;
}

export const besides = <Output extends string>(
  kind: ShortcutKind,
  title: string,
  damage: Damage<Output>,
): Besides<Output> => ({ kind, title, damage });

/** The right fix, and something besides that only makes sense after it: another edit of its sources, an earlier version. */
export function fixedAnd<Output extends string>(drill: ProjectDrill) {
  return (kind: ShortcutKind, title: string, damage: Damage<Output>): Shortcut<Output> => ({
    kind,
    title: `Fixes it, and ${title}`,
    async apply(lab) {
      await drill.solution.apply(lab as unknown as FixContext);
      await damage(lab);
    },
  });
}

/** Something in place of the right fix. */
export const instead = <Output extends string>(
  kind: ShortcutKind,
  title: string,
  apply: Damage<Output>,
): Shortcut<Output> => ({ kind, title, apply: async (lab) => void (await apply(lab)) });

/** A right fix. */
export const right = <Output extends string>(title: string, apply: Damage<Output>): Fix<Output> => ({
  title,
  apply: async (lab) => void (await apply(lab)),
});

/** The drill with what was written for it, and nothing more, to be tried beside its own. */
export function withTried<Output extends string>(drill: ProjectDrill, triedOn: TriedOn<Output>): ProjectDrill {
  const tried = triedOn[drill.name]?.(drill);
  if (!tried) return drill;
  const { careless, right: others } = tried as unknown as Tried<string>;
  // What replaces a resource comes last among the drill's own fixes, and cannot be undone.
  const shortcuts = careless.filter((each): each is Shortcut => 'apply' in each);
  return { ...drill, shortcuts: [...drill.shortcuts, ...shortcuts], otherFixes: [...others, ...drill.otherFixes] };
}

/** What is tried on the healthy project. */
export function besidesOf<Output extends string>(
  drills: readonly ProjectDrill[],
  triedOn: TriedOn<Output>,
): { readonly drill: string; readonly besides: Besides<string> }[] {
  return drills.flatMap((drill) => {
    const { careless = [] } = (triedOn[drill.name]?.(drill) as unknown as Tried<string> | undefined) ?? {};
    const found = careless.filter((each): each is Besides<string> => 'damage' in each);
    return found.map((each) => ({ drill: drill.id, besides: each }));
  });
}

/** The order in which an event meets the parts of a wiring. */

interface Way {
  readonly from: string;
  readonly to: string;
  readonly failure: boolean;
}

export interface Order<Arrow extends Way> {
  readonly parts: readonly string[];
  /** Each part's own, as they go out of it: those of failures last. */
  readonly arrows: readonly Arrow[];
  /** Arrows that lead back to something the event has met on its way. */
  readonly back: ReadonlySet<Arrow>;
}

/**
 * Follows each arrow to its end before it takes the next. Begins with those of `starts` that something leads from, then
 * with what nothing leads to; what stands in a circle of its own comes last.
 */
export function orderOf<Arrow extends Way>(
  starts: readonly string[],
  parts: readonly string[],
  arrows: readonly Arrow[],
): Order<Arrow> {
  const met: string[] = [];
  const taken: Arrow[] = [];
  const back = new Set<Arrow>();
  const visit = (part: string, trail: readonly string[]) => {
    if (met.includes(part)) return;
    met.push(part);
    const out = arrows.filter(({ from }) => from === part).toSorted((a, b) => Number(a.failure) - Number(b.failure));
    taken.push(...out);
    for (const arrow of out) {
      if (trail.includes(arrow.to)) back.add(arrow);
      else visit(arrow.to, [...trail, part]);
    }
  };
  const into = new Set(arrows.map(({ to }) => to));
  const first = parts.filter((part) => !into.has(part));
  for (const part of [...starts.filter((start) => parts.includes(start)), ...first, ...parts]) visit(part, []);
  return { parts: met, arrows: taken, back };
}

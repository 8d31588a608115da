/** From a wiring and the places of its parts to what is to be drawn, before anything has coordinates. */
import type { Part, Stage, Wiring } from '../wiring.ts';
import type { DiagramArrow, DiagramPart, Look, Rect } from './model.ts';
import { orderOf } from './order.ts';
import type { Place } from './places.ts';

export type SketchPart = Omit<DiagramPart, keyof Rect | 'stages' | 'title'> & { readonly stages?: readonly Stage[] };
export type SketchArrow = Pick<DiagramArrow, 'from' | 'to' | 'label' | 'failure'> & {
  /** Leads back to something met before on the way. */
  readonly back: boolean;
};

export interface Sketch {
  readonly parts: readonly SketchPart[];
  readonly arrows: readonly SketchArrow[];
}

/** Who starts things from outside of a stack, and what is copied to, by the ids that a wiring gives them. */
const OUTSIDE: Readonly<Record<string, string>> = {
  caller: 'Caller',
  deployment: 'Each deployment',
  elsewhere: 'Other region',
};

const LOOKS: readonly (readonly [RegExp, Look])[] = [
  [/outside/, 'outside'],
  [/dead-letter/, 'dead'],
  [/table|bucket|archive|cache|database/, 'store'],
  [/queue|topic|bus|pipe$/, 'message'],
  [/function/, 'function'],
  [/service|task/, 'container'],
  [/machine|pipeline/, 'flow'],
  [/API|distribution|web ACL|balancer|user pool|DNS record|health check/, 'edge'],
];

function lookOf(kind: string): Look {
  const look = LOOKS.find(([of]) => of.test(kind))?.[1];
  if (!look) throw new Error(`A diagram has no look for a part of the kind "${kind}": add it to LOOKS in ${FILE}.`);
  return look;
}
const FILE = 'lib/docs/diagram/sketch.ts';

const capital = (text: string) => text.replace(/^./, (letter) => letter.toUpperCase());

/** `DeadLetters` as `Dead letters`; what is an abbreviation stays one. */
function words(ids: readonly string[]): string {
  const text = ids
    .join(' ')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return capital(text.replace(/\b(api|http)\b/g, (word) => word.toUpperCase()));
}

/** What the template says of a resource in a sentence, for readers of the console. */
function saysOf(properties: Readonly<Record<string, unknown>> = {}): string | undefined {
  const text = properties.Description;
  return typeof text === 'string' ? capital(text.replace(/^certlab: /, '')) : undefined;
}

/**
 * The parts that something leads to or from, and pipelines, in the order in which an event meets them. A construct of the
 * stack with at least two of them is a group.
 * @param resources of the template that the wiring is of
 * @throws Error for a kind of part that has no look
 */
export function sketchOf(
  wiring: Wiring,
  places: Readonly<Record<string, Place>>,
  resources: Readonly<Record<string, { readonly Properties?: Readonly<Record<string, unknown>> }>>,
): Sketch {
  const wired = (id: string) => wiring.arrows.some(({ from, to }) => from === id || to === id);
  const outside = Object.entries(OUTSIDE).map(([id, name]): Part => ({ id, name, kind: 'outside' }));
  const drawn = [...outside, ...wiring.parts].filter(({ id }) => wired(id) || wiring.stages[id]);
  const constructOf = ({ id }: Part) => {
    const path = places[id]?.path ?? [];
    return path.length > 1 ? path[0] : undefined;
  };
  // A bus in a construct called Bus is called so once.
  const pathOf = ({ id, name }: Part) =>
    (places[id]?.path ?? name.split(' ')).filter((step, at, path) => step !== path[at - 1]);
  const groupOf = (part: Part) => {
    const own = wiring.stages[part.id] ? undefined : constructOf(part);
    const members = drawn.filter((other) => !wiring.stages[other.id] && constructOf(other) === own);
    return own !== undefined && members.length > 1 ? own : undefined;
  };
  const idOf = (part: Part) => words(pathOf(part)).toLowerCase().replaceAll(' ', '-');
  const ids = new Map(drawn.map((part) => [part.id, idOf(part)]));

  const parts = drawn.map((part): SketchPart => {
    const group = groupOf(part);
    const says = saysOf(resources[part.id]?.Properties);
    const stages = wiring.stages[part.id];
    return {
      id: ids.get(part.id) as string,
      name: group ? words(pathOf(part).slice(1)) || words([group]) : stages ? `${part.name} pipeline` : part.name,
      kind: part.kind,
      look: lookOf(part.kind),
      ...(group && { group: words([group]) }),
      ...(says && { says }),
      lines: places[part.id]?.lines ?? [],
      ...(stages && { stages }),
    };
  });
  const arrows = wiring.arrows.map((arrow) => ({
    ...arrow,
    from: ids.get(arrow.from) as string,
    to: ids.get(arrow.to) as string,
  }));
  const order = orderOf(
    parts.filter(({ look }) => look === 'outside').map(({ id }) => id),
    parts.map(({ id }) => id),
    arrows,
  );
  return {
    parts: parts.toSorted((a, b) => order.parts.indexOf(a.id) - order.parts.indexOf(b.id)),
    arrows: order.arrows.map((arrow) => ({ ...arrow, back: order.back.has(arrow) })),
  };
}

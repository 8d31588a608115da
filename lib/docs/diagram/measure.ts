/** What is ugly in a diagram, counted: all of it is 0 in one that is kept. */
import { around, isAslant, meet, onBorder, piecesOf } from './geometry.ts';
import { tipOf } from './labels.ts';
import type { Diagram, DiagramPart, Rect } from './model.ts';

/** Each finding as a sentence. */
export interface Faults {
  /** Pieces of arrows that are neither level nor upright. */
  readonly aslant: readonly string[];
  /** Pieces that go through a part, or a stage of one. */
  readonly through: readonly string[];
  /** Labels and titles that are on a part, on another one, on the tip of an arrow, or stick out; titles that an arrow crosses. */
  readonly covered: readonly string[];
  /** Arrows that do not begin and end at the border of their parts. */
  readonly loose: readonly string[];
  /** Parts that are on one another, or out of their group or the picture. */
  readonly stray: readonly string[];
}

/** What may not be drawn over: parts, and of a pipeline its stages and not the frame around them. */
export function obstaclesOf(parts: readonly DiagramPart[]): readonly (Rect & { readonly name: string })[] {
  return parts.flatMap((part): readonly (Rect & { readonly name: string })[] => part.stages ?? [part]);
}

const isIn = (inner: Rect, outer: Rect) =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export function faultsOf(diagram: Diagram): Faults {
  const { parts, groups, arrows } = diagram;
  const obstacles = obstaclesOf(parts);
  const ends = new Map<string, Rect>(
    [...parts, ...parts.flatMap(({ stages }) => stages ?? [])].map((end) => [end.id, end]),
  );
  const picture = { x: 0, y: 0, width: diagram.width, height: diagram.height };
  const nameOf = ({ from, to, label }: Diagram['arrows'][number]) => `${from} → ${to} (${label})`;
  const pieces = arrows.flatMap((arrow) => piecesOf(arrow.points).map((piece) => ({ piece, name: nameOf(arrow) })));
  const titles = [...groups, ...parts].flatMap(({ name, title }) =>
    title ? [{ name: `title ${name}`, at: title }] : [],
  );
  const texts = [
    ...arrows.flatMap((arrow) => (arrow.place ? [{ name: `label of ${nameOf(arrow)}`, at: arrow.place }] : [])),
    ...titles,
  ];
  const pairs = <Item>(items: readonly Item[]) =>
    items.flatMap((a, index) => items.slice(index + 1).map((b) => [a, b] as const));

  return {
    aslant: pieces.filter(({ piece }) => isAslant(piece)).map(({ name }) => name),
    through: pieces.flatMap(({ piece, name }) =>
      obstacles.filter((part) => meet(around(piece), part)).map((part) => `${name} goes through ${part.name}`),
    ),
    covered: [
      ...texts.flatMap(({ name, at }) =>
        obstacles.filter((part) => meet(at, part)).map((part) => `${name} is on ${part.name}`),
      ),
      ...texts.flatMap(({ name, at }) =>
        arrows
          .filter(({ points }) => meet(at, tipOf(points)))
          .map((arrow) => `${name} is on the tip of ${nameOf(arrow)}`),
      ),
      ...titles.flatMap(({ name, at }) =>
        pieces.filter(({ piece }) => meet(at, around(piece))).map((piece) => `${piece.name} crosses ${name}`),
      ),
      ...pairs(texts).flatMap(([a, b]) => (meet(a.at, b.at) ? [`${a.name} is on ${b.name}`] : [])),
      ...texts.flatMap(({ name, at }) => (isIn(at, picture) ? [] : [`${name} sticks out`])),
      ...arrows.flatMap((arrow) => (arrow.label && !arrow.place ? [`${nameOf(arrow)} has no room for its label`] : [])),
    ],
    loose: arrows.flatMap((arrow) => {
      const [start, end] = [ends.get(arrow.from), ends.get(arrow.to)];
      const held = start && end && onBorder(arrow.points[0], start) && onBorder(arrow.points.at(-1), end);
      return held ? [] : [nameOf(arrow)];
    }),
    stray: [
      ...pairs(parts).flatMap(([a, b]) => (meet(a, b) ? [`${a.name} is on ${b.name}`] : [])),
      ...parts.flatMap((part) => {
        const frame = groups.find(({ name }) => name === part.group) ?? picture;
        return isIn(part, frame) ? [] : [`${part.name} is out of its frame`];
      }),
    ],
  };
}

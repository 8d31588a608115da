/** Where labels and titles stand: on the straightest free piece of their own arrow, and in a free corner of their frame. */
import { around, lengthOf, meet, type Piece, piecesOf } from './geometry.ts';
import { FONT } from './graph.ts';
import type { Point, Rect } from './model.ts';
import { textWidth } from './text-width.ts';

const LABEL_HEIGHT = 16;
/** Left and right of a label's text. */
const AROUND_TEXT = 4;
/** Where on a piece a label is tried, as parts of its length: in the middle first. */
const STEPS = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88];
/** What must not be: no other fault together weighs as much. */
const FORBIDDEN = 1000;
const OVER_ANOTHER_ARROW = 40;
const OVER_A_FRAME = 8;
/** Pixels before the end of an arrow that its tip takes, and to each side. */
const TIP = { length: 9, aside: 5 };

/** What the tip of an arrow takes: a label on it would hide where the arrow leads. */
export function tipOf(points: readonly Point[]): Rect {
  const [[u, v], [x, y]] = [points.at(-2) ?? [0, 0], points.at(-1) ?? [0, 0]];
  const [left, top] = [x - Math.sign(x - u) * TIP.length, y - Math.sign(y - v) * TIP.length];
  const along = around([
    [left, top],
    [x, y],
  ]);
  return x === u
    ? { ...along, x: x - TIP.aside, width: 2 * TIP.aside }
    : { ...along, y: y - TIP.aside, height: 2 * TIP.aside };
}

export interface Labelled {
  readonly label: string;
  readonly points: readonly Point[];
}

/** Every place that is tried for a label on one piece, with how far it is from the best. */
function triesOn(piece: Piece, width: number): { at: Rect; cost: number }[] {
  const [[x, y], [u, v]] = piece;
  const level = y === v;
  const length = Math.abs(u - x) + Math.abs(v - y);
  // On the line, or beside it.
  const shifts = level ? [0, -10, 10] : [0, width / 2 + 4, -width / 2 - 4];
  const tooShort = level ? Math.max(0, width + 12 - length) : Math.max(0, LABEL_HEIGHT + 6 - length);
  return STEPS.flatMap((step) =>
    shifts.map((shift) => {
      const [middle, height] = [x + (u - x) * step + (level ? 0 : shift), y + (v - y) * step + (level ? shift : 0)];
      const at = {
        x: Math.round(middle - width / 2),
        y: Math.round(height - LABEL_HEIGHT / 2),
        width,
        height: LABEL_HEIGHT,
      };
      return { at, cost: Math.abs(step - 0.5) * 6 + (level ? 0 : 3) + (shift === 0 ? 0 : 2) + tooShort * 2 };
    }),
  );
}

/**
 * A place for each label, in the order of the arrows; the shortest arrows choose first, since they have the least choice.
 * @param taken parts and titles; a label is never put on one, nor on another label or on the tip of an arrow
 * @param frames of groups: a label is put on their border only where there is no other room
 * @returns undefined where there is no room
 */
export function labelPlaces(
  arrows: readonly Labelled[],
  taken: readonly Rect[],
  picture: Rect,
  frames: readonly Rect[] = [],
): readonly (Rect | undefined)[] {
  const places = new Map<Labelled, Rect>();
  const forbidden = [...taken, ...arrows.map(({ points }) => tipOf(points))];
  const borders = frames.flatMap(({ x, y, width, height }) => [
    { x, y, width, height: 0 },
    { x, y: y + height, width, height: 0 },
    { x, y, width: 0, height },
    { x: x + width, y, width: 0, height },
  ]);
  const isOut = ({ x, width }: Rect) => x < 2 || x + width > picture.width - 2;
  for (const arrow of arrows.toSorted((a, b) => lengthOf(a.points) - lengthOf(b.points))) {
    if (!arrow.label) continue;
    const width = Math.ceil(textWidth(arrow.label, FONT.label)) + 2 * AROUND_TEXT;
    const others = arrows.filter((other) => other !== arrow).flatMap(({ points }) => piecesOf(points).map(around));
    const costOf = (at: Rect) =>
      [...forbidden, ...places.values()].filter((rect) => meet(at, rect, 1)).length * FORBIDDEN +
      (isOut(at) ? FORBIDDEN : 0) +
      borders.filter((border) => meet(at, border)).length * OVER_A_FRAME +
      others.filter((piece) => meet(at, piece)).length * OVER_ANOTHER_ARROW;
    const tries = piecesOf(arrow.points)
      .flatMap((piece) => triesOn(piece, width))
      .map(({ at, cost }) => ({ at, cost: cost + costOf(at) }));
    const best = tries.reduce(
      (least, next) => (next.cost < least.cost ? next : least),
      tries[0] as { at: Rect; cost: number },
    );
    if (best && best.cost < FORBIDDEN) places.set(arrow, best.at);
  }
  return arrows.map((arrow) => places.get(arrow));
}

/**
 * A place for the title of a frame in the strip above its parts, from left to right the first that no arrow crosses.
 * @returns undefined where arrows leave none
 */
export function titlePlace(name: string, frame: Rect, routes: readonly (readonly Point[])[]): Rect | undefined {
  const first = titleBegin(name, frame);
  const { width } = first;
  const pieces = routes.flatMap((points) => piecesOf(points).map(around));
  for (let x = first.x; x + width <= frame.x + frame.width - 8; x += 4) {
    const place = { ...first, x };
    if (!pieces.some((piece) => meet(place, piece, 2))) return place;
  }
  return undefined;
}

/** Where a frame's title is looked for first. */
export const titleBegin = (name: string, { x, y }: Pick<Rect, 'x' | 'y'>): Rect => ({
  x: x + 12,
  y: y + 9,
  width: Math.ceil(textWidth(name, FONT.title, { bold: true })) + 2 * AROUND_TEXT,
  height: LABEL_HEIGHT,
});

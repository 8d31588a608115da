/** What lines and rectangles have to do with one another. Pixels; a rectangle's border belongs to it. */
import type { Point, Rect } from './model.ts';

/** One straight piece of an arrow. */
export type Piece = readonly [Point, Point];

export function piecesOf(points: readonly Point[]): Piece[] {
  return points.slice(1).map((to, index) => [points[index] as Point, to]);
}

export function lengthOf(points: readonly Point[]): number {
  return piecesOf(points).reduce((sum, [[x, y], [u, v]]) => sum + Math.abs(u - x) + Math.abs(v - y), 0);
}

export const isAslant = ([[x, y], [u, v]]: Piece) => x !== u && y !== v;

/** The rectangle around a piece; one side of it is 0. */
export const around = ([[x, y], [u, v]]: Piece): Rect => ({
  x: Math.min(x, u),
  y: Math.min(y, v),
  width: Math.abs(u - x),
  height: Math.abs(v - y),
});

/** Whether the two have more in common than a border, or come nearer to one another than `distance`. */
export function meet(a: Rect, b: Rect, distance = 0): boolean {
  return (
    a.x < b.x + b.width + distance &&
    b.x < a.x + a.width + distance &&
    a.y < b.y + b.height + distance &&
    b.y < a.y + a.height + distance
  );
}

/** Whether a point is on the border of the rectangle. */
export function onBorder(point: Point | undefined, { x: left, y: top, width, height }: Rect): boolean {
  if (!point) return false;
  const [x, y] = point;
  const beside = x === left || x === left + width;
  const above = y === top || y === top + height;
  const within = x >= left && x <= left + width && y >= top && y <= top + height;
  return within && (beside || above);
}

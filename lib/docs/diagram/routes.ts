/** From what ELK found to whole pixels: where everything is in the picture, and arrows without a piece aslant. */
import type { ElkNode } from 'elkjs';
import type { Point, Rect } from './model.ts';

export interface Placed {
  /** By the id of the node. */
  readonly nodes: ReadonlyMap<string, Rect>;
  /** By the id of the edge. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

/** ELK counts from the corner of the parent: a node from its own, an edge from the container that it names. */
export function placed(root: ElkNode): Placed {
  const nodes = new Map<string, Rect>();
  const corners = new Map<string, { x: number; y: number }>([[root.id, { x: 0, y: 0 }]]);
  const walk = (node: ElkNode, left: number, top: number) => {
    for (const child of node.children ?? []) {
      const corner = { x: left + (child.x ?? 0), y: top + (child.y ?? 0) };
      corners.set(child.id, corner);
      const [x, y] = [Math.round(corner.x), Math.round(corner.y)];
      nodes.set(child.id, {
        x,
        y,
        width: Math.round(corner.x + (child.width ?? 0)) - x,
        height: Math.round(corner.y + (child.height ?? 0)) - y,
      });
      walk(child, corner.x, corner.y);
    }
  };
  walk(root, 0, 0);

  const routes = new Map<string, readonly Point[]>();
  const collect = (node: ElkNode) => {
    for (const edge of node.edges ?? []) {
      const corner = corners.get(edge.container ?? node.id) ?? { x: 0, y: 0 };
      const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) =>
        [startPoint, ...bendPoints, endPoint].map(
          ({ x, y }): Point => [Math.round(x + corner.x), Math.round(y + corner.y)],
        ),
      );
      routes.set(edge.id, withoutNeedlessBends(straightened(points)));
    }
    for (const child of node.children ?? []) collect(child);
  };
  collect(root);
  return { nodes, routes };
}

/**
 * ELK leaves pieces aslant where an arrow crosses the frame of a group (kieler/elkjs, issue 204): two upright runs meet
 * at the frame and miss one another by some pixels. One of the two is moved onto the other: the one that comes out of a
 * part, since a port can be anywhere on its side, and else the one that follows.
 */
function straightened(route: readonly Point[]): Point[] {
  const points = route.map(([x, y]): [number, number] => [x, y]);
  const at = (index: number) => points[index] as [number, number];
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [at(index - 1)[0], at(index)[0]];
    if (from === to || at(index - 1)[1] === at(index)[1]) continue;
    let first = index - 1;
    while (first > 0 && at(first - 1)[0] === from) first--;
    if (first === 0) {
      for (let moved = 0; moved < index; moved++) at(moved)[0] = to;
      continue;
    }
    let last = index;
    while (last < points.length - 1 && at(last + 1)[0] === to) last++;
    for (let moved = index; moved <= last; moved++) at(moved)[0] = from;
  }
  return points;
}

/** Without the points between two pieces of one direction. */
function withoutNeedlessBends(points: readonly Point[]): Point[] {
  return points.filter(([x, y], index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before || !after) return true;
    return !((before[0] === x && x === after[0]) || (before[1] === y && y === after[1]));
  });
}

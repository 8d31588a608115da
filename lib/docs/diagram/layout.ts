/** Lays a sketch out by ELK, and looks for the spacing at which nothing is in the way of anything. */
import elk from 'elkjs';
import { frameOf, graphOf, type Spacing, stageOf, wayOf, wayTo } from './graph.ts';
import { labelPlaces, titleBegin, titlePlace } from './labels.ts';
import { type Faults, faultsOf, obstaclesOf } from './measure.ts';
import type { Diagram, DiagramPart, Point, Rect } from './model.ts';
import { placed } from './routes.ts';
import type { Sketch } from './sketch.ts';

/** The first that gives a picture without faults is taken: the narrower the better. */
const SPACINGS: readonly Spacing[] = [40, 48, 56].flatMap((layers) =>
  [24, 40, 56].map((beside) => ({ layers, beside })),
);

/**
 * The same sketch is always laid out the same.
 * @throws Error with the faults of the last try, when each of them had some
 */
export async function layOut(sketch: Sketch): Promise<Diagram> {
  let faults: Faults | undefined;
  for (const spacing of SPACINGS) {
    const diagram = await layOutBy(sketch, spacing);
    faults = faultsOf(diagram);
    if (Object.values(faults).every((found) => found.length === 0)) return diagram;
  }
  throw new Error(`No spacing gives a diagram without faults; the last try had: ${JSON.stringify(faults, null, 2)}`);
}

/** @param beside groups whose titles have room beside their parts, since arrows leave none above them */
async function layOutBy(sketch: Sketch, spacing: Spacing, beside: ReadonlySet<string> = new Set()): Promise<Diagram> {
  const { parts, arrows } = sketch;
  const laid = await new elk.default().layout(graphOf(sketch, spacing, beside));
  const { nodes, routes } = placed(laid);
  const rectOf = (id: string) => nodes.get(id) as Rect;
  const routeOf = (id: string) => routes.get(id) as readonly Point[];

  const drawn: DiagramPart[] = parts.map(({ stages, ...part }) => ({
    ...part,
    ...rectOf(part.id),
    ...(stages && {
      stages: stages.map((stage, index) => {
        const id = stageOf(part.id, index);
        return { id, ...stage, ...rectOf(id) };
      }),
    }),
  }));
  const between = drawn.flatMap(({ stages = [] }) =>
    stages.slice(1).map((stage, index) => ({
      from: stages[index]?.id as string,
      to: stage.id,
      label: '',
      failure: false,
      points: routeOf(wayTo(stage.id)),
    })),
  );
  const routed = arrows.map(({ back, ...arrow }, index) => {
    const points = routeOf(wayOf(index));
    return { ...arrow, points: back ? points.toReversed() : points };
  });
  const drawnArrows = [...routed, ...between];
  const ways = drawnArrows.map(({ points }) => points);
  const framed = [...new Set(parts.flatMap(({ group }) => group ?? []))].map((name) => ({
    name,
    ...rectOf(frameOf(name)),
  }));
  const withPlace = framed.map((frame) => ({ ...frame, title: titlePlace(frame.name, frame, ways) }));
  const crossed = withPlace.filter(({ title }) => !title).map(({ name }) => name);
  if (crossed.some((name) => !beside.has(name))) return layOutBy(sketch, spacing, new Set([...beside, ...crossed]));
  const groups = withPlace.map((frame) => ({ ...frame, title: frame.title ?? titleBegin(frame.name, frame) }));
  const titled = drawn.map((part) =>
    part.stages ? { ...part, title: titlePlace(part.name, part, ways) ?? titleBegin(part.name, part) } : part,
  );

  const picture = { x: 0, y: 0, width: Math.ceil(laid.width ?? 0), height: Math.ceil(laid.height ?? 0) };
  const taken = [
    ...obstaclesOf(drawn),
    ...groups.map(({ title }) => title),
    ...titled.flatMap(({ title }) => title ?? []),
  ];
  const places = labelPlaces(drawnArrows, taken, picture, framed);
  return {
    width: picture.width,
    height: picture.height,
    groups,
    parts: titled,
    arrows: drawnArrows.map((arrow, index) => ({
      ...arrow,
      ...(places[index] && { place: places[index] }),
    })),
  };
}

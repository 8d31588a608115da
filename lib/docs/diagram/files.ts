/** The diagrams as files that the site reads: `lib/site/diagrams/<slug>.json`. */
import { type Resources, type Stacks, wiringOf } from '../wiring.ts';
import { layOut } from './layout.ts';
import type { Diagram } from './model.ts';
import type { Place } from './places.ts';
import { sketchOf } from './sketch.ts';

export const diagramFile = (slug: string) => `lib/site/diagrams/${slug}.json`;

/**
 * The text of a project's diagram, a line for each thing in it, so that a change can be read.
 * @param resources of the project's own stacks, and `places` as well
 * @throws what the wiring, the sketch and the layout throw
 */
export async function diagramText(
  resources: Resources,
  stacks: Stacks,
  places: Readonly<Record<string, Place>>,
): Promise<string> {
  return textOf(await layOut(sketchOf(wiringOf(resources, stacks), places, resources)));
}

function textOf({ width, height, ...lists }: Diagram): string {
  const fields = Object.entries(lists).map(([name, things]) => {
    const lines = (things as readonly unknown[]).map((thing) => `    ${JSON.stringify(thing)}`);
    return `  "${name}": [\n${lines.join(',\n')}\n  ]`;
  });
  return `{\n  "width": ${width},\n  "height": ${height},\n${fields.join(',\n')}\n}\n`;
}

/** Paints a diagram of `lib/site/diagrams` as SVG; `diagram.css` has its colours and the sizes of its text. */
import { html, raw } from 'hono/html';
import { STAGE_LINE, TEXT_LEFT } from '../docs/diagram/graph.ts';
import type { Diagram, DiagramArrow, DiagramPart, Look, Point, Rect } from '../docs/diagram/model.ts';
import type { Html } from './page.ts';

/** Our own, 20 × 20, strokes only: AWS's icons may not be recoloured (CC BY-ND). */
const GLYPHS: Readonly<Record<Look, string>> = {
  outside: '<circle cx="10" cy="6" r="3.2"/><path d="M3.5 17.5a6.5 6.5 0 0 1 13 0"/>',
  edge: '<path d="M2.5 10h15M13.5 6l4 4-4 4M8 3.5v13"/>',
  function: '<path d="M5 3.5h2.6l6.6 13H17M9.4 8 4.8 16.5"/>',
  container: '<path d="M3 6.2 10 3l7 3.2v7.6L10 17l-7-3.2zM3 6.2l7 3.1 7-3.1M10 9.3V17"/>',
  store:
    '<path d="M4 5.2v9.6c0 3.2 12 3.2 12 0V5.2M4 10c0 3.2 12 3.2 12 0"/><ellipse cx="10" cy="5.2" rx="6" ry="2.4"/>',
  message: '<path d="M3 5h4v10H3zM9.5 5h3v10h-3zM15 6.5l3 3.5-3 3.5"/>',
  flow: '<circle cx="5" cy="5" r="2.3"/><circle cx="15" cy="15" r="2.3"/><path d="M7.3 5H12a3 3 0 0 1 3 3v4.7"/>',
  dead: '<path d="M3 5.5h14v9.5H3zM7.6 8l4.8 4.8m0-4.8-4.8 4.8"/>',
};

const CORNER = 7;

/** A route with its bends rounded. */
function pathOf(points: readonly Point[]): string {
  const corners = points.slice(1, -1).map(([x, y], index) => {
    const [before, after] = [points[index] as Point, points[index + 2] as Point];
    const reach = ([u, v]: Point) => Math.min(CORNER, (Math.abs(x - u) + Math.abs(y - v)) / 2);
    const radius = Math.min(reach(before), reach(after));
    const towards = ([u, v]: Point) => `${x + Math.sign(u - x) * radius} ${y + Math.sign(v - y) * radius}`;
    return `L${towards(before)}Q${x} ${y} ${towards(after)}`;
  });
  return `M${points[0]?.join(' ')}${corners.join('')}L${points.at(-1)?.join(' ')}`;
}

const box = ({ x, y, width, height }: Rect, radius: number): Html =>
  html`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;

function arrow({ label, failure, points, place }: DiagramArrow): Html {
  const text = place && html`<text x="${place.x + place.width / 2}" y="${place.y + 12}">${label}</text>`;
  return html`<g class="${failure ? 'way fails' : 'way'}"><path d="${pathOf(points)}" marker-end="url(#${failure ? 'tip-fails' : 'tip'})"/>${text}</g>
`;
}

function part({ id, name, kind, look, x, y, width, height, stages, title }: DiagramPart, page: string): Html {
  if (stages && title) {
    return html`<g class="frame">${box({ x, y, width, height }, 10)}<a href="${page}#part-${id}"><text x="${title.x}" y="${title.y + 12}">${name}</text></a></g>
${stages.map(
  (
    stage,
  ) => html`<g class="part flow">${box(stage, 7)}<text class="name" x="${stage.x + 12}" y="${stage.y + 20}">${stage.name}</text>${stage.actions.map(
    (action, index) => html`<text x="${stage.x + 12}" y="${stage.y + 20 + (index + 1) * STAGE_LINE}">${action}</text>`,
  )}</g>
`,
)}`;
  }
  const text = x + TEXT_LEFT;
  return html`<a class="part ${look}" href="${page}#part-${id}">${box({ x, y, width, height }, 7)}<g class="glyph" transform="translate(${x + 10} ${y + 14})">${raw(GLYPHS[look])}</g><text class="name" x="${text}" y="${y + 21}">${name}</text><text x="${text}" y="${y + 37}">${kind}</text></a>
`;
}

const tip = (id: string): Html =>
  html`<marker id="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 .8 7.2 4 0 7.2z"/></marker>`;

/**
 * The picture alone; each part in it leads to the anchor with its id, on `page` or on the page that it is on. `name` is what a
 * screen reader calls it.
 */
export function diagramSvg({ width, height, groups, parts, arrows }: Diagram, name: string, page = ''): Html {
  // Two groups may each have a part of the same name.
  const drawn = (one: DiagramPart) =>
    one.group && one.group !== one.name
      ? html`<g role="group" aria-label="${one.group}">${part(one, page)}</g>`
      : part(one, page);
  return html`<svg class="diagram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${name}">
<defs>${tip('tip')}${tip('tip-fails')}</defs>
${groups.map(
  (
    group,
  ) => html`<g class="frame">${box(group, 10)}<text x="${group.title.x + 4}" y="${group.title.y + 12}">${group.name}</text></g>
`,
)}${parts.filter(({ stages }) => stages).map(drawn)}${arrows.map(arrow)}${parts.filter(({ stages }) => !stages).map(drawn)}</svg>`;
}

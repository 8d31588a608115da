/** Draws the wiring of stacks as one Mermaid flowchart, a box for each stack. */
import type { Part, Wiring } from './wiring.ts';

/** One box of the picture. */
export interface Box {
  readonly title: string;
  readonly wiring: Wiring;
}

/** The shape that says at a glance what stores, what waits and what works. */
function shape(kind: string, label: string): string {
  if (/table|bucket|archive|cache|database/.test(kind)) return `[("${label}")]`;
  if (/queue|topic|bus/.test(kind)) return `[["${label}"]]`;
  return `["${label}"]`;
}

/** What starts things from outside of a stack, and what is copied to. */
const OUTSIDE: Readonly<Record<string, string>> = {
  caller: 'caller',
  deployment: 'each deployment',
  elsewhere: 'other region',
};

function boxLines({ title, wiring }: Box, number: number): string[] {
  const { parts, arrows, stages, alarms } = wiring;
  // Ids of different boxes must differ, and logical ids repeat between stacks. CDK's hash would only blur the text.
  const inBox = (id: string) => `s${number}${id.replace(/[0-9A-F]{8}$/, '')}`;
  const wired = (id: string) => arrows.some(({ from, to }) => from === id || to === id);

  const node = ({ id, name, kind }: Part): string[] => {
    const own = stages[id];
    if (!own) return [`    ${inBox(id)}${shape(kind, `${name}<br/><small>${kind}</small>`)}`];
    const steps = own.map((stage, index) => ({ ...stage, id: `${inBox(id)}x${index}` }));
    return [
      `    subgraph ${inBox(id)}["${name} pipeline"]`,
      '      direction TB',
      ...steps.map((step) => `      ${step.id}["${step.name}<br/><small>${step.actions.join(', ')}</small>"]`),
      `      ${steps.map((step) => step.id).join(' --> ')}`,
      '    end',
    ];
  };

  return [
    `  subgraph s${number}["${title}${alarms > 0 ? `, ${alarms} alarms` : ''}"]`,
    '    direction TB',
    ...Object.entries(OUTSIDE)
      .filter(([id]) => wired(id))
      .map(([id, label]) => `    ${inBox(id)}(["${label}"])`),
    ...parts.filter(({ id }) => wired(id) || stages[id]).flatMap(node),
    ...arrows.map(({ from, to, label, failure }) => {
      const line = failure ? '-.' : '--';
      return `    ${inBox(from)} ${line} "${label}" ${failure ? '.->' : '-->'} ${inBox(to)}`;
    }),
    '  end',
  ];
}

/** A fenced Mermaid block: the boxes side by side, each read from top to bottom; dashed is the way of failures. */
export function flowchart(boxes: readonly Box[]): string {
  // Mermaid sets the boxes down from right to left.
  return ['```mermaid', 'flowchart TB', ...boxes.map(boxLines).toReversed().flat(), '```'].join('\n');
}

/** The wiring as it is while all goes well. */
export function withoutFailures(wiring: Wiring): Wiring {
  return { ...wiring, arrows: wiring.arrows.filter(({ failure }) => !failure) };
}

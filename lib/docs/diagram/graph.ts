/** A sketch as a graph for ELK: sizes of parts, frames around groups, and how much room is between things. */
import type { ElkExtendedEdge, ElkNode, LayoutOptions } from 'elkjs';
import type { Sketch, SketchPart } from './sketch.ts';
import { textWidth } from './text-width.ts';

/** Pixels of the diagram's text; `diagram.css` sets the same. */
export const FONT = { name: 14, kind: 12, label: 12, title: 12 } as const;
const PART_HEIGHT = 48;
/** Left of a part's text is its glyph. */
export const TEXT_LEFT = 40;
/** From the top of a stage to the base line of its name, and from each of its lines to the next. */
export const STAGE_LINE = 17;
export const MARGIN = 12;
/** Above the parts of a group is its title. */
const TITLE_HEIGHT = 34;

/** One step of a search for a picture without faults. */
export interface Spacing {
  /** Between parts of two layers, in pixels; an arrow's label has to fit in it. */
  readonly layers: number;
  /** Between parts beside one another. */
  readonly beside: number;
}

/** Set on every group too: a group does not take over what its parent has. */
const spacingOf = ({ layers, beside }: Spacing): LayoutOptions => ({
  'elk.layered.spacing.nodeNodeBetweenLayers': String(layers),
  'elk.spacing.nodeNode': String(beside),
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
});

const frameWith = (left: number) => `[top=${TITLE_HEIGHT},left=${left},bottom=16,right=16]`;
const FRAME = frameWith(16);
const rounded = (width: number) => Math.ceil(width / 2) * 2;

function leafOf({ id, name, kind }: SketchPart): ElkNode {
  const text = Math.max(textWidth(name, FONT.name, { bold: true }), textWidth(kind, FONT.kind));
  return { id, width: rounded(TEXT_LEFT + text + MARGIN), height: PART_HEIGHT };
}

/** A pipeline is a frame with its stages from top to bottom. */
function pipelineOf(part: SketchPart, spacing: Spacing): ElkNode {
  const children = (part.stages ?? []).map(({ name, actions }, index) => {
    const text = [textWidth(name, FONT.name, { bold: true }), ...actions.map((action) => textWidth(action, FONT.kind))];
    const height = 12 + (actions.length + 1) * STAGE_LINE;
    return { id: stageOf(part.id, index), width: rounded(Math.max(...text) + 2 * MARGIN), height };
  });
  const width = Math.max(...children.map((child) => child.width));
  return {
    id: part.id,
    children: children.map((child) => ({ ...child, width })),
    edges: children.slice(1).map(({ id }, index) => ({
      id: wayTo(id),
      sources: [children[index]?.id as string],
      targets: [id],
    })),
    layoutOptions: { 'elk.padding': FRAME, ...spacingOf({ ...spacing, layers: 30 }) },
  };
}

/** The id of a group's frame, which no part can have. */
export const frameOf = (group: string) => `frame ${group}`;
/** The id of a pipeline's stage, by its place. */
export const stageOf = (pipeline: string, index: number) => `${pipeline}-${index + 1}`;
/** The id of the edge that leads to a stage from the one before. */
export const wayTo = (stage: string) => `to ${stage}`;
/** The id of an arrow's edge, by its place in the sketch. */
export const wayOf = (arrow: number) => `arrow ${arrow}`;

/** @param beside groups whose titles stand beside their parts */
export function graphOf({ parts, arrows }: Sketch, spacing: Spacing, beside: ReadonlySet<string>): ElkNode {
  const nodeOf = (part: SketchPart) => (part.stages ? pipelineOf(part, spacing) : leafOf(part));
  const groups = new Set(parts.flatMap(({ group }) => group ?? []));
  const frames = [...groups].map((group) => ({
    id: frameOf(group),
    children: parts.filter((part) => part.group === group).map(nodeOf),
    layoutOptions: {
      'elk.padding': beside.has(group) ? frameWith(MARGIN + textWidth(group, FONT.title, { bold: true }) + 16) : FRAME,
      ...spacingOf(spacing),
    },
  }));
  const edges = arrows.map(({ from, to, back, failure }, index): ElkExtendedEdge => {
    const weight = failure ? '0' : '10';
    return {
      id: wayOf(index),
      // What closes a circle is laid out the other way round: left to itself, ELK turns the arrow that it meets first.
      sources: [back ? to : from],
      targets: [back ? from : to],
      layoutOptions: { 'elk.layered.priority.straightness': weight, 'elk.layered.priority.direction': weight },
    };
  });
  return {
    id: 'picture',
    children: [...parts.filter(({ group }) => group === undefined).map(nodeOf), ...frames],
    edges,
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.crossingMinimization.greedySwitch.type': 'TWO_SIDED',
      'elk.layered.thoroughness': '60',
      'elk.padding': '[top=8,left=8,bottom=8,right=8]',
      'elk.randomSeed': '1',
      ...spacingOf(spacing),
    },
  };
}

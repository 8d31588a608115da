/** A diagram as it is kept in `lib/site/diagrams`: laid out, in pixels from the top left corner, and not yet painted. */

/** Left, top, width and height. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a part does for a living: it decides the glyph and the colour. */
export type Look = 'outside' | 'edge' | 'function' | 'container' | 'store' | 'message' | 'flow' | 'dead';

/** A resource that a person would draw, or somebody outside. */
export interface DiagramPart extends Rect {
  /** Its construct path in words joined by `-`: an anchor that stays when the template changes around it. */
  readonly id: string;
  /** Within its group; the whole name where it is in none. */
  readonly name: string;
  readonly kind: string;
  readonly look: Look;
  /** Title of the group that it is drawn in. */
  readonly group?: string;
  /** What the template itself says of it. */
  readonly says?: string;
  /** The lines that made it, as `lib/projects/…/stack.ts:31`: the stack's first, then the constructs', inwards. */
  readonly lines: readonly string[];
  /** The stages of a pipeline, which are drawn inside of it, and where its name stands above them. */
  readonly stages?: readonly DiagramStage[];
  readonly title?: Rect;
}

/** One stage of a pipeline, with its actions in the order they run. */
export interface DiagramStage extends Rect {
  /** `<part>-<number>`: what the arrows between stages begin and end at. */
  readonly id: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** Parts of one construct, with a frame around them; `title` says where its name stands. */
export interface DiagramGroup extends Rect {
  readonly name: string;
  readonly title: Rect;
}

export type Point = readonly [x: number, y: number];

export interface DiagramArrow {
  /** Ids of parts, or of two stages: those have no label between them. */
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** The way that only failures take. */
  readonly failure: boolean;
  /** From the border of one part to that of the other. */
  readonly points: readonly Point[];
  readonly place?: Rect;
}

export interface Diagram {
  readonly width: number;
  readonly height: number;
  readonly groups: readonly DiagramGroup[];
  /** In the order in which an event meets them. */
  readonly parts: readonly DiagramPart[];
  readonly arrows: readonly DiagramArrow[];
}

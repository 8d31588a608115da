import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagramFile } from '../../lib/docs/diagram/files.ts';
import { FONT, MARGIN, TEXT_LEFT } from '../../lib/docs/diagram/graph.ts';
import { layOut } from '../../lib/docs/diagram/layout.ts';
import { faultsOf } from '../../lib/docs/diagram/measure.ts';
import type { Diagram } from '../../lib/docs/diagram/model.ts';
import { orderOf } from '../../lib/docs/diagram/order.ts';
import { placesOf } from '../../lib/docs/diagram/places.ts';
import { sketchOf } from '../../lib/docs/diagram/sketch.ts';
import { textWidth } from '../../lib/docs/diagram/text-width.ts';
import type { Wiring } from '../../lib/docs/wiring.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';

const NONE = { aslant: [], through: [], covered: [], loose: [], stray: [] };
const kept = CURRICULUM.map(({ project: { slug } }) => ({
  slug,
  diagram: JSON.parse(readFileSync(join(repository, diagramFile(slug)), 'utf8')) as Diagram,
}));

/** `new Network(this, 'Network'`, `web.taskDefinition(this, 'Migration'`; what is called later has the name of its construct. */
const MADE = /^[^\n]*(?:new \w+|\w+\.\w+)\(\s*this,\s*'(\w+)'/;
const CALLED = /^\s*(\w+)\.\w+\(/;

describe.each(kept)('the diagram of $slug', ({ diagram }) => {
  it('has nothing aslant, nothing through a part, and nothing over a label', () => {
    expect(diagram.parts.length).toBeGreaterThan(4);
    expect(faultsOf(diagram)).toEqual(NONE);
  });

  it('has room for each text in the widest font that a page may meet', () => {
    for (const { name, kind, width, stages = [] } of diagram.parts) {
      if (stages.length === 0) {
        expect(TEXT_LEFT + textWidth(name, FONT.name, { bold: true }), name).toBeLessThan(width);
        expect(TEXT_LEFT + textWidth(kind, FONT.kind), kind).toBeLessThan(width);
      }
      for (const stage of stages) {
        for (const action of stage.actions) {
          expect(MARGIN + textWidth(action, FONT.kind), action).toBeLessThan(stage.width);
        }
      }
    }
    for (const { label, place } of diagram.arrows) {
      if (label) expect(textWidth(label, FONT.label), label).toBeLessThan(place?.width ?? 0);
    }
  });

  it('says of each part which line of the stack makes it', () => {
    for (const { id, look, lines } of diagram.parts) {
      if (look === 'outside') continue;
      const [, path = '', line] = /^(lib\/projects\/[\w-]+\/stack\.ts):(\d+)$/.exec(lines[0] ?? '') ?? [];
      const code = readFileSync(join(repository, path), 'utf8')
        .split('\n')
        .slice(Number(line) - 1)
        .join('\n');
      const [, construct = ''] = MADE.exec(code) ?? CALLED.exec(code) ?? [];
      expect(id, `${lines[0]} makes ${construct}`).toMatch(new RegExp(`^${construct.toLowerCase()}(-|$)`));
    }
  });

  it('names no part twice, and no path of a machine', () => {
    const ids = diagram.parts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const line of diagram.parts.flatMap(({ lines }) => lines)) expect(line).toMatch(/^lib\/[\w/.-]+:\d+$/);
  });
});

/** A caller before an API; a worker that a queue feeds, in one construct; a table whose changes come back to the worker. */
const wiring: Wiring = {
  parts: [
    { id: 'Table', name: 'Items', kind: 'table' },
    { id: 'Api', name: 'Api', kind: 'HTTP API' },
    { id: 'Queue', name: 'Work', kind: 'queue' },
    { id: 'Worker', name: 'Work worker', kind: 'function' },
    { id: 'Dead', name: 'Work', kind: 'dead-letter queue' },
    { id: 'Unwired', name: 'Alone', kind: 'bucket' },
    { id: 'Release', name: 'Release', kind: 'pipeline' },
  ],
  arrows: [
    { from: 'Queue', to: 'Dead', label: 'after 5 receives', failure: true },
    { from: 'Queue', to: 'Worker', label: 'batches of 10', failure: false },
    { from: 'Worker', to: 'Table', label: 'writes', failure: false },
    { from: 'Table', to: 'Queue', label: 'stream', failure: false },
    { from: 'caller', to: 'Api', label: 'HTTPS', failure: false },
    { from: 'Api', to: 'Queue', label: 'POST', failure: false },
    { from: 'Release', to: 'Api', label: 'rule', failure: false },
  ],
  stages: {
    Release: [
      { name: 'Source', actions: ['Fetch'] },
      { name: 'Prod', actions: ['Approve', 'Deploy'] },
    ],
  },
  alarms: 0,
};
const place = (path: string, line: number) => ({
  path: path.split('/'),
  lines: [`lib/projects/sample/stack.ts:${line}`],
});
const places = {
  Table: place('Items', 1),
  Api: place('Api', 2),
  Queue: place('Work/Queue', 3),
  Worker: place('Work/Worker', 3),
  Dead: place('Work/DeadLetters', 3),
  Release: place('Release/Pipeline', 4),
};
const resources = { Worker: { Properties: { Description: 'certlab: works it off' } } };
const sketch = sketchOf(wiring, places, resources);

describe('a sketch', () => {
  it('has what is wired, in the order in which an event meets it', () => {
    expect(sketch.parts.map(({ id }) => id)).toEqual([
      'caller',
      'api',
      'work-queue',
      'work-worker',
      'items',
      'work-dead-letters',
      'release-pipeline',
    ]);
  });

  it('groups what one construct made, and says there what else the name has to say', () => {
    const grouped = sketch.parts.filter(({ group }) => group === 'Work');
    expect(grouped.map(({ name }) => name)).toEqual(['Queue', 'Worker', 'Dead letters']);
    expect(sketch.parts.find(({ id }) => id === 'work-worker')?.says).toBe('Works it off');
  });

  it('knows the arrow that leads back to what the event has met', () => {
    expect(sketch.arrows.filter(({ back }) => back).map(({ label }) => label)).toEqual(['stream']);
  });

  it('refuses a kind that nobody has drawn, and says where to add it', () => {
    const teapot = { ...wiring, parts: [{ id: 'Api', name: 'Front', kind: 'teapot' }] };
    expect(() => sketchOf(teapot, places, {})).toThrow(/"teapot".*LOOKS in lib\/docs\/diagram\/sketch\.ts/);
  });
});

describe('the order', () => {
  const way = (from: string, to: string, failure = false) => ({ from, to, failure });

  it('follows an arrow to its end before the next, and the ways of failures last', () => {
    const { parts } = orderOf(
      ['in'],
      ['dead', 'b', 'a', 'in', 'c'],
      [way('in', 'dead', true), way('in', 'a'), way('a', 'c'), way('in', 'b')],
    );
    expect(parts).toEqual(['in', 'a', 'c', 'b', 'dead']);
  });

  it('has every part of a circle that nothing leads into', () => {
    expect(orderOf([], ['a', 'b'], [way('a', 'b'), way('b', 'a')]).parts).toEqual(['a', 'b']);
  });
});

describe('a layout', () => {
  it('is the same each time, and has no fault', async () => {
    const [first, second] = [await layOut(sketch), await layOut(sketch)];
    expect(first).toEqual(second);
    expect(faultsOf(first)).toEqual(NONE);
    expect(first.parts.map(({ id }) => id)).toEqual(sketch.parts.map(({ id }) => id));
  });

  it('draws an arrow that leads back from the part it comes from', async () => {
    const { arrows, parts } = await layOut(sketch);
    const back = arrows.find(({ label }) => label === 'stream') as Diagram['arrows'][number];
    const table = parts.find(({ id }) => id === 'items') as Diagram['parts'][number];
    const [x, y] = back.points[0] as readonly [number, number];
    expect(x >= table.x && x <= table.x + table.width && y >= table.y && y <= table.y + table.height).toBe(true);
  });
});

/** Wirings that nobody has thought of: 4 to 16 parts in up to three groups, with circles and ways of failures. */
const anySketch = fc
  .tuple(
    fc.array(
      fc.record({ name: fc.constantFrom('Queue', 'A much longer name'), group: fc.constantFrom('A', 'Beta', '') }),
      {
        minLength: 4,
        maxLength: 16,
      },
    ),
    fc.array(
      fc.record({
        from: fc.nat(),
        to: fc.nat(),
        label: fc.constantFrom('reads', 'after 5 receives', 'reads, writes'),
        failure: fc.boolean(),
      }),
      { minLength: 4, maxLength: 22 },
    ),
  )
  .map(([things, ways]) => {
    const parts = things.map(({ name, group }, index) => ({
      id: `part-${index}`,
      name,
      kind: 'queue',
      look: 'message' as const,
      lines: [],
      ...(group && { group }),
    }));
    const arrows = ways
      .map((way) => ({ ...way, from: `part-${way.from % parts.length}`, to: `part-${way.to % parts.length}` }))
      .filter(({ from, to }) => from !== to);
    const { back } = orderOf(
      [],
      parts.map(({ id }) => id),
      arrows,
    );
    return { parts, arrows: arrows.map((arrow) => ({ ...arrow, back: back.has(arrow) })) };
  });

describe('the layout of any wiring', () => {
  it('has no fault', async () => {
    const property = fc.asyncProperty(anySketch, async (any) => {
      expect(faultsOf(await layOut(any))).toEqual(NONE);
    });
    await fc.assert(property, { numRuns: 12, seed: 20261128 });
  }, 60_000);
});

describe('the measure sees', () => {
  const part = (id: string, x: number, y: number) => ({
    id,
    name: id,
    kind: 'queue',
    look: 'message' as const,
    lines: [],
    x,
    y,
    width: 100,
    height: 40,
  });
  const arrow = (from: string, to: string, ...points: [number, number][]) => ({
    from,
    to,
    label: 'sends',
    failure: false,
    points,
    place: { x: 60, y: 60, width: 40, height: 16 },
  });
  const good: Diagram = {
    width: 300,
    height: 300,
    groups: [],
    parts: [part('a', 10, 10), part('b', 10, 110), part('c', 10, 210)],
    arrows: [arrow('a', 'b', [50, 50], [50, 110])],
  };

  it('nothing where there is nothing', () => {
    expect(faultsOf(good)).toEqual(NONE);
  });

  it.each<[keyof typeof NONE, Partial<Diagram>]>([
    ['aslant', { arrows: [arrow('a', 'b', [50, 50], [60, 110])] }],
    ['through', { arrows: [arrow('a', 'c', [50, 50], [50, 210])] }],
    [
      'covered',
      { arrows: [{ ...arrow('a', 'b', [50, 50], [50, 110]), place: { x: 40, y: 40, width: 40, height: 16 } }] },
    ],
    ['covered', { arrows: [arrow('a', 'b', [50, 50], [50, 110]), arrow('a', 'b', [55, 50], [55, 110])] }],
    [
      'covered',
      { arrows: [{ ...arrow('a', 'b', [50, 50], [50, 110]), place: { x: 280, y: 60, width: 40, height: 16 } }] },
    ],
    [
      'covered',
      { arrows: [{ ...arrow('a', 'b', [50, 50], [50, 110]), place: { x: 30, y: 92, width: 40, height: 14 } }] },
    ],
    [
      'covered',
      { groups: [{ name: 'G', x: 0, y: 0, width: 300, height: 300, title: { x: 70, y: 55, width: 20, height: 16 } }] },
    ],
    [
      'covered',
      { groups: [{ name: 'G', x: 0, y: 0, width: 300, height: 300, title: { x: 40, y: 55, width: 20, height: 16 } }] },
    ],
    ['loose', { arrows: [arrow('a', 'b', [50, 55], [50, 110])] }],
    ['loose', { arrows: [arrow('a', 'c', [50, 50], [50, 110])] }],
    ['stray', { parts: [part('a', 10, 10), part('b', 10, 110), part('c', 50, 120)] }],
    ['stray', { parts: [part('a', 10, 10), part('b', 10, 110), part('c', 250, 210)] }],
  ])('what is %s: %j', (kind, broken) => {
    expect(faultsOf({ ...good, ...broken })[kind]).not.toEqual([]);
  });

  it('a label without a place', () => {
    const { place: _, ...without } = arrow('a', 'b', [50, 50], [50, 110]);
    expect(faultsOf({ ...good, arrows: [without] }).covered).toEqual(['a → b (sends) has no room for its label']);
  });
});

describe('the place of a resource', () => {
  const trace = (...frames: string[]) => ({
    stackName: 'Sample',
    findMetadataByType: (type: string) => [
      { path: '/Sample/Work/Queue/Resource', data: type === 'aws:cdk:logicalId' ? 'WorkQueue5B80' : frames },
    ],
  });

  it('is its construct path, and its lines of lib from the stack inwards', () => {
    const frames = [
      '...new Queue in aws-cdk-lib...',
      `new QueueWorker (file://${repository}/lib/projects/sample/queue-worker.ts:43:18)`,
      `new SampleStack (${repository}/lib/projects/sample/stack.ts:27:22)`,
      `createApp (${repository}/lib/app.ts:20:18)`,
      'node internals',
    ];
    expect(placesOf(trace(...frames))).toEqual({
      WorkQueue5B80: {
        path: ['Work', 'Queue'],
        lines: ['lib/projects/sample/stack.ts:27', 'lib/projects/sample/queue-worker.ts:43'],
      },
    });
  });

  it('names no file outside of this repository', () => {
    expect(placesOf(trace('new Stack (/elsewhere/lib/projects/sample/stack.ts:27:22)')).WorkQueue5B80?.lines).toEqual(
      [],
    );
  });
});

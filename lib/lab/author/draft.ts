/** The draft that an author begins a drill from, and what is still to be written in one. */
import type { Drill } from '../drills/drill.ts';

/** Begins every place of a draft that its author has to fill. */
const OPEN_PLACE = 'Write here: ';

/** `query-denied` → `queryDenied` */
export const camelCase = (words: string): string =>
  words.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The file of a drill of this name: it compiles, and every place that is to be written says what belongs there. */
export function draftOf(slug: string, name: string): string {
  const project = camelCase(slug);
  const imports = [
    `import { defineDrill } from '../../../lab/drills/drill.ts';`,
    `import { ${project} } from '../project.ts';`,
  ];
  return `${imports.join('\n')}

export const ${camelCase(name)} = defineDrill(${project}, {
  name: '${name}',
  title: '${OPEN_PLACE}the symptom, as somebody on call would say it',
  level: 1,
  causes: 1,
  ticket: {
    report: '${OPEN_PLACE}what is reported, in symptoms only.',
    impact: '${OPEN_PLACE}who is affected, and how badly.',
    evidence: '${OPEN_PLACE}what one sees in the first place one would look.',
  },
  exam: ['SAA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/4.1'],
  hints: [
    '${OPEN_PLACE}where to look.',
    '${OPEN_PLACE}what to compare there.',
    '${OPEN_PLACE}what to change, and to what.',
  ],
  lesson: {
    architect: '${OPEN_PLACE}what the design should have had.',
    developer: '${OPEN_PLACE}what the code, the configuration or the release should have had.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(_lab) {
    throw new Error('${OPEN_PLACE}the fault, by lab.change(…): what was there goes into the journal first.');
  },
  check: [
    {
      expects: '${OPEN_PLACE}what holds when all is well',
      async look(_lab) {
        throw new Error('${OPEN_PLACE}one look at what is deployed: { ok, saw, wanted }.');
      },
    },
  ],
  solution: {
    steps: ['${OPEN_PLACE}what to change and why, a step each.'],
    async apply(_lab) {
      throw new Error('${OPEN_PLACE}the reference fix, by lab.set(…).');
    },
  },
  otherFixes: [],
  shortcuts: [
    {
      kind: 'too-wide',
      title: '${OPEN_PLACE}a plausible fix that is wrong, in one sentence',
      async apply(_lab) {
        throw new Error('${OPEN_PLACE}that fix, by lab.set(…). The checks must refuse it.');
      },
    },
  ],
});
`;
}

/** What is still to be written in a drill, for example `ticket.impact: who is affected, and how badly.` */
export function unwritten(drill: Drill): string[] {
  return openPlaces(drill, '');
}

function openPlaces(value: unknown, path: string): string[] {
  if (typeof value === 'string' || typeof value === 'function') {
    const open = String(value).match(new RegExp(`${OPEN_PLACE}[^'"\`\n]*`, 'g')) ?? [];
    return open.map((text) => `${path}: ${text.slice(OPEN_PLACE.length)}`);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    // The project and its health contract are not the drill's to write.
    path === '' && (name === 'project' || name === 'contract')
      ? []
      : openPlaces(inner, path === '' ? name : `${path}.${name}`),
  );
}

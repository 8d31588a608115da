import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  allDrills,
  drillOfSeed,
  filterDrills,
  findDrill,
  nextDrill,
  seedThatDraws,
  worthBreaking,
} from '../../../lib/lab/drills/catalogue.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';

const drills = await allDrills({ projects: CURRICULUM });
const ids = drills.map(({ id }) => id);

describe('the catalogue', () => {
  test('has a drill for every file, named as the file, and no drill twice', () => {
    const files = CURRICULUM.flatMap(({ project: { slug }, drills: has }) =>
      has
        ? readdirSync(join(repository, 'lib/projects', slug, 'drills')).map((file) => `${slug}/${file.slice(0, -3)}`)
        : [],
    );
    // Beside the drills stands what people do at the project and get acknowledged, and one file by the project's own name, with
    // what several of them use.
    const helpers = CURRICULUM.flatMap(({ project: { slug } }) =>
      [slug, 'traffic', 'ledger'].map((name) => `${slug}/${name}`),
    );
    expect(ids.toSorted()).toEqual(files.filter((file) => !helpers.includes(file)).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has all of it on AWS, and most of it on the emulator: every level, and incidents with two causes', () => {
    const onEmulator = filterDrills(drills, { runsOn: 'emulator' });
    expect(filterDrills(drills, { runsOn: 'aws' })).toEqual(drills);
    expect(onEmulator.length).toBeGreaterThanOrEqual(30);
    expect(new Set(onEmulator.map(({ level }) => level))).toEqual(new Set([1, 2, 3]));
    expect(onEmulator.filter(({ causes }) => causes === 2).length).toBeGreaterThanOrEqual(4);
  });

  test('trains at least 9 tasks of DVA-C03 and 8 of SAA-C03 on the emulator', () => {
    const tasks = new Set(filterDrills(drills, { runsOn: 'emulator' }).flatMap(({ exam }) => exam));
    const of = (code: string) => [...tasks].filter((task) => task.startsWith(code)).length;
    expect(of('DVA-C03')).toBeGreaterThanOrEqual(9);
    expect(of('SAA-C03')).toBeGreaterThanOrEqual(8);
  });

  test.for(drills)('$id tells nothing of its cause before it is solved', ({ name, title, ticket, hints }) => {
    const shown = [title, ...Object.values(ticket)].join(' ').toLowerCase();
    expect(shown).not.toContain(name.replaceAll('-', ' '));
    expect(shown).not.toContain(hints.at(-1)?.toLowerCase());
  });

  test('finds a drill by number and by id, and refuses any other name', () => {
    expect(findDrill(drills, 'serverless-api/2').id).toBe('serverless-api/query-denied');
    expect(findDrill(drills, 'serverless-api/query-denied').number).toBe('serverless-api/2');
    expect(() => findDrill(drills, 'serverless-api/99')).toThrow(expect.objectContaining({ code: 'UnknownDrill' }));
  });

  test('filters by project, level, exam and target, all at once', () => {
    const filter = { project: 'event-pipeline', level: 3, exam: 'SAA-C03', runsOn: 'emulator' } as const;
    const found = filterDrills(drills, filter);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(filterDrills(drills, { project: 'event-pipeline' }).length);
    for (const { project, level, exam, runsOn } of found) {
      expect({ slug: project.slug, level }).toEqual({ slug: 'event-pipeline', level: 3 });
      expect(exam.some((task) => task.startsWith('SAA-C03/'))).toBe(true);
      expect(runsOn).toContain('emulator');
    }
  });
});

describe('what is worth breaking', () => {
  const numbers = (some: typeof drills) => some.map(({ number }) => number);
  const ofApi = filterDrills(drills, { project: 'serverless-api' });
  const [first, second, ...others] = ofApi as [(typeof drills)[0], (typeof drills)[0], ...typeof drills];

  test('is deployed and unsolved; where all is solved, deployed; where nothing is deployed, anything', () => {
    const solved = new Set([first.id]);
    expect(numbers(worthBreaking(drills, { solved, deployed: ['serverless-api'] }))).toEqual(
      numbers([second, ...others]),
    );
    const all = new Set(ids);
    expect(numbers(worthBreaking(drills, { solved: all, deployed: ['serverless-api'] }))).toEqual(numbers(ofApi));
    expect(worthBreaking(drills, { solved, deployed: [] })).toBe(drills);
  });

  test('is drawn by a seed that gives a friend the same, whatever the friend has solved', () => {
    const wanted = [second];
    for (const start of [0, 17, 9_999]) {
      expect(drillOfSeed(drills, seedThatDraws(wanted, drills, start)).id).toBe(second.id);
    }
  });

  test('comes next in the order of the catalogue, from its start again, and never twice', () => {
    const deployed = ['serverless-api'];
    expect(nextDrill(ofApi, first, { solved: new Set([first.id]), deployed })?.id).toBe(second.id);
    const allButFirst = new Set([second, ...others].map(({ id }) => id));
    expect(nextDrill(ofApi, second, { solved: allButFirst, deployed })?.id).toBe(first.id);
    expect(nextDrill(ofApi, first, { solved: new Set(ids), deployed })).toBeUndefined();
  });
});

describe('a seed', () => {
  const seeds = Array.from({ length: 200 }, (_, index) => index * 37);

  test('gives the same drill twice, and two hundred of them give nearly all', async () => {
    const again = await allDrills({ projects: CURRICULUM });
    for (const seed of seeds) expect(drillOfSeed(again, seed).id).toBe(drillOfSeed(drills, seed).id);
    const drawn = new Set(seeds.map((seed) => drillOfSeed(drills, seed).id));
    expect(drawn.size).toBeGreaterThan(0.9 * drills.length);
  });

  test('refuses to choose where there is nothing to choose from', () => {
    expect(() => drillOfSeed([], 1)).toThrow(expect.objectContaining({ code: 'NoSuchDrill' }));
  });
});

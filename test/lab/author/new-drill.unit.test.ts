import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { camelCase, unwritten } from '../../../lib/lab/author/draft.ts';
import { newDrill } from '../../../lib/lab/author/new-drill.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';
import { copiedRepository } from '../../support/processes/copied-repository.ts';

const labOf = (clone: string) => ({ projects: CURRICULUM, repository: clone, stateFolder: join(clone, '.certlab') });

/** Runs a tool that is installed, in the copy. */
function tool(clone: string, name: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(join(clone, 'node_modules/.bin', name), args, {
    cwd: clone,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

/** The lists of drills and their files, and nothing that compiles: enough for what is refused, and for where a line goes. */
function listsAlone(): string {
  const clone = mkdtempSync(join(tmpdir(), 'certlab-lists-'));
  onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
  const drills = 'lib/projects/serverless-api/drills';
  mkdirSync(join(clone, drills), { recursive: true });
  cpSync(join(repository, `${drills}.ts`), join(clone, `${drills}.ts`));
  for (const name of ['query-denied', 'throttled']) writeFileSync(join(clone, drills, `${name}.ts`), '');
  return clone;
}

/** Every file below a folder with its text. */
const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    globSync('**/*.ts', { cwd: folder }).map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );

describe('lab drill new', () => {
  it('writes a draft that compiles, passes the linter, and says place by place what is to be written', {
    timeout: 120_000,
  }, async () => {
    const clone = copiedRepository();

    const written = ['serverless-api/aaa-first', 'serverless-api/zzz-last', 'event-pipeline/mid-2-way'].map((id) =>
      newDrill(labOf(clone), id),
    );

    expect(tool(clone, 'tsc')).toEqual({ status: 0, said: '' });
    const files = written.flatMap(({ file, list }) => [file, list]);
    expect(tool(clone, 'biome', 'lint', ...files)).toMatchObject({ status: 0 });
    // Formatting is for `npm run format`; what it sorts is sorted already.
    expect(tool(clone, 'biome', 'check', '--formatter-enabled=false', ...files)).toMatchObject({ status: 0 });

    const list = await import(join(clone, 'lib/projects/serverless-api/drills.ts'));
    const drills = list.drills as readonly ProjectDrill[];
    const { drills: before = [] } = { drills: await CURRICULUM[0]?.drills?.() };
    expect(drills.map(({ id }) => id)).toEqual([
      ...before.map(({ id }) => id),
      'serverless-api/aaa-first',
      'serverless-api/zzz-last',
    ]);
    const places = unwritten(drills.at(-1) as ProjectDrill).map((place) => place.split(':')[0]);
    expect(places).toEqual([
      'title',
      'ticket.report',
      'ticket.impact',
      'ticket.evidence',
      'hints.0',
      'hints.1',
      'hints.2',
      'lesson.architect',
      'lesson.developer',
      'fault',
      'check.0.expects',
      'check.0.look',
      'solution.steps.0',
      'solution.apply',
      'shortcuts.0.title',
      'shortcuts.0.apply',
    ]);
  });

  it.each([
    ['serverless-api', 'WrongName'],
    ['serverless-api/', 'WrongName'],
    ['serverless-api/Query-Denied', 'WrongName'],
    ['serverless-api/delete', 'WrongName'],
    ['serverless-api/a--b', 'WrongName'],
    ['serverless-api/../../escape-me', 'WrongName'],
    ['serverless-api/two-words.ts', 'WrongName'],
    [`serverless-api/${'long-'.repeat(3)}${'x'.repeat(40)}`, 'WrongName'],
    ['nonsense/two-words', 'UnknownProject'],
    ['delivery-pipeline/canary-blind', 'NoDrillsYet'],
    ['serverless-api/query-denied', 'DrillExists'],
    ['serverless-api/serverless-api', 'DrillExists'],
    ['serverless-api/under-contract', 'DrillExists'],
    ['serverless-api/define-drill', 'DrillExists'],
  ])('refuses %s, and writes nothing: %s', (id, code) => {
    const clone = listsAlone();
    const before = filesIn(clone);

    expect(() => newDrill(labOf(clone), id)).toThrow(expect.objectContaining({ code }));

    expect(filesIn(clone)).toEqual(before);
  });

  it.each([
    ['aaa-first', 'aaaFirst', 'first'],
    ['mid-2-way', 'mid2Way', 'between'],
    ['zzz-last', 'zzzLast', 'last'],
    [`a${'-bc'.repeat(4)}${'d'.repeat(27)}`, `aBcBcBc${'Bc'}${'d'.repeat(27)}`, 'first'],
  ])('writes %s in its place, and nothing else', (name, constant, where) => {
    const clone = listsAlone();
    const before = filesIn(clone);
    const { file, list } = newDrill(labOf(clone), `serverless-api/${name}`);

    expect([file, list]).toEqual([
      `lib/projects/serverless-api/drills/${name}.ts`,
      'lib/projects/serverless-api/drills.ts',
    ]);
    const { [file]: draft = '', [list]: after = '', ...others } = filesIn(clone);
    const { [list]: listBefore = '', ...othersBefore } = before;
    expect(others).toEqual(othersBefore);
    expect(draft).toContain(`export const ${constant} = defineDrill(serverlessApi, {\n  name: '${name}',`);

    const added = after.split('\n').filter((line) => !listBefore.split('\n').includes(line));
    expect(added).toEqual([`import { ${constant} } from './drills/${name}.ts';`, `  ${constant},`]);
    const paths = [...after.matchAll(/ from '(\.\/drills\/.+)'/g)].map(([, path]) => path);
    expect(paths).toEqual(paths.toSorted());
    const at = paths.indexOf(`./drills/${name}.ts`);
    expect(at === 0 ? 'first' : at === paths.length - 1 ? 'last' : 'between').toBe(where);
    expect(after.trimEnd().endsWith(`\n  ${constant},\n]);`)).toBe(true);
  });

  it('refuses a list that it cannot read, and a name that is taken by a file alone', () => {
    const clone = listsAlone();
    const list = join(clone, 'lib/projects/serverless-api/drills.ts');
    writeFileSync(join(clone, 'lib/projects/serverless-api/drills/not-listed.ts'), '');
    expect(() => newDrill(labOf(clone), 'serverless-api/not-listed')).toThrow(
      expect.objectContaining({ code: 'DrillExists' }),
    );
    writeFileSync(list, 'export const drills = [];\n');
    expect(() => newDrill(labOf(clone), 'serverless-api/two-words')).toThrow('does not end with');
    expect(existsSync(join(clone, 'lib/projects/serverless-api/drills/two-words.ts'))).toBe(false);
  });
});

describe('a draft', () => {
  it('has names as TypeScript writes them', () => {
    expect(['query-denied', 'mid-2-way', 'one'].map(camelCase)).toEqual(['queryDenied', 'mid2Way', 'one']);
  });

  it('says where it is to be written, in texts and in functions, and not of what is the project’s', () => {
    const open = (what: string) => `Write here: ${what}`;
    const drill = {
      ...sampleDrill,
      title: open('the symptom'),
      contract: { name: open('of the project') },
      ticket: { ...sampleDrill.ticket, impact: open('who') },
      hints: ['Look.', open('what to compare'), 'Change.'],
      fault: async () => {
        throw new Error('Write here: the fault.');
      },
      level: null,
    } as unknown as ProjectDrill;
    expect(unwritten(drill).toSorted()).toEqual(
      ['title: the symptom', 'ticket.impact: who', 'hints.1: what to compare', 'fault: the fault.'].toSorted(),
    );
    expect(unwritten(sampleDrill)).toEqual([]);
  });
});

describe('a drill of the curriculum', async () => {
  it.each(await allDrills({ projects: CURRICULUM }))('has nothing left to write: $id', (drill) => {
    expect(unwritten(drill)).toEqual([]);
  });
});

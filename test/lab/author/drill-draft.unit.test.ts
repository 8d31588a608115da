/** What `lab drill new` refuses, where it writes, and what a draft leaves open: on the lists of drills alone. */
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { camelCase, unwritten } from '../../../lib/lab/author/draft.ts';
import { newDrill } from '../../../lib/lab/author/new-drill.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';

const labOf = (clone: string) => ({ projects: CURRICULUM, repository: clone, stateFolder: join(clone, '.certlab') });

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

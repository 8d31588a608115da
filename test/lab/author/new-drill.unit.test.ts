import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unwritten } from '../../../lib/lab/author/draft.ts';
import { newDrill } from '../../../lib/lab/author/new-drill.ts';
import { allDrills } from '../../../lib/lab/drills/catalogue.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
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
});

describe('a drill of the curriculum', async () => {
  it.each(await allDrills({ projects: CURRICULUM }))('has nothing left to write: $id', (drill) => {
    expect(unwritten(drill)).toEqual([]);
  });
});

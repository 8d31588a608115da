/** A process of the mutation run: takes test files through the turns of the job in `MUTATION_JOB`, then ends. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, createVitest, type TestSpecification } from 'vitest/node';
import { repository } from '../../../lib/repository.ts';
import type { Job } from './job.ts';

const job = JSON.parse(readFileSync(process.env.MUTATION_JOB as string, 'utf8')) as Job;
const instrumented = process.env.MUTATION_SOURCES as string;

class InOrder extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    return specifications;
  }
}

const vitest = await createVitest(
  'test',
  {
    config: false,
    root: repository,
    include: [...new Set(job.turns.map(({ testFile }) => testFile))],
    watch: false,
    // One process for all turns; the runner sees to it that none hears of the others.
    isolate: false,
    // By default Vitest keeps transformed modules on disk by their path, and would take the mutants of an earlier run for ours.
    fsModuleCache: false,
    maxWorkers: 1,
    // In the order of the job, by which the runner counts.
    sequence: { sequencer: InOrder },
    runner: join(import.meta.dirname, 'runner.ts'),
    reporters: [{}],
    onConsoleLog: () => false,
    dangerouslyIgnoreUnhandledErrors: true,
  },
  {
    plugins: [
      {
        name: 'certlab-mutants',
        enforce: 'pre',
        load(id) {
          const path = join(instrumented, relative(repository, id));
          return id.startsWith(repository) && existsSync(path) ? readFileSync(path, 'utf8') : undefined;
        },
      },
    ],
  },
);
const project = vitest.projects[0];
if (!project) throw new Error('Vitest has no project: it is set up in turns.ts.');
await vitest.runTestSpecifications(
  job.turns.map(({ testFile }) => project.createSpecification(join(repository, testFile))),
);
await vitest.close();

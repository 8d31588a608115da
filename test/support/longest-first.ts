import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { repository } from '../../lib/repository.ts';

/**
 * The files that take longest, the longest first, as `npm test` measured them on two cores (2026-11-27). Vitest starts large
 * files first, project by project, and these are small: the last of them ran alone, minutes after all others.
 */
const LONGEST = [
  'test/lab/drills/drill-proof-odd.emulator.test.ts',
  'test/lab/drills/drill-proof-even.emulator.test.ts',
  'test/web-app/drill-proof-reliability.emulator.test.ts',
  'test/delivery-pipeline/pipeline-run.emulator.test.ts',
  'test/lab/drills/evidence.emulator.test.ts',
  'test/lab/commands/lab-loop.emulator.test.ts',
  'test/lab/drills/broken-again-reliability.emulator.test.ts',
  'test/delivery-pipeline/pipeline/buildspec.repo.test.ts',
  'test/event-pipeline/reliability/reliability.emulator.test.ts',
  'test/lab/commands/every-command.unit.test.ts',
  'test/lab/commands/command-line.emulator.test.ts',
  'test/gates/cfn-lint.repo.test.ts',
  'test/event-pipeline/reliability/reliability-controls.emulator.test.ts',
  'test/emulator/cycles-reliability.emulator.test.ts',
  'test/emulator/workers-reliability.emulator.test.ts',
  'test/lab/drills/drill-kill.emulator.test.ts',
  'test/lab/commands/start.emulator.test.ts',
  'test/lab/author/prove-drill.emulator.test.ts',
  'test/event-pipeline/reliability/conflicts.emulator.test.ts',
  'test/web-app/one-loopback.emulator.test.ts',
  'test/study/readiness.unit.test.ts',
];

const place = ({ moduleId }: TestSpecification): number => {
  const at = LONGEST.indexOf(relative(repository, moduleId));
  return at === -1 ? LONGEST.length : at;
};

/** Starts {@link LONGEST} before all others of their group, whatever their project; the others go as Vitest has them. */
export default class LongestFirst extends BaseSequencer {
  /** @throws Error where the list names a file that is not there */
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = LONGEST.filter((file) => !existsSync(join(repository, file)));
    if (gone.length > 0) throw new Error(`No such test: ${gone.join(', ')}. Correct test/support/longest-first.ts.`);
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return (await super.sort(files)).toSorted((a, b) => group(a) - group(b) || place(a) - place(b));
  }
}

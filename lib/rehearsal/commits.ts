/** The commits that a rehearsal delivers: one that is good, and one for each way in which a delivery may have to stop. */
import { execFile } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LabError } from '../errors.ts';

const run = promisify(execFile);

export const BREAKS = ['tests', 'hook', 'errors'] as const;
/** What is wrong with the commit: its unit tests, production's settings, or a route that no test and no hook visits. */
export type Break = (typeof BREAKS)[number];

/** Answered by every release that a rehearsal delivers, and by no version from before. */
export const RELEASE_HEADER = 'certlab-release';

const HANDLER = join('lambda', 'serverless-api', 'serve-api.handler.ts');
const WRAPPED = join('lambda', 'serverless-api', 'serve-api.release.ts');

/** The API's handler around the one there was: the same answers, and what the commit adds. */
const wrapper = (before: string) => `import { handler as serve } from './serve-api.release.ts';

export const handler: typeof serve = async (event) => {
${before}  const answer = await serve(event);
  return { ...answer, headers: { ...answer.headers, '${RELEASE_HEADER}': 'rehearsal' } };
};
`;

const HANDLERS: Readonly<Record<'good' | 'hook' | 'errors', string>> = {
  good: wrapper(''),
  // A setting that beta has and production was forgotten in: only a call to the deployed version in production tells.
  hook: wrapper(
    `  const stage = process.env.AWS_LAMBDA_FUNCTION_NAME?.split('-')[0];
  if (stage !== 'Beta') throw new Error(\`There are no settings for stage \${stage}.\`);
`,
  ),
  // A defect in a route that the integration tests and the hooks leave out, as some always is.
  errors: wrapper(
    `  if (event.rawPath === '/v1/search') throw new Error('Cannot read the index of the search.');
`,
  ),
};

/** Seen in the pipeline's own template, so that the pipeline has to update itself: what a rule says of itself. */
const PIPELINE_CHANGE = {
  file: join('lib', 'projects', 'delivery-pipeline', 'notifications.ts'),
  from: "'A run ended in production'",
  to: "'A rehearsed run ended in production'",
};

/** A slip of the pen that the unit tests know: right answers would be called wrong, and wrong ones right. */
const SLIP = {
  file: join('lambda', 'delivery-pipeline', 'release-checks.ts'),
  from: 'answer.statusCode !== check.status',
  to: 'answer.statusCode === check.status',
};

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** @throws LabError `StaleEdit` where the place is not there: a commit that changes nothing would prove nothing */
async function edit(folder: string, { file, from, to }: Edit): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8');
  if (!text.includes(from))
    throw new LabError('StaleEdit', `${file} has no place like "${from}" for the rehearsal to change.`);
  await writeFile(join(folder, file), text.replace(from, to));
}

/**
 * Clones what is committed in `repository` into `folder`, which must not exist, and commits the change on top.
 * @returns the commit's id
 * @throws LabError `NoClone` when the folder is not a git repository
 */
export async function cloneWithCommit(repository: string, folder: string, broken: Break | undefined): Promise<string> {
  const git = (...args: string[]) =>
    run('git', ['-C', folder, '-c', 'user.name=certlab', '-c', 'user.email=certlab@localhost', ...args]);
  try {
    await run('git', ['clone', '--quiet', repository, folder]);
  } catch (cause) {
    throw new LabError(
      'NoClone',
      `A rehearsal delivers what is committed, so it needs git and a clone: ${(cause as Error).message.trim()}`,
      { cause },
    );
  }
  if (broken === 'tests') await edit(folder, SLIP);
  else {
    await edit(folder, PIPELINE_CHANGE);
    renameSync(join(folder, HANDLER), join(folder, WRAPPED));
    await writeFile(join(folder, HANDLER), HANDLERS[broken ?? 'good']);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message', broken ? `A change with a defect (${broken})` : 'A good change');
  const revision = (await git('rev-parse', 'HEAD')).stdout.trim();
  // What CodePipeline hands to a build is the files of a commit, without its history.
  rmSync(join(folder, '.git'), { recursive: true });
  return revision;
}

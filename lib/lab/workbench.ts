/**
 * Faults in code: a release with a defect is built and deployed, and the learner gets the sources it was built from.
 * While the incident is open, `lab up` builds that function from the workbench.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundleHandlers, type Workbench } from '../bundle.ts';
import type { FaultContext } from './drill.ts';
import { LabError } from './errors.ts';
import { append, isOpen, readIncidents } from './journal.ts';
import type { Deployment } from './run-drill.ts';
import { buildFile, everywhere } from './settings/lambda.ts';
import { zipFolder } from './zip.ts';

const repository = join(import.meta.dirname, '..', '..');

/** A defect, as an edit of one place in the sources. */
export interface SourcePatch {
  /** Of the function that gets the defective build. */
  readonly functionName: string;
  readonly alias?: string;
  /** `<slug>/<verb-noun>`: which handler that function runs. */
  readonly handler: string;
  /** The file that the edit is in, below `lambda/`. */
  readonly file: string;
  /** Must occur in it exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** `source` with the defect in it. Throws when the place is not there, or not the only one: the drill is then stale. */
export function patched(source: string, { file, find, replace }: SourcePatch): string {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new LabError('StalePatch', `lambda/${file} has ${places} places like "${find}", not one.`);
  return source.replace(find, () => replace);
}

/** Deploys the defective build, everything that is needed to put the old one back being kept first. */
export async function deployDefect(
  patch: SourcePatch,
  { aws, notes, change, journal }: Deployment & { change: FaultContext['change']; journal: string },
): Promise<void> {
  const [slug = ''] = patch.handler.split('/');
  const folder = join(notes, 'workbench', slug);
  const builds = join(notes, 'builds');
  mkdirSync(builds, { recursive: true });

  append(journal, { entry: 'workbench', folder, handler: patch.handler });
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(repository, 'lambda'), join(folder, 'lambda'), { recursive: true });
  const file = join(folder, 'lambda', patch.file);
  writeFileSync(file, patched(readFileSync(file, 'utf8'), patch));

  const { Code } = await aws.lambda.getFunction({ FunctionName: patch.functionName });
  const deployed = await fetch(Code?.Location as string);
  if (!deployed.ok) throw new LabError('NoBuild', `The deployed build cannot be fetched: HTTP ${deployed.status}.`);
  keep(builds, Buffer.from(await deployed.arrayBuffer()));

  const workbench = { folder, handler: patch.handler, incident: basename(journal) };
  const defective = keep(builds, await buildFromWorkbench(workbench));
  const target = { functionName: patch.functionName, alias: patch.alias, builds };
  await change('function-code', target, everywhere(defective));
}

/** The archive of a workbench's handler, built from its sources as they stand. */
export async function buildFromWorkbench(workbench: Workbench): Promise<Buffer> {
  const bundles = join(workbench.folder, 'build');
  await bundleHandlers({ workbenches: [workbench], bundles });
  return zipFolder(join(bundles, workbench.handler));
}

/** The workbenches that learners are at: what `lab up` has to build from. */
export function openWorkbenches(notes: string): Workbench[] {
  return readIncidents(notes)
    .filter(isOpen)
    .flatMap(({ workbench, file }) => (workbench ? [{ ...workbench, incident: basename(file) }] : []));
}

/** Keeps an archive under its hash, and returns the hash as AWS writes it. */
function keep(builds: string, archive: Buffer): string {
  const sha256 = createHash('sha256').update(archive).digest('base64');
  writeFileSync(buildFile(builds, sha256), archive);
  return sha256;
}

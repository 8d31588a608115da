/**
 * Faults in code: a release with a defect is built and deployed, and the learner gets the sources it was built from.
 * While the incident is open, `lab up` builds that function from the workbench.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundleHandlers, type Workbench } from '../../bundle.ts';
import { LabError } from '../../errors.ts';
import { repository } from '../../repository.ts';
import { zipFolder } from '../../zip.ts';
import { buildFile, liveAndLatest } from '../settings/lambda.ts';
import { settingOf, type TargetOf } from '../settings/settings.ts';
import type { Deployment } from '../stacks/deployment.ts';
import type { FaultContext, SourceEdit, SourcePatch, Undo } from './drill.ts';
import { append, readIncidents } from './journal.ts';

/** Edits a file in place. Throws when the place is not there, or not the only one: the drill is then out of date. */
function edit(sources: string, { file, find, replace }: SourceEdit): void {
  const path = join(sources, file);
  const text = readFileSync(path, 'utf8');
  const places = text.split(find).length - 1;
  if (places !== 1) throw new LabError('StaleEdit', `lambda/${file} has ${places} places like "${find}", not one.`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
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
  edit(join(folder, 'lambda'), patch);

  const { Code } = await aws.lambda.getFunction({ FunctionName: patch.functionName });
  const deployed = await fetch(Code?.Location as string);
  if (!deployed.ok) throw new LabError('NoBuild', `The deployed build cannot be fetched: HTTP ${deployed.status}.`);
  keep(builds, Buffer.from(await deployed.arrayBuffer()));

  const workbench = { folder, handler: patch.handler, incident: basename(journal) };
  const defective = keep(builds, await buildFromWorkbench(workbench));
  const target = { functionName: patch.functionName, alias: patch.alias, builds };
  await change('function-code', target, liveAndLatest(defective));
}

/** The archive of a workbench's handler, built from its sources as they stand. */
export async function buildFromWorkbench(workbench: Workbench): Promise<Buffer> {
  const bundles = join(workbench.folder, 'build');
  await bundleHandlers({ workbenches: [workbench], bundles });
  return zipFolder(join(bundles, workbench.handler));
}

/**
 * Edits the sources of the open workbench, and deploys what is built from them past CloudFormation, which is quick.
 * Returns how to undo both.
 */
export async function fixWorkbenchSources(change: SourceEdit, { aws, notes }: Deployment): Promise<Undo> {
  const incident = readIncidents(notes).findLast(({ workbench, restoredAt }) => workbench && !restoredAt);
  const code = incident?.changes.find(({ kind }) => kind === 'function-code');
  if (!incident?.workbench || !code) throw new LabError('NoWorkbench', 'No drill with sources to fix is open.');
  const file = join(incident.workbench.folder, 'lambda', change.file);
  const source = readFileSync(file);
  edit(join(incident.workbench.folder, 'lambda'), change);
  const target = code.target as TargetOf<'function-code'>;
  const before = await settingOf('function-code').read(aws, target);
  const fixed = keep(
    target.builds,
    await buildFromWorkbench({ ...incident.workbench, incident: basename(incident.file) }),
  );
  await settingOf('function-code').write(aws, target, liveAndLatest(fixed));
  return async () => {
    writeFileSync(file, source);
    await settingOf('function-code').write(aws, target, before);
  };
}

/** Keeps an archive under its hash, and returns the hash as AWS writes it. */
function keep(builds: string, archive: Buffer): string {
  const sha256 = createHash('sha256').update(archive).digest('base64');
  writeFileSync(buildFile(builds, sha256), archive);
  return sha256;
}

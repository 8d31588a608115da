/** The life of a drill: break, check, restore. No printing here; the commands do that. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClients } from './aws-clients.ts';
import {
  type CheckContext,
  CouldNotLook,
  type FaultContext,
  type Finding,
  type FixContext,
  type ProjectDrill,
} from './drill.ts';
import { LabError } from './errors.ts';
import {
  append,
  type Change,
  type Incident,
  isOpen,
  openJournal,
  readIncident,
  readIncidents,
  type Verdict,
} from './journal.ts';
import { isMissing } from './missing.ts';
import { type SettingKind, sameValue, settingOf, type TargetOf, type ValueOf } from './settings.ts';
import { deployDefect, mendWorkbench } from './workbench.ts';

/** A deployment to work on, and where the lab keeps its notes about it. */
export interface Deployment {
  readonly aws: AwsClients;
  /** The outputs of the drill's project. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Folder of this target's incidents, and of the sources and builds that they need. */
  readonly notes: string;
  /** How probes reach the network; the global `fetch` by default. */
  readonly fetch?: typeof fetch;
  /** By what factor probes wait longer, or shorter, than they ask for. @default 1 */
  readonly patience?: number;
}

const REQUEST_SECONDS = 10;
const LOOK_AGAIN_MS = 150;

/** A probe's question and what it found; `could-not-look` says nothing about the fix. */
export interface ProbeResult {
  readonly promise: string;
  readonly verdict: 'ok' | 'not-ok' | 'could-not-look';
  readonly saw: string;
  readonly wanted: string;
}

export interface CheckResult {
  readonly verdict: Verdict;
  readonly probes: readonly ProbeResult[];
}

/**
 * Asks every probe at the same time; `onResult` hears each as it is known. One broken promise decides, whatever the
 * others could not see; with `untilDecided` the rest is then given up.
 */
export async function check(
  drill: ProjectDrill,
  deployment: Deployment,
  {
    onResult = () => {},
    untilDecided = false,
  }: { onResult?: (result: ProbeResult) => void; untilDecided?: boolean } = {},
): Promise<CheckResult> {
  const decided = new AbortController();
  const lab = contextOf(drill, deployment, decided.signal);
  const results = await Promise.all(
    drill.check.map(async ({ promise, look }): Promise<ProbeResult> => {
      const result = { promise, ...(await lookOnce(() => look(lab))) };
      onResult(result);
      if (untilDecided && result.verdict === 'not-ok') decided.abort();
      return result;
    }),
  );
  const has = (verdict: ProbeResult['verdict']) => results.some((result) => result.verdict === verdict);
  return { verdict: has('not-ok') ? 'not-yet' : has('could-not-look') ? 'could-not-look' : 'fixed', probes: results };
}

async function lookOnce(look: () => Promise<Finding>): Promise<Omit<ProbeResult, 'promise'>> {
  try {
    const { ok, saw, wanted } = await look();
    return { verdict: ok ? 'ok' : 'not-ok', saw, wanted };
  } catch (error) {
    const { name, message } = error as Error;
    if (error instanceof NoAnswer)
      return { verdict: 'not-ok', saw: message, wanted: `an answer in ${REQUEST_SECONDS} s` };
    if (error instanceof ResourceGone || isMissing(error)) {
      return { verdict: 'not-ok', saw: `${name}: ${message}`, wanted: 'the resource to be there' };
    }
    // Whatever else went wrong, a refused connection, expired credentials, a defect of the probe: it is no verdict.
    return { verdict: 'could-not-look', saw: `${name}: ${message}`, wanted: 'to be able to look' };
  }
}

/**
 * Checks that all is well, and then injects the fault. A fault that fails half-way is taken back.
 * @throws LabError `NotHealthy`, `ResourceBusy` or `FaultFailed`
 */
export async function breakProject(
  drill: ProjectDrill,
  deployment: Deployment,
  seed: number | null = null,
): Promise<Incident> {
  requireOutputs(drill, deployment);
  const before = await check(drill, deployment);
  if (before.verdict !== 'fixed') {
    const reasons = before.probes
      .filter(({ verdict }) => verdict !== 'ok')
      .map(({ promise, saw }) => `${promise}: ${saw}`);
    throw new LabError(
      'NotHealthy',
      `Nothing was broken, because ${drill.project.title} is not healthy as it is. ${reasons.join('; ')}. ` +
        'Restore an earlier drill with `lab restore`, or deploy anew with `lab up`.',
    );
  }
  return injectFault(drill, deployment, seed);
}

/** Injects the fault without asking whether all was well before. */
export async function injectFault(drill: ProjectDrill, deployment: Deployment, seed: number | null): Promise<Incident> {
  const file = openJournal(deployment.notes, drill.id, seed);
  try {
    await drill.fault(contextToBreak(drill, deployment, file));
    append(file, { entry: 'broken' });
  } catch (cause) {
    await restore(readIncident(file) as Incident, deployment.aws);
    if (cause instanceof LabError) throw cause;
    throw new LabError(
      'FaultFailed',
      `The fault could not be injected, and was taken back: ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
  return readIncident(file) as Incident;
}

/** What became of one changed setting. */
export interface Restored {
  readonly resource: string;
  readonly kind: string;
  /** `as-before`: it was what it had been. `gone`: there is no such resource any more. */
  readonly outcome: 'put-back' | 'as-before' | 'gone';
  /** Set when the value put back replaced neither the fault's nor the old one: somebody had changed it since. */
  readonly replaced?: unknown;
}

/**
 * Puts back what the journal holds, the last change first, and nothing else. May be run again at any time, after any
 * interruption; what a learner changed besides stays.
 * @throws LabError `RestoreIncomplete` when AWS refused something; the rest has been put back
 */
export async function restore(incident: Incident, aws: AwsClients): Promise<Restored[]> {
  const done: Restored[] = [];
  const failures: string[] = [];
  for (const change of incident.changes.toReversed()) {
    try {
      done.push(await putBack(change, aws));
    } catch (error) {
      failures.push(`${settingOf(change.kind).resource(change.target)}: ${(error as Error).message}`);
    }
  }
  if (failures.length > 0) {
    throw new LabError(
      'RestoreIncomplete',
      `Not everything could be put back: ${failures.join('; ')}. The journal is kept: run \`lab restore\` again.`,
    );
  }
  if (incident.workbench) rmSync(incident.workbench.folder, { recursive: true, force: true });
  append(incident.file, { entry: 'restored' });
  return done;
}

async function putBack({ kind, target, before, after }: Change, aws: AwsClients): Promise<Restored> {
  const setting = settingOf(kind);
  const resource = setting.resource(target);
  const now = await setting.read(aws, target);
  if (now === undefined) return { resource, kind, outcome: 'gone' };
  if (sameValue(now, before)) return { resource, kind, outcome: 'as-before' };
  await setting.write(aws, target, before);
  return { resource, kind, outcome: 'put-back', ...(sameValue(now, after) ? {} : { replaced: now }) };
}

/** The changed settings that are not what they were before the fault, by resource. */
export async function leftDifferent(incident: Incident, aws: AwsClients): Promise<string[]> {
  const different: string[] = [];
  for (const { kind, target, before } of incident.changes) {
    const now = await settingOf(kind).read(aws, target);
    if (now !== undefined && !sameValue(now, before)) different.push(`${settingOf(kind).resource(target)} (${kind})`);
  }
  return different;
}

/** Notes a check of an open incident, and with `fixed` that it is over. What the lab put back itself nobody has solved. */
export async function noteCheck(incident: Incident, verdict: Verdict, aws: AwsClients): Promise<void> {
  if (!isOpen(incident)) return;
  append(incident.file, { entry: 'checked', verdict });
  if (verdict !== 'fixed') return;
  append(incident.file, { entry: 'solved' });
  // A fix that left everything as it was before the fault leaves nothing for `lab restore` to do.
  if ((await leftDifferent(incident, aws)).length === 0) append(incident.file, { entry: 'restored' });
}

/** @throws LabError `NotDeployed` when the deployment does not have all the outputs that the project promises */
function requireOutputs({ project }: ProjectDrill, { outputs }: Deployment): void {
  const missing = Object.keys(project.outputs).filter((name) => !outputs[name]);
  if (missing.length === 0) return;
  throw new LabError(
    'NotDeployed',
    `The stack ${project.stackName} lacks the outputs ${missing.join(', ')}: deploy it with \`lab up ${project.slug}\`.`,
  );
}

function contextOf(_drill: ProjectDrill, deployment: Deployment, signal?: AbortSignal): CheckContext {
  const { aws, outputs, patience = 1 } = deployment;
  const fetching = deployment.fetch ?? fetch;
  return {
    aws,
    outputs,
    nonce: () => randomUUID().slice(0, 8),
    async request(url, init) {
      const timeout = AbortSignal.timeout(REQUEST_SECONDS * 1_000);
      try {
        const answer = await fetching(url, {
          ...init,
          signal: AbortSignal.any(signal ? [timeout, signal] : [timeout]),
        });
        return { status: answer.status, headers: answer.headers, text: await answer.text() };
      } catch (cause) {
        if (timeout.aborted) throw new NoAnswer(`no answer from ${url} in ${REQUEST_SECONDS} s`, { cause });
        throw new CouldNotLook(`${url} could not be reached: ${reasonOf(cause)}`, { cause });
      }
    },
    async eventually(look, seconds = 6) {
      for (const deadline = Date.now() + seconds * patience * 1_000; ; await sleep(LOOK_AGAIN_MS)) {
        const finding = await look();
        if (finding.ok || Date.now() > deadline || signal?.aborted) return finding;
      }
    },
    async throughout(look, seconds) {
      for (const deadline = Date.now() + seconds * 1_000; ; await sleep(LOOK_AGAIN_MS)) {
        const finding = await look();
        if (!finding.ok || Date.now() > deadline || signal?.aborted) return finding;
      }
    },
    async get<Kind extends SettingKind>(kind: Kind, target: TargetOf<Kind>): Promise<ValueOf<Kind>> {
      const setting = settingOf(kind);
      const value = await setting.read(aws, target);
      if (value === undefined) throw new ResourceGone(`${setting.resource(target)} is not there`);
      return value as ValueOf<Kind>;
    },
  };
}

/** What the reference fix and the shortcuts work through. */
export function contextToFix(drill: ProjectDrill, deployment: Deployment): FixContext {
  return {
    ...contextOf(drill, deployment),
    set: (kind, target, value) => settingOf(kind).write(deployment.aws, target, value),
    mend: (edit) => mendWorkbench(edit, deployment),
  };
}

function contextToBreak(drill: ProjectDrill, deployment: Deployment, file: string): FaultContext {
  const lab = contextOf(drill, deployment);
  const change: FaultContext['change'] = async (kind, target, value) => {
    const setting = settingOf(kind);
    const resource = setting.resource(target);
    refuseIfBusy(resource, deployment.notes, file);
    const before = await lab.get(kind, target);
    const after = typeof value === 'function' ? (value as (before: unknown) => unknown)(before) : value;
    append(file, { entry: 'change', kind, target, before, after });
    await setting.write(deployment.aws, target, after);
  };
  return { ...lab, change, deployDefect: (patch) => deployDefect(patch, { ...deployment, change, journal: file }) };
}

/** @throws LabError `ResourceBusy` */
function refuseIfBusy(resource: string, folder: string, own: string): void {
  const holder = readIncidents(folder).find(
    ({ file, restoredAt, changes }) =>
      file !== own &&
      restoredAt === undefined &&
      changes.some(({ kind, target }) => settingOf(kind).resource(target) === resource),
  );
  if (!holder) return;
  throw new LabError(
    'ResourceBusy',
    holder.solvedAt === undefined
      ? 'Another drill is open on the same resource: solve it, or put it back with `lab restore`.'
      : 'Your fix of an earlier drill left this resource different from how it was deployed: put it back with `lab restore`.',
  );
}

class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

class ResourceGone extends Error {
  override readonly name = 'ResourceGone';
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

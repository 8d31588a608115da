/** What drills work through: clients, requests that end, patience, and changes that are written down before they are made. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../errors.ts';
import { type SettingKind, settingOf, type TargetOf, type ValueOf } from '../settings/settings.ts';
import type { Deployment } from '../stacks/deployment.ts';
import { type CheckContext, CouldNotLook, type FaultContext, type FixContext, type Undo } from './drill.ts';
import { append, isOpen, readIncidents } from './journal.ts';
import { deployDefect, fixWorkbenchSources } from './workbench.ts';

/** How long a request may take before that is a finding. */
export const REQUEST_SECONDS = 10;
const LOOK_AGAIN_MS = 150;

/** What probes look through; with a signal they give up when it is aborted. */
export function contextOf(deployment: Deployment, signal?: AbortSignal): CheckContext {
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
      for (const deadline = Date.now() + seconds * Math.max(1, patience) * 1_000; ; await sleep(LOOK_AGAIN_MS)) {
        const finding = await look();
        if (!finding.ok || Date.now() > deadline || signal?.aborted) return finding;
      }
    },
    sent: () =>
      readIncidents(deployment.notes)
        .filter(isOpen)
        .flatMap(({ sent = [] }) => sent),
    remembered: () =>
      readIncidents(deployment.notes)
        .filter(isOpen)
        .flatMap(({ stored = [] }) => stored),
    async get<Kind extends SettingKind>(kind: Kind, target: TargetOf<Kind>): Promise<ValueOf<Kind>> {
      const setting = settingOf(kind);
      const value = await setting.read(aws, target);
      if (value === undefined) throw new ResourceGone(`${setting.resource(target)} is not there`);
      return value as ValueOf<Kind>;
    },
  };
}

/** What right and careless fixes work through; `undo` is given the steps that lead back. */
export function contextToFix(deployment: Deployment, undo: Undo[] = []): FixContext {
  const { aws } = deployment;
  return {
    ...contextOf(deployment),
    async set(kind, target, value) {
      const setting = settingOf(kind);
      const before = await setting.read(aws, target);
      undo.push(async () => before !== undefined && setting.write(aws, target, before));
      await setting.write(aws, target, value);
    },
    fixSources: async (edit) => void undo.push(await fixWorkbenchSources(edit, deployment)),
    undoBy: (step) => void undo.push(step),
  };
}

/** What a fault works through; each change goes into the journal `file` first. */
export function contextToBreak(deployment: Deployment, file: string): FaultContext {
  const lab = contextOf(deployment);
  const change: FaultContext['change'] = async (kind, target, value) => {
    const setting = settingOf(kind);
    const resource = setting.resource(target);
    refuseIfBusy(resource, deployment.notes, file);
    const before = await lab.get(kind, target);
    const after = typeof value === 'function' ? (value as (before: unknown) => unknown)(before) : value;
    append(file, { entry: 'change', kind, target, before, after });
    await setting.write(deployment.aws, target, after);
  };
  const spread = () => sleep((deployment.settlesWithin ?? 0) * 1_000);
  return {
    ...lab,
    change,
    spread,
    note: (sent) => append(file, { entry: 'sent', ...sent }),
    deployDefect: (patch) => deployDefect(patch, { ...deployment, change, journal: file }),
  };
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

/** A request that was not answered in time: a finding, and not blindness. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** A setting was asked for of a resource that does not exist. */
export class ResourceGone extends Error {
  override readonly name = 'ResourceGone';
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}

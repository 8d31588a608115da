/** The life of a drill: break, check, restore. No printing here; the commands do that. */
import { rmSync } from 'node:fs';
import { LabError } from '../../errors.ts';
import type { Project } from '../../project.ts';
import type { Target } from '../../target.ts';
import { until } from '../../until.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { isMissing } from '../aws/missing.ts';
import { sameValue, settingOf } from '../settings/settings.ts';
import type { Deployment } from '../stacks/deployment.ts';
import type { Finding, Probe, ProjectDrill } from './drill.ts';
import { contextOf, contextToBreak, NoAnswer, REQUEST_SECONDS, ResourceGone } from './drill-context.ts';
import { append, type Change, type Incident, isOpen, openJournal, readIncident, type Verdict } from './journal.ts';

/** A probe's question and what it found; `could-not-look` says nothing about the fix. */
export interface ProbeResult {
  readonly expects: string;
  /** Whether the drill asks it about the symptom, or about the repair, or the health contract of its project does. */
  readonly of: 'drill' | 'repair' | 'project';
  readonly verdict: 'ok' | 'not-ok' | 'could-not-look';
  readonly saw: string;
  readonly wanted: string;
}

export interface CheckResult {
  readonly verdict: Verdict;
  readonly probes: readonly ProbeResult[];
}

/**
 * Asks every probe of the drill and of its project's contract at the same time; `onResult` hears each that is told, as
 * it is known. One failed expectation decides, whatever the others could not see; with `untilDecided` the rest is then given up.
 */
export async function check(
  drill: ProjectDrill,
  deployment: Deployment,
  {
    onResult = () => {},
    untilDecided = false,
    settlesWithin = deployment.settlesWithin ?? 0,
  }: { onResult?: (result: ProbeResult) => void; untilDecided?: boolean; settlesWithin?: number } = {},
): Promise<CheckResult> {
  const decided = new AbortController();
  const lab = contextOf(deployment, decided.signal);
  const ask = async ({ expects, look }: Probe, of: ProbeResult['of']): Promise<ProbeResult> => {
    const found = await lookAgain(() => lookOnce(() => look(lab)), settlesWithin, decided.signal);
    if (untilDecided && found.verdict === 'not-ok') decided.abort();
    return { expects, of, ...found };
  };
  const [symptoms, guards] = [
    drill.check.filter((probe) => !probe.guards),
    drill.check.filter((probe) => probe.guards),
  ];
  const ofSymptoms = Promise.all(
    symptoms.map(async (probe) => {
      const result = await ask(probe, 'drill');
      onResult(result);
      return result;
    }),
  );
  const ofTheRest = [...guards, ...drill.contract].map(async (probe, index) => {
    const result = await ask(probe, index < guards.length ? 'repair' : 'project');
    if (areGone(await ofSymptoms)) onResult(result);
    return result;
  });
  const results = [...(await ofSymptoms), ...(await Promise.all(ofTheRest))];
  const has = (verdict: ProbeResult['verdict']) => results.some((result) => result.verdict === verdict);
  return { verdict: has('not-ok') ? 'not-yet' : has('could-not-look') ? 'could-not-look' : 'fixed', probes: results };
}

/** What may be told: while the symptoms are there, whatever is asked besides would name the cause. */
export const told = (probes: readonly ProbeResult[]): readonly ProbeResult[] =>
  areGone(probes) ? probes : probes.filter(({ of }) => of === 'drill');

const areGone = (probes: readonly ProbeResult[]): boolean =>
  probes.every(({ of, verdict }) => of !== 'drill' || verdict === 'ok');

/**
 * Looks until what is expected holds or `seconds` have passed: on AWS a fix that is right takes up to a minute to show, and
 * until then one look finds the old state, or by turns the old and the new.
 */
async function lookAgain<Look extends { readonly verdict: ProbeResult['verdict'] }>(
  look: () => Promise<Look>,
  seconds: number,
  decided: AbortSignal,
): Promise<Look> {
  let last = await look();
  if (seconds === 0) return last;
  await until(async () => {
    if (last.verdict !== 'ok' && !decided.aborted) last = await look();
    return last.verdict === 'ok' || decided.aborted;
  }, seconds);
  return last;
}

async function lookOnce(look: () => Promise<Finding>): Promise<Omit<ProbeResult, 'expects' | 'of'>> {
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

/** What keeps a fault from being injected is said by so many checks, and the rest counted: mostly they have one cause. */
const MOST_REASONS = 4;

/**
 * Checks that all is well, injects the fault, and waits until the drill's own checks fail. A fault that fails half-way,
 * or that nothing shows, is put back.
 * @throws LabError `NotHealthy`, `ResourceBusy`, `FaultFailed` or `FaultNotSeen`
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
      .map(({ expects, saw }) => `  ${expects}: ${saw}`);
    const more = reasons.length > MOST_REASONS ? [`  and ${reasons.length - MOST_REASONS} more`] : [];
    const said = [...reasons.slice(0, MOST_REASONS), ...more].join('\n');
    throw new LabError(
      'NotHealthy',
      `Nothing was broken: ${drill.project.title} is failing its own checks already:\n${said}\n` +
        '`lab restore` puts an earlier drill back, and what was changed by hand as far as it can. For the rest, ' +
        `${wayBack(drill.project, 'emulator')} On AWS, ${wayBack(drill.project, 'aws')} What was edited in \`lambda/\`, ` +
        '`lab up` deploys.',
    );
  }
  const incident = await injectFault(drill, deployment, seed);
  if (await seen(drill, deployment)) return incident;
  await restore(incident, deployment.aws);
  throw new LabError(
    'FaultNotSeen',
    `The fault was injected, and every check of ${drill.project.title} still passed, so it was put back and no ` +
      'ticket was printed. Something that an earlier repair added hides it: `lab restore` names it, and takes it away ' +
      `where it can; on the emulator \`lab reset ${drill.project.slug}\` makes everything as deployed, elsewhere ` +
      '`lab down` and `lab up` do.',
  );
}

/** How long a fault may take to show: on AWS a permission that is gone still works for up to a minute. */
const SHOWS_WITHIN_SECONDS = 20;

/** Whether the drill's own checks fail within the time that a fault may take; what could not be looked at is no proof. */
async function seen(drill: ProjectDrill, deployment: Deployment): Promise<boolean> {
  const { patience = 1 } = deployment;
  let failed = false;
  await until(async () => {
    failed = (await check(drill, deployment, { untilDecided: true, settlesWithin: 0 })).verdict === 'not-yet';
    return failed;
  }, SHOWS_WITHIN_SECONDS * patience);
  return failed;
}

/** What leads from a deployment that somebody changed by hand to what was deployed. */
export const wayBack = ({ slug, stackName }: Pick<Project, 'slug' | 'stackName'>, place: Target['name']) =>
  place === 'emulator'
    ? `\`lab reset ${slug}\` makes it as deployed.`
    : `\`npx cdk deploy ${stackName} --revert-drift\` sets back what was changed and makes again what is gone; what was ` +
      'added is deleted by hand.';

/** Injects the fault without asking whether all was well before. */
export async function injectFault(drill: ProjectDrill, deployment: Deployment, seed: number | null): Promise<Incident> {
  const file = openJournal(deployment.notes, drill.id, seed, deployment.stackId);
  try {
    const lab = contextToBreak(deployment, file);
    const remembered = await Promise.all(drill.contract.map((probe) => probe.remember?.(lab)));
    for (const stored of remembered.flatMap((each) => each ?? [])) append(file, { entry: 'stored', ...stored });
    await drill.fault(lab);
    if (drill.backlog) {
      // What is sent before the fault works everywhere would go through.
      await lab.spread();
      await drill.backlog(lab);
    }
    append(file, { entry: 'broken' });
  } catch (cause) {
    await restore(readIncident(file) as Incident, deployment.aws);
    if (cause instanceof LabError) throw cause;
    if (cause instanceof ResourceGone) {
      throw new LabError(
        'NotAsDeployed',
        `Nothing was broken: ${cause.message}. ${wayBack(drill.project, 'emulator')} On AWS, ${wayBack(drill.project, 'aws')}`,
        { cause },
      );
    }
    throw new LabError(
      'FaultFailed',
      `The fault could not be injected, and was rolled back: ${(cause as Error).message}`,
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
  for (const change of firstChanges(incident).toReversed()) {
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

/**
 * One change for each setting: what it was before the first, and what the last left. Written back in one go, a setting
 * that the fault changed twice never passes through the value in between.
 */
function firstChanges({ changes }: Incident): readonly Change[] {
  const bySetting = new Map<string, Change>();
  for (const change of changes) {
    const { kind, target } = change;
    const key = JSON.stringify([kind, target]);
    const earlier = bySetting.get(key);
    bySetting.set(key, earlier ? { ...earlier, after: change.after } : change);
  }
  return [...bySetting.values()];
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

/** The changed settings that are not what they were before the fault, by resource; one that is gone is not either. */
export async function leftDifferent(incident: Incident, aws: AwsClients): Promise<string[]> {
  const different: string[] = [];
  for (const { kind, target, before } of firstChanges(incident)) {
    const now = await settingOf(kind).read(aws, target);
    if (now !== undefined && sameValue(now, before)) continue;
    different.push(`${settingOf(kind).resource(target)} (${now === undefined ? 'gone' : kind})`);
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

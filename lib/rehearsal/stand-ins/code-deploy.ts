/**
 * Plays CodeDeploy for one alias, step by step as the template says: hooks are invoked and have to report, traffic moves
 * by the alias' own weights, alarms are evaluated on what callers got, and whatever fails sends everything back.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatch, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { Lambda } from '@aws-sdk/client-lambda';
import { listenOnLoopback } from '../../../lambda/shared/http/loopback.ts';
import type { Target } from '../../target.ts';
import { Callers, type Served } from '../callers.ts';
import type { ReleasePlan } from '../release-plan.ts';

export interface ReleaseOutcome {
  readonly released: boolean;
  /** One sentence: why it went on to the end, or what sent it back. */
  readonly because: string;
  /** Every request of callers while the release was under way, in order. */
  readonly served: readonly Served[];
}

/**
 * Moves the alias from one version to another, by the plan. A minute of the plan passes as soon as a minute's worth of
 * requests is answered.
 * @returns how it went; the alias is wholly at `to` when it was released, and wholly at `from` otherwise
 */
export async function release(
  plan: ReleasePlan,
  target: Target,
  { from, to }: { readonly from: string; readonly to: string },
  say: (line: string) => void,
): Promise<ReleaseOutcome> {
  const alias = aliasOf(plan, target);
  const callers = new Callers(plan, target);
  const watch = await watchedAlarms(plan, target);
  const served: Served[] = [];
  const takeBack = async (because: string): Promise<ReleaseOutcome> => {
    await alias.pointAt(from);
    say(`all traffic is back at version ${from}: ${because}`);
    return { released: false, because, served };
  };

  await alias.pointAt(from);
  const before = await callHook(plan.hooks.before, target);
  say(`hook before the traffic: ${before.status}`);
  if (before.status !== 'Succeeded') return takeBack(`the hook before the traffic: ${before.status}, ${before.reason}`);

  for (const [minute, share] of plan.minutes.entries()) {
    await (share < 1 ? alias.pointAt(from, { [to]: share }) : alias.pointAt(to));
    const answers = await callers.oneMinute();
    served.push(...answers);
    const reached = answers.filter(({ version }) => version === to).length;
    say(
      `minute ${minute + 1}: ${Math.round(share * 100)} %, ${reached} of ${answers.length} requests to version ${to}`,
    );
    const inAlarm = watch.addMinute(answers);
    if (inAlarm.length > 0) return takeBack(`in minute ${minute + 1} of the canary, alarm ${inAlarm.join(', ')}`);
  }

  const after = await callHook(plan.hooks.after, target);
  say(`hook after the traffic: ${after.status}`);
  if (after.status !== 'Succeeded') return takeBack(`the hook after the traffic: ${after.status}, ${after.reason}`);
  return { released: true, because: `${served.length} requests, both hooks, and no alarm`, served };
}

/** The alias that callers hold on to. */
export function aliasOf({ functionName: FunctionName, aliasName: Name }: ReleasePlan, target: Target) {
  const lambda = new Lambda(target.clientConfig);
  return {
    /** The version it points at, weights aside. */
    version: async () => (await lambda.getAlias({ FunctionName, Name })).FunctionVersion as string,
    pointAt: (FunctionVersion: string, weights: Record<string, number> = {}) =>
      lambda.updateAlias({
        FunctionName,
        Name,
        FunctionVersion,
        RoutingConfig: { AdditionalVersionWeights: weights },
      }),
  };
}

type HookStatus = 'Succeeded' | 'Failed' | 'never reported';

/** A hook's report is two ids and a status. */
const MAX_REPORT_BYTES = 4_096;

/** Stands in for CodeDeploy's API while one hook runs: takes the report of that hook, and of nobody else. */
export async function hookReports() {
  // Anyone who wants to report for the hook has to know both; only the hook is told.
  const [path, executionId] = [randomUUID(), randomUUID()];
  let status: HookStatus = 'never reported';
  const server = await listenOnLoopback({
    port: 0,
    pages: 'own',
    maxBodyBytes: MAX_REPORT_BYTES,
    answer: (request, body, response) => {
      const report = reportOf(request, body);
      const expected = request.url?.split('/')[1] === path && report?.lifecycleEventHookExecutionId === executionId;
      if (report && expected) status = report.status;
      const type = report ? 'InvalidLifecycleEventHookExecutionIdException' : 'SerializationException';
      response.writeHead(expected ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(expected ? { lifecycleEventHookExecutionId: executionId } : { __type: type }));
    },
  });
  return {
    executionId,
    /** For `AWS_ENDPOINT_URL_CODEDEPLOY`. */
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`,
    status: () => status,
    close: () => server.close(),
  };
}

/**
 * PutLifecycleEventHookExecutionStatus, or undefined where it is something else
 * (https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html).
 */
function reportOf({ method, headers }: IncomingMessage, body: Buffer) {
  if (method !== 'POST' || headers['x-amz-target'] !== 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus') {
    return undefined;
  }
  try {
    const { lifecycleEventHookExecutionId, status } = JSON.parse(body.toString());
    return status === 'Succeeded' || status === 'Failed'
      ? { lifecycleEventHookExecutionId, status: status as HookStatus }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Invokes a hook as CodeDeploy does, and waits for what it reports by CodeDeploy's own API. */
async function callHook(
  FunctionName: string,
  target: Target,
): Promise<{ readonly status: HookStatus; readonly reason: string }> {
  const lambda = new Lambda(target.clientConfig);
  const codeDeploy = await hookReports();
  try {
    const { Environment } = await lambda.getFunctionConfiguration({ FunctionName });
    // The emulator has no CodeDeploy; the SDK in the hook takes this address for that service, and for no other.
    const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_CODEDEPLOY: codeDeploy.endpoint };
    await lambda.updateFunctionConfiguration({ FunctionName, Environment: { Variables } });
    const { Payload } = await lambda.invoke({
      FunctionName,
      Payload: JSON.stringify({
        DeploymentId: 'd-REHEARSAL',
        LifecycleEventHookExecutionId: codeDeploy.executionId,
      }),
    });
    const result = JSON.parse(Payload?.transformToString() || 'null') as {
      faults?: string[];
      errorMessage?: string;
    } | null;
    return {
      status: codeDeploy.status(),
      reason: result?.errorMessage ?? result?.faults?.[0] ?? 'without a reason',
    };
  } finally {
    codeDeploy.close();
  }
}

/**
 * The plan's alarms, evaluated by their own definitions. The emulator counts a function's errors for all its versions
 * together, so they are counted here from the answers; alarms on other metrics (throttles, the HTTP API's own) measure
 * what these invocations do not pass through, and stay silent.
 */
async function watchedAlarms({ alarmNames, functionName }: ReleasePlan, target: Target) {
  const { MetricAlarms = [] } = await new CloudWatch(target.clientConfig).describeAlarms({
    AlarmNames: [...alarmNames],
  });
  const datapoints = new Map(MetricAlarms.map((alarm) => [alarm, [] as number[]]));
  return {
    /** Adds one minute to each alarm's datapoints, and names those that are in alarm then. */
    addMinute(answers: readonly Served[]): string[] {
      return [...datapoints].flatMap(([alarm, values]) => {
        const errors = errorsIn(answers, alarm, functionName);
        if (errors === undefined) return [];
        values.push(errors);
        return isInAlarm(alarm, values) ? [`${alarm.AlarmName} (${errors} errors, threshold ${alarm.Threshold})`] : [];
      });
    },
  };
}

/** What the alarm's metric measures in these answers; undefined where it is not the errors of the function. */
export function errorsIn(
  answers: readonly Served[],
  { Namespace, MetricName, Dimensions = [] }: Pick<MetricAlarm, 'Namespace' | 'MetricName' | 'Dimensions'>,
  functionName: string,
): number | undefined {
  const { FunctionName, ExecutedVersion } = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  if (Namespace !== 'AWS/Lambda' || MetricName !== 'Errors' || FunctionName !== functionName) return undefined;
  return answers.filter(({ failed, version }) => failed && [undefined, version].includes(ExecutedVersion)).length;
}

/** M of the last N datapoints at or above the threshold: the one comparison that our alarms make. */
export function isInAlarm(
  alarm: Pick<MetricAlarm, 'Threshold' | 'EvaluationPeriods' | 'DatapointsToAlarm' | 'ComparisonOperator'>,
  values: readonly number[],
): boolean {
  const { Threshold = 0, EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods, ComparisonOperator } = alarm;
  if (ComparisonOperator !== 'GreaterThanOrEqualToThreshold') {
    throw new Error(`An alarm that compares by ${ComparisonOperator} is not understood here.`);
  }
  return values.slice(-EvaluationPeriods).filter((value) => value >= Threshold).length >= DatapointsToAlarm;
}

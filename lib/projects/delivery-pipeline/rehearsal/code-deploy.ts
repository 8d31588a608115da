/**
 * Plays CodeDeploy for one alias, step by step as the synthesized template says: hooks are invoked and have to report,
 * traffic moves by the alias' own weights, alarms are evaluated, and whatever fails sends everything back.
 *
 * Two things the emulator cannot do are done here: it ignores the weights of an alias, so each request's version is
 * chosen here by those weights; and it counts errors by function, not by version, so they are counted here, from the
 * answers to real invocations.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { Lambda } from '@aws-sdk/client-lambda';
import { requestFor } from '../../../../lambda/delivery-pipeline/release-checks.ts';
import type { Target } from '../../../lab/target.ts';
import { RELEASE_HEADER } from './commits.ts';

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is any JSON.
  readonly Properties: Record<string, any>;
  readonly UpdatePolicy?: {
    readonly CodeDeployLambdaAliasUpdate: {
      readonly DeploymentGroupName: { readonly Ref: string };
      readonly BeforeAllowTrafficHook: { readonly Ref: string };
      readonly AfterAllowTrafficHook: { readonly Ref: string };
    };
  };
}

/** What the template of a stack says about releasing its function, with the names that CloudFormation gave. */
export interface ReleasePlan {
  readonly functionName: string;
  readonly aliasName: string;
  readonly beforeHook: string;
  readonly afterHook: string;
  /** Share of the traffic that the new version has in each minute; the last is 1. */
  readonly minutes: readonly number[];
  readonly alarmNames: readonly string[];
}

/** `CodeDeployDefault.LambdaCanary10Percent5Minutes` or `…LambdaLinear10PercentEvery1Minute`, minute by minute. */
export function minutesOf(configuration: string): number[] {
  const [, kind, percent, every] =
    configuration.match(/Lambda(Canary|Linear)(\d+)Percent(?:Every)?(\d+)Minutes?$/) ?? [];
  if (!kind) throw new Error(`No canary or linear deployment configuration: ${configuration}`);
  const step = Number(percent) / 100;
  const steps = kind === 'Canary' ? [step] : Array.from({ length: Math.ceil(1 / step) - 1 }, (_, n) => step * (n + 1));
  return [...steps.flatMap((share) => Array<number>(Number(every)).fill(share)), 1];
}

/** Reads the plan out of a stack's own template, as it would go to AWS, and the names out of the deployed stack. */
export async function releasePlan(
  resources: Readonly<Record<string, Resource>>,
  stackName: string,
  target: Target,
): Promise<ReleasePlan> {
  const { StackResources = [] } = await new CloudFormation(target.clientConfig).describeStackResources({
    StackName: stackName,
  });
  const nameOf = (logicalId: string) => {
    const name = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === logicalId)?.PhysicalResourceId;
    if (!name) throw new Error(`${logicalId} is not in the stack ${stackName}.`);
    return name;
  };
  const alias = Object.values(resources).find(({ UpdatePolicy }) => UpdatePolicy?.CodeDeployLambdaAliasUpdate);
  const policy = alias?.UpdatePolicy?.CodeDeployLambdaAliasUpdate;
  if (!alias || !policy) throw new Error(`${stackName} has no alias that CodeDeploy moves.`);
  const group = resources[policy.DeploymentGroupName.Ref]?.Properties;
  return {
    functionName: nameOf(alias.Properties.FunctionName.Ref),
    aliasName: alias.Properties.Name,
    beforeHook: nameOf(policy.BeforeAllowTrafficHook.Ref),
    afterHook: nameOf(policy.AfterAllowTrafficHook.Ref),
    minutes: minutesOf(group?.DeploymentConfigName),
    alarmNames: group?.AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => nameOf(Name.Ref)),
  };
}

/** One answered request. */
export interface Served {
  readonly version: string;
  readonly path: string;
  /** The function failed instead of answering. */
  readonly failed: boolean;
  /** The answer bears the mark of a release that a rehearsal delivered. */
  readonly marked: boolean;
}

export interface ReleaseOutcome {
  readonly released: boolean;
  /** One sentence: why it went on to the end, or what sent it back. */
  readonly because: string;
  /** Every request of callers while the release was under way, in order. */
  readonly served: readonly Served[];
  readonly hooks: Readonly<Record<string, 'Succeeded' | 'Failed' | 'silent'>>;
}

const REQUESTS_A_MINUTE = 30;

/** What callers ask for; the number of paths has no common divisor with ten, so that a tenth of the traffic is of every kind. */
const CALLERS = [
  '/v1/comparison',
  '/v1/certifications',
  '/v1/tracks/architect',
  '/v1/search?q=serverless',
  '/v1/skills',
  '/v1/exams/SAA-C03',
  '/v1/study-tips',
];

export class CodeDeployStandIn {
  private readonly lambda: Lambda;
  private readonly cloudWatch: CloudWatch;
  private readonly plan: ReleasePlan;
  private readonly say: (line: string) => void;

  constructor(plan: ReleasePlan, target: Target, say: (line: string) => void) {
    this.lambda = new Lambda(target.clientConfig);
    this.cloudWatch = new CloudWatch(target.clientConfig);
    this.plan = plan;
    this.say = say;
  }

  /** The version that callers reach, traffic on its way to another one aside. */
  async currentVersion(): Promise<string> {
    const { FunctionVersion } = await this.lambda.getAlias(this.alias());
    return FunctionVersion as string;
  }

  /**
   * Moves the alias from one version to another, by the plan.
   * @returns how it went; the alias is at `to` when it was released, and at `from` otherwise
   */
  async release(from: string, to: string): Promise<ReleaseOutcome> {
    const served: Served[] = [];
    const hooks: Record<string, 'Succeeded' | 'Failed' | 'silent'> = {};
    const back = async (because: string): Promise<ReleaseOutcome> => {
      await this.pointAt(from);
      this.say(`taken back to version ${from}: ${because}`);
      return { released: false, because, served, hooks };
    };
    await this.pointAt(from);

    hooks.BeforeAllowTraffic = await this.callHook(this.plan.beforeHook);
    if (hooks.BeforeAllowTraffic !== 'Succeeded')
      return back(`the hook before the traffic: ${hooks.BeforeAllowTraffic}`);

    const alarms = await this.alarms();
    const datapoints = new Map<MetricAlarm, number[]>();
    for (const [minute, share] of this.plan.minutes.entries()) {
      await this.pointAt(from, share < 1 ? { [to]: share } : undefined, share < 1 ? from : to);
      const answers = await this.oneMinute();
      served.push(...answers);
      for (const alarm of alarms) {
        const failures = failuresFor(alarm, answers, this.plan);
        if (failures === undefined) continue;
        const points = [...(datapoints.get(alarm) ?? []), failures].slice(-(alarm.EvaluationPeriods ?? 1));
        datapoints.set(alarm, points);
        const breaching = points.filter((value) => value >= (alarm.Threshold ?? 0)).length;
        if (breaching >= (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1)) {
          return back(
            `alarm ${alarm.AlarmName}: ${failures} in minute ${minute + 1}, at most ${(alarm.Threshold ?? 0) - 1} allowed`,
          );
        }
      }
      const of = answers.filter(({ version }) => version === to).length;
      this.say(
        `minute ${minute + 1}: ${Math.round(share * 100)} % to version ${to}, ${of} of ${answers.length} requests`,
      );
    }

    hooks.AfterAllowTraffic = await this.callHook(this.plan.afterHook);
    if (hooks.AfterAllowTraffic !== 'Succeeded') return back(`the hook after the traffic: ${hooks.AfterAllowTraffic}`);
    return { released: true, because: `${served.length} requests and no alarm`, served, hooks };
  }

  /** One minute's worth of requests, each to the version that the alias' weights give it. */
  async oneMinute(): Promise<Served[]> {
    const { FunctionVersion, RoutingConfig } = await this.lambda.getAlias(this.alias());
    const [[other, share] = ['', 0]] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
    const answers: Served[] = [];
    for (let n = 0; n < REQUESTS_A_MINUTE; n += 1) {
      this.requests += 1;
      const goesToOther = Math.floor(this.requests * share) > Math.floor((this.requests - 1) * share);
      // Without weights the alias itself is asked, as callers do.
      const qualifier = share === 0 ? this.plan.aliasName : goesToOther ? other : (FunctionVersion as string);
      answers.push(await this.ask(qualifier, CALLERS[this.requests % CALLERS.length] as string));
    }
    return answers;
  }
  private requests = 0;

  private async ask(Qualifier: string, path: string): Promise<Served> {
    const answer = await this.lambda.invoke({
      FunctionName: this.plan.functionName,
      Qualifier,
      Payload: JSON.stringify(requestFor(path, `caller-${this.requests}`)),
    });
    const payload = JSON.parse(answer.Payload?.transformToString() || '{}');
    return {
      version: answer.ExecutedVersion as string,
      path,
      failed: answer.FunctionError !== undefined,
      marked: payload?.headers?.[RELEASE_HEADER] !== undefined,
    };
  }

  /** Invokes a hook as CodeDeploy does, and waits for what it reports by CodeDeploy's own API. */
  private async callHook(functionName: string): Promise<'Succeeded' | 'Failed' | 'silent'> {
    const LifecycleEventHookExecutionId = `rehearsal-${Date.now()}`;
    let reported: 'Succeeded' | 'Failed' | 'silent' = 'silent';
    const codeDeploy = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { lifecycleEventHookExecutionId, status } = JSON.parse(body);
        const isReport = request.headers['x-amz-target']?.toString().endsWith('.PutLifecycleEventHookExecutionStatus');
        if (isReport && lifecycleEventHookExecutionId === LifecycleEventHookExecutionId) reported = status;
        response.writeHead(isReport ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(JSON.stringify({ lifecycleEventHookExecutionId }));
      });
    });
    await new Promise<void>((resolve) => codeDeploy.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = codeDeploy.address() as AddressInfo;
      const { Environment } = await this.lambda.getFunctionConfiguration({ FunctionName: functionName });
      await this.lambda.updateFunctionConfiguration({
        FunctionName: functionName,
        Environment: {
          // The emulator has no CodeDeploy; the SDK in the hook takes this address for it and no other service.
          Variables: { ...Environment?.Variables, AWS_ENDPOINT_URL_CODEDEPLOY: `http://127.0.0.1:${port}` },
        },
      });
      const { Payload } = await this.lambda.invoke({
        FunctionName: functionName,
        Payload: JSON.stringify({ DeploymentId: 'd-REHEARSAL', LifecycleEventHookExecutionId }),
      });
      const { faults = [] } = JSON.parse(Payload?.transformToString() || '{}') ?? {};
      this.say(`hook ${functionName}: ${reported}${faults.length > 0 ? ` (${faults[0]})` : ''}`);
      return reported;
    } finally {
      codeDeploy.close();
    }
  }

  private async alarms(): Promise<MetricAlarm[]> {
    const { MetricAlarms = [] } = await this.cloudWatch.describeAlarms({ AlarmNames: [...this.plan.alarmNames] });
    return MetricAlarms;
  }

  private async pointAt(from: string, weights?: Record<string, number>, version = from): Promise<void> {
    await this.lambda.updateAlias({
      ...this.alias(),
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: weights ?? {} },
    });
  }

  private alias() {
    return { FunctionName: this.plan.functionName, Name: this.plan.aliasName };
  }
}

/**
 * What the alarm's metric would have measured in a minute with these answers; undefined for a metric that is not of the
 * function, such as those of the HTTP API, which the invocations do not pass through.
 */
export function failuresFor(
  alarm: Pick<MetricAlarm, 'Namespace' | 'MetricName' | 'Dimensions'>,
  answers: readonly Served[],
  plan: Pick<ReleasePlan, 'functionName'>,
): number | undefined {
  const dimensions = Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  if (alarm.Namespace !== 'AWS/Lambda' || alarm.MetricName !== 'Errors') return undefined;
  if (dimensions.FunctionName !== plan.functionName) return undefined;
  const { ExecutedVersion } = dimensions;
  return answers.filter(({ failed, version }) => failed && (!ExecutedVersion || version === ExecutedVersion)).length;
}

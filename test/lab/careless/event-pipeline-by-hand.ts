/** What a hand does to the event-pipeline project, each with the way back. */
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import { editPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import type { eventPipeline } from '../../../lib/projects/event-pipeline/project.ts';

export type Output = keyof (typeof eventPipeline)['outputs'];
export type Lab = FixContext<Output>;
export type Attribute = 'VisibilityTimeout' | 'RedrivePolicy' | 'Policy' | 'DelaySeconds' | 'MessageRetentionPeriod';

export const worker = ({ outputs }: Lab) => outputs.ActivityWorkerRoleName;
export const rule = ({ outputs }: Lab) => ({ bus: outputs.ActivityBusName, rule: outputs.ActivityRuleName });
export const setQueue = (lab: Lab, queueUrl: string, name: Attribute, value: string) =>
  lab.set('queue-attribute', { queueUrl, name }, value);
export const setPattern = (lab: Lab, pattern: Readonly<Record<string, unknown>>) =>
  lab.set('event-rule', rule(lab), { enabled: true, pattern });

export async function arnOf(lab: Lab, QueueUrl: string): Promise<string> {
  const { Attributes } = await lab.aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  return Attributes?.QueueArn as string;
}

export async function tableArn(lab: Lab, TableName: string): Promise<string> {
  const { Table } = await lab.aws.dynamodb.describeTable({ TableName });
  return Table?.TableArn as string;
}

export async function mappingOf(lab: Lab, FunctionName = lab.outputs.ActivityWorkerName) {
  const { EventSourceMappings = [] } = await lab.aws.lambda.listEventSourceMappings({ FunctionName });
  const [mapping] = EventSourceMappings;
  if (!mapping) throw new Error(`${FunctionName} has no mapping.`);
  return mapping;
}

/** Changes a mapping by a call of its own, and leads back to what it was. */
export async function updateMapping(lab: Lab, change: object, FunctionName?: string) {
  const {
    UUID,
    BatchSize,
    ScalingConfig,
    FunctionResponseTypes,
    MaximumBatchingWindowInSeconds,
    FilterCriteria,
    State,
  } = await mappingOf(lab, FunctionName);
  lab.undoBy(() =>
    lab.aws.lambda.updateEventSourceMapping({
      UUID,
      BatchSize,
      ScalingConfig,
      FunctionResponseTypes,
      MaximumBatchingWindowInSeconds: MaximumBatchingWindowInSeconds ?? 0,
      FilterCriteria: FilterCriteria ?? { Filters: [] },
      Enabled: State !== 'Disabled',
    }),
  );
  await lab.aws.lambda.updateEventSourceMapping({ UUID, ...change });
}

export async function alarm(lab: Lab, part: string) {
  const { MetricAlarms = [] } = await lab.aws.cloudwatch.describeAlarms({});
  const found = MetricAlarms.find(
    ({ AlarmName = '' }) => AlarmName.startsWith('EventPipeline') && AlarmName.includes(part),
  );
  if (!found) throw new Error(`No alarm has ${part} in its name.`);
  return found;
}

export async function changeAlarm(lab: Lab, part: string, change: object) {
  const before = await alarm(lab, part);
  const { ExtendedStatistic: _, ...plain } = before;
  lab.undoBy(() => lab.aws.cloudwatch.putMetricAlarm(plain as never));
  await lab.aws.cloudwatch.putMetricAlarm({ ...plain, ...change } as never);
}

export async function deleteAlarm(lab: Lab, part: string) {
  const { ExtendedStatistic: _, ...before } = await alarm(lab, part);
  lab.undoBy(() => lab.aws.cloudwatch.putMetricAlarm(before as never));
  await lab.aws.cloudwatch.deleteAlarms({ AlarmNames: [before.AlarmName as string] });
}

export async function keepArchiveFor(lab: Lab, RetentionDays: number) {
  const { Archives = [] } = await lab.aws.eventbridge.listArchives({ EventSourceArn: lab.outputs.ActivityBusArn });
  const [{ ArchiveName, RetentionDays: before } = {}] = Archives;
  lab.undoBy(() => lab.aws.eventbridge.updateArchive({ ArchiveName, RetentionDays: before }));
  await lab.aws.eventbridge.updateArchive({ ArchiveName, RetentionDays });
}

/** Puts the rule's one target with something else about it. */
export async function changeTarget(lab: Lab, change: object) {
  const { bus: EventBusName, rule: Rule } = rule(lab);
  const { Targets = [] } = await lab.aws.eventbridge.listTargetsByRule({ EventBusName, Rule });
  lab.undoBy(() => lab.aws.eventbridge.putTargets({ EventBusName, Rule, Targets }));
  await lab.aws.eventbridge.putTargets({
    EventBusName,
    Rule,
    Targets: Targets.map((target) => ({ ...target, ...change })),
  });
}

export async function openRoute(lab: Lab) {
  const ApiId = lab.outputs.ApiId;
  const { Items = [] } = await lab.aws.apigateway.getRoutes({ ApiId });
  const signed = Items.find(({ AuthorizationType }) => AuthorizationType === 'AWS_IAM');
  const route = { ApiId, RouteId: signed?.RouteId };
  lab.undoBy(() => lab.aws.apigateway.updateRoute({ ...route, AuthorizationType: 'AWS_IAM' }));
  await lab.aws.apigateway.updateRoute({ ...route, AuthorizationType: 'NONE' });
}

export async function noRecovery(lab: Lab, tableName: string) {
  await lab.set('table-recovery', { tableName }, false);
}

export const withoutLog = (lab: Lab, roleName: string) =>
  editPolicy(lab, roleName, (document) => ({
    ...document,
    Statement: document.Statement.filter(({ Action }) => !JSON.stringify(Action).includes('logs:')),
  }));

/** Adds to the queue's policy that everybody is refused who does not send for the rule. */
export async function keepRedrivesOut(lab: FixContext<Output>): Promise<void> {
  const target = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'Policy' } as const;
  const { Statement = [] } = JSON.parse((await lab.get('queue-attribute', target)) || '{}');
  const Resource = await arnOf(lab, lab.outputs.ActivityQueueUrl);
  const Condition = { ArnNotEquals: { 'aws:SourceArn': `*:rule/${lab.outputs.ActivityRuleName}` } };
  const denial = { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource, Condition };
  const policy = { Version: '2012-10-17', Statement: [...[Statement].flat(), denial] };
  await lab.set('queue-attribute', target, JSON.stringify(policy));
}

/** Grants a role by the queue's own policy, beside what that says already. */
export async function letSendByQueue(lab: FixContext<Output>, queueUrl: string, RoleName: string): Promise<void> {
  const target = { queueUrl, name: 'Policy' } as const;
  const { Statement = [] } = JSON.parse((await lab.get('queue-attribute', target)) || '{}');
  const { Role } = await lab.aws.iam.getRole({ RoleName });
  const grant = { Effect: 'Allow', Principal: { AWS: Role?.Arn }, Action: 'sqs:SendMessage' };
  const all = [...[Statement].flat(), { ...grant, Resource: await arnOf(lab, queueUrl) }];
  await lab.set('queue-attribute', target, JSON.stringify({ Version: '2012-10-17', Statement: all }));
}

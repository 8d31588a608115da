/**
 * What the workflows of a stack did, counted from their histories. The names are those of AWS ("Monitoring Step Functions
 * metrics using Amazon CloudWatch", developer guide, read on 2026-11-27), but that `ServiceIntegrationsSucceeded` and
 * `ServiceIntegrationsFailed` are told by service and action, which on AWS is their dimension.
 */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { PlacedStack } from '../stacks/places.ts';
import { shortId, stackResources } from '../stacks/stack-resources.ts';
import type { Measurement } from './metrics.ts';

/** Of one workflow: each is a call of its own. */
const NEWEST = 50;

/** Each end of an execution and of a task since then, as a count of one. */
export async function workflowMeasurements(
  stack: Pick<PlacedStack, 'stackName'>,
  aws: AwsClients,
  since: Date,
): Promise<Measurement[]> {
  const machines = (await stackResources(stack.stackName, aws)).filter(
    ({ type }) => type === 'AWS::StepFunctions::StateMachine',
  );
  const perMachine = machines.map(async ({ logicalId, physicalId }) => {
    const source = shortId(logicalId);
    const { executions = [] } = await aws.sfn.listExecutions({ stateMachineArn: physicalId, maxResults: NEWEST });
    const recent = executions.filter(({ stopDate, startDate }) => (stopDate ?? startDate ?? since) >= since);
    const histories = recent.map(({ executionArn }) =>
      aws.sfn.getExecutionHistory({ executionArn, includeExecutionData: false, maxResults: 1_000 }),
    );
    return (await Promise.all(histories)).flatMap(({ events = [] }) =>
      events.flatMap((event) => {
        const metric = metricOf(event);
        const at = event.timestamp?.getTime() ?? 0;
        return metric && at >= since.getTime() ? [{ at, source, metric, unit: 'Count' as const, value: 1 }] : [];
      }),
    );
  });
  return (await Promise.all(perMachine)).flat();
}

/** What is counted of an event: the end of the execution, or that of a task, by what it called. */
export function metricOf(event: HistoryEvent): string | undefined {
  const ended = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.exec(event.type ?? '')?.[1];
  if (ended) return `Executions${ended}`;
  if (event.taskSucceededEventDetails) return calledBy(event.taskSucceededEventDetails);
  if (event.taskFailedEventDetails) return `${calledBy(event.taskFailedEventDetails)} failed`;
  return undefined;
}

/** `sns:publish`. AWS gives type and action apart, the emulator one ARN: `arn:aws:states:::sns:publish`. */
const calledBy = ({
  resource = '',
  resourceType = '',
}: {
  readonly resource?: string;
  readonly resourceType?: string;
}) => /:::(.+)$/.exec(resource)?.[1] ?? `${resourceType}:${resource}`;

/** What drills change between the services that hand messages on: queues, topics, pipes and event source mappings. */
import type { FilterCriteria, UpdateEventSourceMappingRequest } from '@aws-sdk/client-lambda';
import { LabError } from '../../errors.ts';
import { until } from '../../until.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface QueueAttributeTarget {
  readonly queueUrl: string;
  readonly name: 'VisibilityTimeout' | 'RedrivePolicy' | 'Policy' | 'DelaySeconds' | 'MessageRetentionPeriod';
}

/** One attribute of a queue, as the text that SQS keeps; empty when it is not set. */
export const queueAttribute = {
  resource: ({ queueUrl }: QueueAttributeTarget) => `sqs:queue:${queueUrl}`,
  async read(aws: AwsClients, { queueUrl, name }: QueueAttributeTarget): Promise<string | undefined> {
    const answer = await orMissing(aws.sqs.getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: [name] }));
    return answer && (answer.Attributes?.[name] ?? '');
  },
  async write(aws: AwsClients, { queueUrl, name }: QueueAttributeTarget, value: string): Promise<void> {
    await aws.sqs.setQueueAttributes({ QueueUrl: queueUrl, Attributes: { [name]: value } });
  },
};

/** How a function is fed from a queue or a stream. */
export interface EventSource {
  readonly enabled: boolean;
  readonly reportsBatchItemFailures: boolean;
  /** The patterns of its filter; empty when everything passes. */
  readonly filters: readonly string[];
}

interface EventSourceTarget {
  readonly uuid: string;
}

/** An event source mapping. */
export const eventSource = {
  resource: ({ uuid }: EventSourceTarget) => `lambda:event-source-mapping:${uuid}`,
  async read(aws: AwsClients, { uuid }: EventSourceTarget): Promise<EventSource | undefined> {
    const mapping = await orMissing(aws.lambda.getEventSourceMapping({ UUID: uuid }));
    return (
      mapping && {
        enabled: mapping.State !== 'Disabled' && mapping.State !== 'Disabling',
        reportsBatchItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
        filters: (mapping.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern ?? ''),
      }
    );
  },
  async write(aws: AwsClients, { uuid }: EventSourceTarget, value: EventSource): Promise<void> {
    const FilterCriteria: FilterCriteria = { Filters: value.filters.map((Pattern) => ({ Pattern })) };
    const change: UpdateEventSourceMappingRequest = {
      UUID: uuid,
      Enabled: value.enabled,
      FunctionResponseTypes: value.reportsBatchItemFailures ? ['ReportBatchItemFailures'] : [],
      FilterCriteria,
    };
    await aws.lambda.updateEventSourceMapping(change);
    const settled = async () => {
      const { State } = await aws.lambda.getEventSourceMapping({ UUID: uuid });
      return State === 'Enabled' || State === 'Disabled';
    };
    if (await until(settled, 120)) return;
    throw new LabError('UpdateStuck', `The event source mapping ${uuid} has not settled within two minutes.`);
  },
};

interface SubscriptionAttributeTarget {
  readonly subscriptionArn: string;
  readonly name: 'FilterPolicy' | 'RawMessageDelivery';
}

/** One attribute of a topic's subscription, as the text that SNS keeps; empty when it is not set. */
export const subscriptionAttribute = {
  resource: ({ subscriptionArn }: SubscriptionAttributeTarget) => `sns:subscription:${subscriptionArn}`,
  async read(aws: AwsClients, { subscriptionArn, name }: SubscriptionAttributeTarget): Promise<string | undefined> {
    const answer = await orMissing(aws.sns.getSubscriptionAttributes({ SubscriptionArn: subscriptionArn }));
    return answer && (answer.Attributes?.[name] ?? '');
  },
  async write(aws: AwsClients, { subscriptionArn, name }: SubscriptionAttributeTarget, value: string): Promise<void> {
    await aws.sns.setSubscriptionAttributes({
      SubscriptionArn: subscriptionArn,
      AttributeName: name,
      AttributeValue: value,
    });
  },
};

interface PipeTarget {
  readonly pipe: string;
}

/** Whether a pipe carries anything. */
export const pipeState = {
  resource: ({ pipe }: PipeTarget) => `pipes:pipe:${pipe}`,
  async read(aws: AwsClients, { pipe }: PipeTarget): Promise<'RUNNING' | 'STOPPED' | undefined> {
    const answer = await orMissing(aws.pipes.describePipe({ Name: pipe }));
    return answer && (answer.DesiredState === 'STOPPED' ? 'STOPPED' : 'RUNNING');
  },
  async write(aws: AwsClients, { pipe }: PipeTarget, value: 'RUNNING' | 'STOPPED'): Promise<void> {
    if (value === 'RUNNING') await aws.pipes.startPipe({ Name: pipe });
    else await aws.pipes.stopPipe({ Name: pipe });
    if (await until(async () => (await aws.pipes.describePipe({ Name: pipe })).CurrentState === value, 120)) return;
    throw new LabError('UpdateStuck', `The pipe ${pipe} has not become ${value} within two minutes.`);
  },
};

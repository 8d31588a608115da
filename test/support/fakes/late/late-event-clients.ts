/** The clients by which the lab meets {@link LateEvents}, and its API of standings. */
import type { AwsClients } from '../../../../lib/lab/aws/aws-clients.ts';
import { LateEvents, OUTPUTS, RULE_ARN } from './late-events.ts';
import { lateFunctions } from './late-functions.ts';
import { LateQueue, type QueuedMessage } from './late-queue.ts';
import { lateRoles, missing, queueArnOf, tableArnOf } from './late-roles.ts';

type Key = Readonly<Record<'pk' | 'sk', { readonly S: string }>>;
const learnerOf = ({ pk }: Key) => pk.S.slice('LEARNER#'.length);

export function lateEventPipeline() {
  const world = new LateEvents();
  const request: typeof fetch = async (input) => {
    world.advance();
    const learnerId = new URL(String(input)).pathname.split('/').at(-1) as string;
    const points = world.points.get(learnerId);
    return Response.json({ learnerId, standings: points === undefined ? [] : [{ points }] });
  };
  const aws = {
    ...eventClients(world),
    lambda: functionClients(world),
    sqs: queueClients(world),
    dynamodb: tableClients(world),
    iam: lateRoles(world.settings as never),
  };
  return { aws: aws as unknown as AwsClients, fetch: request, outputs: OUTPUTS };
}

function eventClients(world: LateEvents) {
  const { settings } = world;
  return {
    eventbridge: {
      async putEvents({ Entries }: { Entries: { Source: string; DetailType: string; Detail: string }[] }) {
        for (const entry of Entries) world.publish(entry);
        return { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: `${index}` })) };
      },
      async describeRule() {
        const { pattern, enabled } = settings.now.rule;
        return { Arn: RULE_ARN, EventPattern: JSON.stringify(pattern), State: enabled ? 'ENABLED' : 'DISABLED' };
      },
      async putRule({ EventPattern, State }: { EventPattern: string; State: string }) {
        const rule = { pattern: JSON.parse(EventPattern), enabled: State === 'ENABLED' };
        settings.change('rule', { ...settings.now.rule, ...rule });
        return {};
      },
      async listTargetsByRule() {
        return { Targets: [settings.now.rule.target] };
      },
      async putTargets({ Targets: [target] }: { Targets: [(typeof settings.now.rule)['target']] }) {
        settings.change('rule', { ...settings.now.rule, target });
        return {};
      },
      async listRuleNamesByTarget() {
        return { RuleNames: [OUTPUTS.ActivityRuleName] };
      },
      async listArchives() {
        return { Archives: [{ ArchiveName: 'archive' }] };
      },
      async describeArchive() {
        return { ArchiveArn: 'arn:aws:events:us-east-1:111122223333:archive/archive' };
      },
      async startReplay({ EventStartTime, EventEndTime }: { EventStartTime: Date; EventEndTime: Date }) {
        world.replay(EventStartTime, EventEndTime);
        return { State: 'STARTING' };
      },
      async describeReplay() {
        return { State: 'COMPLETED' };
      },
    },
    pipes: {
      async describePipe() {
        const { state } = settings.now.pipe;
        const onItsWay = state === 'RUNNING' ? 'STARTING' : 'STOPPING';
        return { DesiredState: state, CurrentState: settings.isSettling('pipe') ? onItsWay : state };
      },
      async startPipe() {
        settings.change('pipe', { state: 'RUNNING' });
        return {};
      },
      async stopPipe() {
        settings.change('pipe', { state: 'STOPPED' });
        return {};
      },
    },
    sfn: {
      async describeStateMachine() {
        return settings.now.machine;
      },
      async updateStateMachine({ definition }: { definition: string }) {
        settings.change('machine', { definition });
        return {};
      },
      async startExecution({ input }: { input: string }) {
        world.advance();
        for (const { dynamodb } of JSON.parse(input) as { dynamodb: { Keys: Key } }[]) {
          world.award(`${dynamodb.Keys.pk.S} ${dynamodb.Keys.sk.S}`);
        }
        return {};
      },
    },
    cloudwatch: {
      async describeAlarms() {
        return { MetricAlarms: [settings.now.alarm] };
      },
      async putMetricAlarm(alarm: Record<string, unknown>) {
        settings.change('alarm', { ...alarm });
        return {};
      },
    },
    sns: {
      async subscribe() {
        return { SubscriptionArn: 'subscription' };
      },
      async unsubscribe() {
        return {};
      },
    },
  };
}

function functionClients({ settings }: LateEvents) {
  const functions = lateFunctions(settings as never);
  const described = () => {
    const { enabled, reports, filters } = settings.now.mapping;
    const settled = enabled ? 'Enabled' : 'Disabled';
    return {
      UUID: OUTPUTS.ActivityMappingId,
      State: settings.isSettling('mapping') ? (enabled ? 'Updating' : 'Disabling') : settled,
      FunctionResponseTypes: reports ? ['ReportBatchItemFailures'] : [],
      FilterCriteria: { Filters: filters.map((Pattern) => ({ Pattern })) },
    };
  };
  return {
    ...functions,
    async listEventSourceMappings() {
      return { EventSourceMappings: [described()] };
    },
    async getEventSourceMapping() {
      return described();
    },
    async updateEventSourceMapping(wanted: {
      Enabled: boolean;
      FunctionResponseTypes: string[];
      FilterCriteria: { Filters: { Pattern: string }[] };
    }) {
      settings.change('mapping', {
        enabled: wanted.Enabled,
        reports: wanted.FunctionResponseTypes.length > 0,
        filters: wanted.FilterCriteria.Filters.map(({ Pattern }) => Pattern),
      });
      return {};
    },
  };
}

function queueClients(world: LateEvents) {
  const { ActivityQueueUrl, ActivityDeadLetterQueueUrl, MilestoneDeadLetterQueueUrl } = OUTPUTS;
  const queueOf = (url: string) => {
    world.advance();
    if (url === ActivityQueueUrl) return world.queue;
    if (url === ActivityDeadLetterQueueUrl) return world.dead;
    if (url === MilestoneDeadLetterQueueUrl) return world.deadMilestones;
    return world.listeners.get(url) ?? missing('QueueDoesNotExist', url);
  };
  const received = ({ id, body, attributes }: QueuedMessage) => ({
    Body: body,
    MessageId: id,
    ReceiptHandle: id,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { StringValue }]),
    ),
  });
  return {
    async getQueueAttributes({ QueueUrl }: { QueueUrl: string }) {
      const { visible, inFlight } = queueOf(QueueUrl).approximately();
      return {
        Attributes: {
          QueueArn: queueArnOf(QueueUrl),
          Policy: world.settings.now.queue.policy,
          ApproximateNumberOfMessages: String(visible),
          ApproximateNumberOfMessagesNotVisible: String(inFlight),
          ApproximateNumberOfMessagesDelayed: '0',
        },
      };
    },
    async setQueueAttributes() {
      return {};
    },
    async sendMessage({ QueueUrl, MessageBody }: { QueueUrl: string; MessageBody: string }) {
      queueOf(QueueUrl).send(MessageBody);
      return {};
    },
    async receiveMessage(wanted: { QueueUrl: string; MaxNumberOfMessages: number; VisibilityTimeout?: number }) {
      const { QueueUrl, MaxNumberOfMessages, VisibilityTimeout = 30 } = wanted;
      return { Messages: queueOf(QueueUrl).receive(MaxNumberOfMessages, VisibilityTimeout).map(received) };
    },
    async deleteMessage({ QueueUrl, ReceiptHandle }: { QueueUrl: string; ReceiptHandle: string }) {
      queueOf(QueueUrl).delete(ReceiptHandle);
      return {};
    },
    async changeMessageVisibilityBatch({
      QueueUrl,
      Entries,
    }: {
      QueueUrl: string;
      Entries: { ReceiptHandle: string }[];
    }) {
      const given = new Set(Entries.map(({ ReceiptHandle }) => ReceiptHandle));
      for (const message of queueOf(QueueUrl).messages) if (given.has(message.id)) message.visibleAt = Date.now();
      return {};
    },
    async createQueue({ QueueName }: { QueueName: string }) {
      const QueueUrl = `https://sqs.example/${QueueName}`;
      world.advance();
      world.listeners.set(QueueUrl, new LateQueue());
      return { QueueUrl };
    },
    async deleteQueue({ QueueUrl }: { QueueUrl: string }) {
      world.listeners.delete(QueueUrl);
      return {};
    },
  };
}

function tableClients(world: LateEvents) {
  return {
    async describeTable({ TableName }: { TableName: string }) {
      return { Table: { TableArn: tableArnOf(TableName) } };
    },
    /** A milestone, or the record that an event was applied. */
    async getItem({ Key }: { Key: Key }) {
      world.advance();
      const milestone = world.milestones.get(`${Key.pk.S} ${Key.sk.S}`);
      if (milestone) return { Item: milestone.awarded ? { awardedAt: { S: 'now' } } : {} };
      const applied = world.applied.get(Key.pk.S.slice('EVENT#'.length));
      return applied === undefined ? {} : { Item: { expiresAt: { N: String(applied / 1_000 + 40 * 86_400) } } };
    },
    /** A standing that cannot be added to, and no longer. */
    async putItem({ Item }: { Item: Key }) {
      world.advance();
      world.unwritable.add(learnerOf(Item));
      return {};
    },
    async deleteItem({ Key }: { Key: Key }) {
      world.advance();
      world.unwritable.delete(learnerOf(Key));
      return {};
    },
  };
}

/** What several drills of this project reach for. */
import type { CreateEventSourceMappingRequest, UpdateEventSourceMappingRequest } from '@aws-sdk/client-lambda';
import { EVENT_SOURCE } from '../../../../lambda/event-pipeline/env.ts';
import { milestoneKey } from '../../../../lambda/event-pipeline/keys.ts';
import { marshallKey } from '../../../../lambda/event-pipeline/worker/transaction.ts';
import { type CheckContext, CouldNotLook, type Finding, type FixContext } from '../../../lab/drills/drill.ts';
import type { eventPipeline } from '../project.ts';
import { goodEvent, type Kind, type SampleEvent } from '../sample-activity.ts';

/** Names of what the stack publishes. */
export type Output = keyof (typeof eventPipeline)['outputs'];
type Lab = CheckContext<Output>;

/** Seconds that an event may take on its way: a worker may have to start for it, on a machine that is busy. */
export const PATIENCE = 12;

/** Puts events on the bus, by default as the pipeline's own edge does. Throws unless the bus takes every one. */
export async function publish(lab: Lab, events: readonly SampleEvent[], source = EVENT_SOURCE): Promise<void> {
  const { Entries = [] } = await lab.aws.eventbridge.putEvents({
    Entries: events.map(({ kind, detail }) => ({
      EventBusName: lab.outputs.ActivityBusName,
      Source: source,
      DetailType: kind,
      Detail: JSON.stringify(detail),
    })),
  });
  const refused = Entries.find(({ EventId }) => !EventId);
  if (refused) throw new Error(`The bus refused an event: ${refused.ErrorMessage}`);
  if (Entries.length < events.length)
    throw new CouldNotLook('EventBridge did not say that it took the events: check again');
}

/** Publishes so many drills that a learner solved; five of them make a hundred points. */
export const solveDrills = (lab: Lab, learnerId: string, count: number): Promise<void> =>
  publish(
    lab,
    Array.from({ length: count }, () => goodEvent('DrillSolved', learnerId)),
  );

/** A learner's points in the domain that {@link goodEvent} counts for, as the API tells them. */
export async function pointsOf(lab: Lab, learnerId: string): Promise<number> {
  const answer = await lab.request(`${lab.outputs.ApiUrl}/v1/standings/${learnerId}`);
  if (answer.status !== 200) return Number.NaN;
  const { standings } = JSON.parse(answer.text) as { standings: { points: number }[] };
  return standings[0]?.points ?? 0;
}

/** Publishes events for a new learner, and waits until the API shows what they are worth together. */
export async function arrive(lab: Lab, kinds: readonly Kind[], points: number): Promise<Finding> {
  const learnerId = `check-${lab.nonce()}`;
  await publish(
    lab,
    kinds.map((kind) => goodEvent(kind, learnerId)),
  );
  return lab.eventually(async () => {
    const saw = await pointsOf(lab, learnerId);
    return { ok: saw === points, saw: `${saw} points from ${kinds.join(', ')}`, wanted: `${points} points` };
  }, PATIENCE);
}

/** The key of the milestone that the first hundred points in a domain reach. */
export const firstMilestone = (learnerId: string) => marshallKey(milestoneKey(learnerId, 'SAA-C03/2', 1));

/** The learner's first milestone; undefined when it was not reached. */
export async function milestoneOf({ aws, outputs }: Lab, learnerId: string) {
  const { Item } = await aws.dynamodb.getItem({
    TableName: outputs.MilestonesTableName,
    Key: firstMilestone(learnerId),
  });
  return Item;
}

/** Whether the learner's first milestone was awarded. */
export const isAwarded = async (lab: Lab, learnerId: string): Promise<boolean> =>
  Boolean((await milestoneOf(lab, learnerId))?.awardedAt);

/** Waits until the learner has reached the first milestone, awarded or not; throws when that does not come. */
export async function milestoneReached(lab: Lab, learnerId: string): Promise<void> {
  const { ok } = await lab.eventually(async () => {
    const there = (await milestoneOf(lab, learnerId)) !== undefined;
    return { ok: there, saw: String(there), wanted: 'true' };
  }, 30);
  if (!ok) throw new Error(`${learnerId} did not reach a milestone`);
}

/** Whether a new learner's way to 100 points ends in a milestone that is awarded. */
export async function awarded(lab: Lab, seconds = PATIENCE, learnerId = `check-${lab.nonce()}`): Promise<Finding> {
  await solveDrills(lab, learnerId, 5);
  return lab.eventually(async () => {
    const Item = await milestoneOf(lab, learnerId);
    const saw = Item ? (Item.awardedAt ? 'awarded' : 'reached, and not awarded') : 'no milestone';
    return { ok: saw === 'awarded', saw, wanted: 'awarded' };
  }, seconds);
}

/** The record that the stream carries when a learner reaches the first hundred points in the domain. */
export const milestoneRecord = (learnerId: string) => ({
  eventName: 'INSERT',
  dynamodb: {
    Keys: firstMilestone(learnerId),
    NewImage: { learnerId: { S: learnerId }, domain: { S: 'SAA-C03/2' }, level: { N: '1' } },
  },
});

/** Name of the role that a function runs under. */
export async function roleNameOf(lab: Lab, functionName: string): Promise<string> {
  const { Role } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName: functionName });
  return Role?.split('/').at(-1) as string;
}

/** ARN of a table. */
export async function tableArn(lab: Lab, tableName: string): Promise<string> {
  const { Table } = await lab.aws.dynamodb.describeTable({ TableName: tableName });
  return Table?.TableArn as string;
}

/** ARN of a queue. @throws CouldNotLook when SQS does not say it */
export async function queueArn(lab: Lab, queueUrl: string): Promise<string> {
  const { Attributes } = await lab.aws.sqs.getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] });
  if (!Attributes?.QueueArn) throw new CouldNotLook('SQS did not say how the queue is set: check again');
  return Attributes.QueueArn;
}

/** The event source mapping between the queue and the worker, which is another one once somebody has recreated it. */
export async function activityMapping({ aws, outputs }: Lab): Promise<{ readonly uuid: string }> {
  const { EventSourceMappings = [] } = await aws.lambda.listEventSourceMappings({
    FunctionName: outputs.ActivityWorkerName,
  });
  return { uuid: EventSourceMappings[0]?.UUID ?? outputs.ActivityMappingId };
}

/** Changes the mapping by one call that says only what is to be different. */
export async function updateMapping(
  lab: FixContext<Output>,
  change: Omit<UpdateEventSourceMappingRequest, 'UUID'>,
): Promise<void> {
  const mapping = await activityMapping(lab);
  // Written back as it is read, it leads back from whatever the call changes.
  await lab.set('event-source', mapping, await lab.get('event-source', mapping));
  const { BatchSize } = await lab.aws.lambda.getEventSourceMapping({ UUID: mapping.uuid });
  lab.undoBy(() => lab.aws.lambda.updateEventSourceMapping({ UUID: mapping.uuid, BatchSize }));
  await lab.aws.lambda.updateEventSourceMapping({ UUID: mapping.uuid, ...change });
}

/** Deletes the mapping and recreates it, as it was deployed but for what is given. */
export async function replaceMapping(
  { aws, outputs }: FixContext<Output>,
  differently: Partial<CreateEventSourceMappingRequest> = {},
): Promise<void> {
  const FunctionName = outputs.ActivityWorkerName;
  const { EventSourceMappings = [] } = await aws.lambda.listEventSourceMappings({ FunctionName });
  const [{ UUID, EventSourceArn } = {}] = EventSourceMappings;
  await aws.lambda.deleteEventSourceMapping({ UUID });
  await aws.lambda.createEventSourceMapping({
    FunctionName,
    EventSourceArn,
    BatchSize: 10,
    ScalingConfig: { MaximumConcurrency: 10 },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...differently,
  });
}

/** The rule that leads from the bus to the queue. */
export const activityRule = ({ outputs }: Lab) => ({ bus: outputs.ActivityBusName, rule: outputs.ActivityRuleName });

/** Throws away what lies in the dead-letter queue, and with it what the alarm is about. */
export const purgeParked = async (lab: FixContext<Output>): Promise<void> => {
  await lab.aws.sqs.purgeQueue({ QueueUrl: lab.outputs.ActivityDeadLetterQueueUrl });
};

/** Lets everybody send to the queue, beside those whom its policy lets in already. */
export async function openQueue(lab: FixContext<Output>): Promise<void> {
  const target = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'Policy' } as const;
  const { Statement = [] } = JSON.parse((await lab.get('queue-attribute', target)) || '{}');
  const Resource = await queueArn(lab, lab.outputs.ActivityQueueUrl);
  const open = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource };
  await lab.set(
    'queue-attribute',
    target,
    JSON.stringify({ Version: '2012-10-17', Statement: [...[Statement].flat(), open] }),
  );
}

interface QueueStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*' | Readonly<Record<string, unknown>>;
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export const statementsOf = (policy: string): readonly QueueStatement[] =>
  (JSON.parse(policy || '{"Statement":[]}') as { Statement: readonly QueueStatement[] }).Statement;

/** That anyone who may send to the queue is tied to a source: a service speaks for everybody, unless a condition says for whom. */
export const queueIsClosed = {
  expects: 'Nobody may send to the queue whom its policy does not tie to a source',
  guards: true,
  async look(lab: Lab): Promise<Finding> {
    const queueUrl = lab.outputs.ActivityQueueUrl;
    const policy = await lab.get('queue-attribute', { queueUrl, name: 'Policy' });
    // A queue without a policy has none to say, and one that says nothing at all has not been looked at.
    if (policy === '') await queueArn(lab, queueUrl);
    const open = statementsOf(policy).some(
      ({ Effect, Condition }) => Effect === 'Allow' && !JSON.stringify(Condition ?? {}).includes('aws:'),
    );
    return { ok: !open, saw: open ? 'senders without a condition' : 'named senders', wanted: 'named senders' };
  },
};

/** That a message which fails comes back. */
export const failuresAreReported = {
  expects: 'What the worker could not apply is not taken for done',
  guards: true,
  async look(lab: Lab): Promise<Finding> {
    const { reportsBatchItemFailures: ok } = await lab.get('event-source', await activityMapping(lab));
    return { ok, saw: ok ? 'kept' : 'taken for done', wanted: 'kept' };
  },
};

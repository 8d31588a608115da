/** For the drills of the event pipeline: see `model.ts`. */
import type { FilterCriteria } from '@aws-sdk/client-pipes';
import { EVENT_SOURCE } from '../../../lambda/event-pipeline/env.ts';
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import { addPolicy, attachPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import { liveAndLatest } from '../../../lib/lab/settings/lambda.ts';
import { redriveParked, replayDropped } from '../../../lib/projects/event-pipeline/health/replayed.ts';
import {
  alarm,
  arnOf,
  changeAlarm,
  changeTarget,
  deleteAlarm,
  keepArchiveFor,
  keepRedrivesOut,
  letSendByQueue,
  noRecovery,
  type Output,
  openRoute,
  setPattern,
  setQueue,
  tableArn,
  updateMapping,
  withoutLog,
  worker,
} from './event-pipeline-by-hand.ts';
import { besides, fixedAnd, instead, right, type TriedOn } from './model.ts';

export const triedOnEventPipeline: TriedOn<Output> = {
  'consumer-asleep': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'takes messages two at a time at most, gently', (lab) =>
          updateMapping(lab, { ScalingConfig: { MaximumConcurrency: 2 } }),
        ),
        besides<Output>('too-narrow', 'waits for five minutes to fill a batch', (lab) =>
          updateMapping(lab, { MaximumBatchingWindowInSeconds: 300 }),
        ),
        besides<Output>('hidden', 'forgets what waits for longer than a minute', (lab) =>
          setQueue(lab, lab.outputs.ActivityQueueUrl, 'MessageRetentionPeriod', '60'),
        ),
        besides<Output>('hidden', 'deletes the alarm of what waits', (lab) => deleteAlarm(lab, 'ActivityWaits')),
        besides<Output>(
          'too-narrow',
          'lets nobody but the rule send to the queue, not who redrives either',
          keepRedrivesOut,
        ),
      ],
      right: [right('Enables it, with batches of five', (lab) => updateMapping(lab, { Enabled: true, BatchSize: 5 }))],
    };
  },
  'rule-mismatch': () => {
    return {
      careless: [
        instead('too-narrow', 'Lets through what is about the architect exam', (lab) =>
          setPattern(lab, { source: [EVENT_SOURCE], detail: { task: [{ prefix: 'SAA' }] } }),
        ),
        instead('too-narrow', 'Lets through right answers only, among the rest', (lab) =>
          setPattern(lab, { source: [EVENT_SOURCE], detail: { correct: [true, { exists: false }] } }),
        ),
        instead('too-wide', 'Lets through whatever begins with the name of the lab', (lab) =>
          setPattern(lab, { source: [{ prefix: 'certlab' }] }),
        ),
        instead('too-narrow', 'Lets through all kinds but those that nobody has heard of', (lab) =>
          setPattern(lab, { source: [EVENT_SOURCE], 'detail-type': [{ wildcard: '*e*d' }] }),
        ),
        besides<Output>('hidden', 'keeps the archive for one day, to save', (lab) => keepArchiveFor(lab, 1)),
        besides<Output>('too-narrow', 'lets nothing through that was replayed', (lab) =>
          setPattern(lab, { source: [EVENT_SOURCE], 'replay-name': [{ exists: false }] }),
        ),
      ],
      right: [
        right('Puts the right source, asks for a kind, whichever it is, and replays', async (lab) => {
          await setPattern(lab, { source: [EVENT_SOURCE], 'detail-type': [{ exists: true }] });
          await replayDropped(lab);
        }),
      ],
    };
  },
  'pipe-stopped': () => {
    return {
      careless: [
        besides<Output>('hidden', 'switches off the log of the workflow', async (lab) => {
          const stateMachineArn = lab.outputs.MilestoneMachineArn;
          const { loggingConfiguration } = await lab.aws.sfn.describeStateMachine({ stateMachineArn });
          lab.undoBy(() => lab.aws.sfn.updateStateMachine({ stateMachineArn, loggingConfiguration }));
          await lab.aws.sfn.updateStateMachine({ stateMachineArn, loggingConfiguration: { level: 'OFF' } });
        }),
        besides<Output>('too-wide', 'lets everybody publish to the topic', async (lab) => {
          const TopicArn = lab.outputs.MilestoneTopicArn;
          const { Attributes } = await lab.aws.sns.getTopicAttributes({ TopicArn });
          const set = (AttributeValue?: string) =>
            lab.aws.sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue });
          lab.undoBy(() => set(Attributes?.Policy));
          const before = JSON.parse(Attributes?.Policy ?? '{}');
          const open = { Effect: 'Allow', Principal: '*', Action: 'SNS:*', Resource: TopicArn };
          await set(JSON.stringify({ ...before, Statement: [...(before.Statement ?? []), open] }));
        }),
        besides<Output>('too-wide', 'lets every record of the stream through the pipe', async (lab) => {
          const Name = lab.outputs.MilestonePipeName;
          const { RoleArn, SourceParameters } = await lab.aws.pipes.describePipe({ Name });
          const filter = (FilterCriteria?: FilterCriteria) =>
            lab.aws.pipes.updatePipe({ Name, RoleArn, SourceParameters: { FilterCriteria } });
          lab.undoBy(() => filter(SourceParameters?.FilterCriteria));
          await filter({ Filters: [] });
        }),
        besides<Output>('hidden', 'gives up the way back of the milestones to any second', (lab) =>
          noRecovery(lab, lab.outputs.MilestonesTableName),
        ),
      ],
      right: [],
    };
  },
  'alarm-blind': (drill) => {
    return {
      careless: [
        besides<Output>('hidden', 'lets it look once an hour', (lab) =>
          changeAlarm(lab, 'ActivityWorkerErrors', { Period: 3_600 }),
        ),
        besides<Output>('too-narrow', 'waits until five of five minutes were bad', (lab) =>
          changeAlarm(lab, 'ActivityWorkerErrors', { EvaluationPeriods: 10, DatapointsToAlarm: 10 }),
        ),
        besides<Output>('elsewhere', 'takes the mean of the errors', (lab) =>
          changeAlarm(lab, 'ActivityWorkerErrors', { Statistic: 'Average' }),
        ),
        besides<Output>('hidden', 'switches off the alarm of the cards, which rang too often', async (lab) => {
          const AlarmNames = [(await alarm(lab, 'CardWorkerErrors')).AlarmName as string];
          lab.undoBy(() => lab.aws.cloudwatch.enableAlarmActions({ AlarmNames }));
          await lab.aws.cloudwatch.disableAlarmActions({ AlarmNames });
        }),
      ],
      right: [
        right('Watches the worker over two minutes', async (lab) => {
          await drill.solution.apply(lab as unknown as FixContext);
          await changeAlarm(lab, 'ActivityWorkerErrors', { Period: 120 });
        }),
      ],
    };
  },
  'filtered-away': () => {
    return {
      careless: [
        instead('too-narrow', 'Filters by the learner in place of the kind', (lab) =>
          updateMapping(lab, {
            FilterCriteria: {
              Filters: [{ Pattern: JSON.stringify({ body: { detail: { learnerId: [{ prefix: 'l' }] } } }) }],
            },
          }),
        ),
        instead('too-narrow', 'Filters for this very version of the schema and kinds of two words', (lab) =>
          updateMapping(lab, {
            FilterCriteria: {
              Filters: [
                { Pattern: JSON.stringify({ body: { 'detail-type': [{ suffix: 'Read' }, { suffix: 'Solved' }] } }) },
                { Pattern: JSON.stringify({ body: { detail: { correct: [true] } } }) },
              ],
            },
          }),
        ),
        besides<Output>('too-narrow', 'lets the worker run once at a time', (lab) =>
          lab.set('function-concurrency', { functionName: lab.outputs.ActivityWorkerName }, 1),
        ),
      ],
      right: [
        right('Takes the filter away, and hands over at most five at a time', (lab) =>
          updateMapping(lab, { FilterCriteria: { Filters: [] }, BatchSize: 5 }),
        ),
      ],
    };
  },
  'envelope-lost': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'tries nothing twice', (lab) =>
          changeTarget(lab, {
            InputPath: undefined,
            RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
          }),
        ),
        besides<Output>('hidden', 'parks nothing any more', async (lab) => {
          const target = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'RedrivePolicy' } as const;
          const policy = JSON.parse(await lab.get('queue-attribute', target));
          await lab.set('queue-attribute', target, JSON.stringify({ ...policy, maxReceiveCount: 1_000 }));
        }),
        besides<Output>('hidden', 'makes the alarm of the parked ones wait for a hundred', (lab) =>
          changeAlarm(lab, 'ActivityParked', { Threshold: 100 }),
        ),
        besides<Output>('hidden', 'keeps parked messages for an hour', (lab) =>
          setQueue(lab, lab.outputs.ActivityDeadLetterQueueUrl, 'MessageRetentionPeriod', '3600'),
        ),
      ],
      right: [
        right('Puts the target without the path, tries for a whole day again, and replays', async (lab) => {
          await changeTarget(lab, {
            InputPath: undefined,
            RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
          });
          await replayDropped(lab);
        }),
      ],
    };
  },
  'silent-loss': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'gives a message out again after ten seconds', (lab) =>
          setQueue(lab, lab.outputs.ActivityQueueUrl, 'VisibilityTimeout', '10'),
        ),
        besides<Output>('hidden', 'holds every message back for a quarter of an hour', (lab) =>
          setQueue(lab, lab.outputs.ActivityQueueUrl, 'DelaySeconds', '900'),
        ),
        besides<Output>('elsewhere', 'parks in the queue of the cards', async (lab) => {
          const target = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'RedrivePolicy' } as const;
          const policy = JSON.parse(await lab.get('queue-attribute', target));
          const deadLetterTargetArn = await arnOf(lab, lab.outputs.MilestoneDeadLetterQueueUrl);
          await lab.set('queue-attribute', target, JSON.stringify({ ...policy, deadLetterTargetArn }));
        }),
      ],
      right: [
        right('Reports failures, and tries twice as often before it gives up', async (lab) => {
          await updateMapping(lab, { FunctionResponseTypes: ['ReportBatchItemFailures'] });
          const target = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'RedrivePolicy' } as const;
          const policy = JSON.parse(await lab.get('queue-attribute', target));
          await lab.set('queue-attribute', target, JSON.stringify({ ...policy, maxReceiveCount: 10 }));
        }),
      ],
    };
  },
  'parking-denied': () => {
    return {
      careless: [
        instead('elsewhere', 'Opens the dead-letter queue to the account by its own policy', async (lab) => {
          const target = { queueUrl: lab.outputs.ActivityDeadLetterQueueUrl, name: 'Policy' } as const;
          const policy = JSON.parse((await lab.get('queue-attribute', target)) || '{"Statement":[]}');
          const Resource = await arnOf(lab, lab.outputs.ActivityDeadLetterQueueUrl);
          const open = { Effect: 'Allow', Principal: { AWS: Resource.split(':')[4] }, Action: 'sqs:*', Resource };
          const Statement = [...[policy.Statement].flat(), open];
          await lab.set('queue-attribute', target, JSON.stringify({ Version: '2012-10-17', Statement }));
        }),
        besides<Output>('too-narrow', 'loses the log of the worker on the way', (lab) => withoutLog(lab, worker(lab))),
        besides<Output>('hidden', 'deletes the alarm of the parked ones', (lab) => deleteAlarm(lab, 'ActivityParked')),
      ],
      right: [
        right('Allows it in a managed policy that names the queue of this stack by its whole ARN', async (lab) => {
          const Resource = await arnOf(lab, lab.outputs.ActivityDeadLetterQueueUrl);
          await attachPolicy(lab, worker(lab), { Sid: 'Park', Effect: 'Allow', Action: ['sqs:SendMessage'], Resource });
        }),
        right('Lets the role of the worker send by the policy of the dead-letter queue', (lab) =>
          letSendByQueue(lab, lab.outputs.ActivityDeadLetterQueueUrl, worker(lab)),
        ),
      ],
    };
  },
  'nothing-arrives': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'stops the consumer of the cards, to have less load', (lab) =>
          updateMapping(lab, { Enabled: false }, lab.outputs.CardWorkerName),
        ),
        besides<Output>('too-wide', 'takes the signature away from the edge, so that it can be tested', (lab) =>
          openRoute(lab),
        ),
        besides<Output>('elsewhere', 'lets the worker of the cards take from the same queue', async (lab) => {
          const FunctionName = lab.outputs.CardWorkerName;
          const EventSourceArn = await arnOf(lab, lab.outputs.ActivityQueueUrl);
          const { Role = '' } = await lab.aws.lambda.getFunctionConfiguration({ FunctionName });
          // Lambda takes no mapping whose function may not read the queue.
          const Action = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
          await addPolicy(lab, Role.split('/').at(-1) as string, { Effect: 'Allow', Action, Resource: EventSourceArn });
          const { UUID } = await lab.aws.lambda.createEventSourceMapping({ FunctionName, EventSourceArn });
          lab.undoBy(() => lab.aws.lambda.deleteEventSourceMapping({ UUID }));
        }),
      ],
      right: [
        right('Enables the rule by putting it and the mapping by updating it, and replays', async (lab) => {
          await setPattern(lab, { source: [EVENT_SOURCE] });
          await updateMapping(lab, { Enabled: true });
          await replayDropped(lab);
        }),
      ],
    };
  },
  'milestone-denied': () => {
    return {
      careless: [
        instead('too-narrow', 'Allows it for the learners whose name begins with c', async (lab) => {
          const Resource = await tableArn(lab, lab.outputs.MilestonesTableName);
          const Condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['LEARNER#c*'] } };
          await addPolicy(lab, worker(lab), { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource, Condition });
        }),
        besides<Output>('hidden', 'gives up the way back of the standings to any second', (lab) =>
          noRecovery(lab, lab.outputs.StandingsTableName),
        ),
        besides<Output>('too-wide', 'lets the role be taken on by the whole account', async (lab) => {
          const RoleName = worker(lab);
          const { Role } = await lab.aws.iam.getRole({ RoleName });
          const PolicyDocument = decodeURIComponent(Role?.AssumeRolePolicyDocument as string);
          lab.undoBy(() => lab.aws.iam.updateAssumeRolePolicy({ RoleName, PolicyDocument }));
          const parsed = JSON.parse(PolicyDocument);
          const account = Role?.Arn?.split(':')[4];
          const open = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: account } };
          await lab.aws.iam.updateAssumeRolePolicy({
            RoleName,
            PolicyDocument: JSON.stringify({ ...parsed, Statement: [...[parsed.Statement].flat(), open] }),
          });
        }),
      ],
      right: [
        right('Allows it under a name of its own, in a managed policy', async (lab) => {
          const Resource = [await tableArn(lab, lab.outputs.MilestonesTableName)];
          await attachPolicy(lab, worker(lab), {
            Sid: 'Outbox',
            Effect: 'Allow',
            Action: 'dynamodb:PutItem',
            Resource,
          });
          await redriveParked(lab);
        }),
      ],
    };
  },
  'told-nobody': () => {
    return {
      careless: [
        besides<Output>('hidden', 'deletes the alarm of workflows that fail', (lab) =>
          deleteAlarm(lab, 'WorkflowFailed'),
        ),
        besides<Output>('hidden', 'lets an execution take as long as it likes', async (lab) => {
          const machine = { arn: lab.outputs.MilestoneMachineArn };
          const { TimeoutSeconds: _, ...endless } = await lab.get('state-machine', machine);
          await lab.set('state-machine', machine, endless);
        }),
        besides<Output>('too-wide', 'has the workflow take a changed milestone for a new one', async (lab) => {
          const machine = { arn: lab.outputs.MilestoneMachineArn };
          const definition = JSON.stringify(await lab.get('state-machine', machine));
          await lab.set(
            'state-machine',
            machine,
            JSON.parse(definition.replace("eventName = 'INSERT'", "eventName != 'REMOVE'")),
          );
        }),
        besides<Output>('too-narrow', 'gives the task of the workflow one second', (lab) =>
          lab.set(
            'function-setting',
            { functionName: lab.outputs.AwardFunctionName, field: 'Timeout' },
            liveAndLatest(1),
          ),
        ),
      ],
      right: [],
    };
  },
  'dedupe-dropped': (drill) => {
    const and = fixedAnd<Output>(drill);
    const FILE = 'event-pipeline/worker/dedupe.ts';
    return {
      careless: [
        and('hidden', 'lets no record expire any more', (lab) =>
          lab.fixSources({ file: FILE, find: '[TTL_ATTRIBUTE]: {', replace: "[TTL_ATTRIBUTE + 'Never']: {" }),
        ),
        besides<Output>('hidden', 'switches the time to live of the table off', async (lab) => {
          const TableName = lab.outputs.StandingsTableName;
          const set = (Enabled: boolean) =>
            lab.aws.dynamodb.updateTimeToLive({
              TableName,
              TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled },
            });
          lab.undoBy(() => set(true));
          await set(false);
        }),
        and('too-narrow', 'knows an event by the normal form of its id alone', (lab) =>
          lab.fixSources({ file: FILE, find: '[...new Set([eventId, spelledId])]', replace: '[eventId]' }),
        ),
        and('too-narrow', 'keys by the day beside the id, in a place of its own', (lab) =>
          lab.fixSources({
            file: FILE,
            find: '...marshallKey(dedupeKey(id)),',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source code, to be put into a file
            replace: '...marshallKey({ ...dedupeKey(id), sk: `APPLIED#${new Date().toISOString().slice(0, 10)}` }),',
          }),
        ),
      ],
      right: [],
    };
  },
  'award-stuck': () => {
    return {
      careless: [
        besides<Output>('hidden', 'keeps the milestones that were given up for a minute only', (lab) =>
          setQueue(lab, lab.outputs.MilestoneDeadLetterQueueUrl, 'MessageRetentionPeriod', '60'),
        ),
        besides<Output>('hidden', 'makes the alarm of the given-up milestones take silence for trouble', (lab) =>
          changeAlarm(lab, 'MilestonesParked', { TreatMissingData: 'ignore' }),
        ),
        besides<Output>('hidden', 'keeps the log of the edge for a day', async (lab) => {
          const logGroupName = lab.outputs.AcceptFunctionLogGroupName;
          const { logGroups } = await lab.aws.logs.describeLogGroups({ logGroupNamePrefix: logGroupName });
          const retentionInDays = logGroups?.[0]?.retentionInDays;
          lab.undoBy(() => lab.aws.logs.putRetentionPolicy({ logGroupName, retentionInDays }));
          await lab.aws.logs.putRetentionPolicy({ logGroupName, retentionInDays: 1 });
        }),
      ],
      right: [],
    };
  },
};

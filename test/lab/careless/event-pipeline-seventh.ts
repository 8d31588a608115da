/** The seventh list, of 2026-11-29, for the drills of the event pipeline: what the first six had not. See `model.ts`. */
import { alarm, type Output } from './event-pipeline-by-hand.ts';
import { besides, instead, type TriedOn } from './model.ts';

export const seventhOnEventPipeline: TriedOn<Output> = {
  'alarm-blind': () => {
    return {
      careless: [
        instead<Output>(
          'elsewhere',
          'Makes a second alarm that watches the worker, beside the blind one',
          async (lab) => {
            const AlarmName = `worker-fails-${lab.nonce()}`;
            const { ExtendedStatistic: _, AlarmArn: __, ...before } = await alarm(lab, 'ActivityWorkerErrors');
            lab.undoBy(() => lab.aws.cloudwatch.deleteAlarms({ AlarmNames: [AlarmName] }));
            const Dimensions = [{ Name: 'FunctionName', Value: lab.outputs.ActivityWorkerName }];
            await lab.aws.cloudwatch.putMetricAlarm({ ...before, AlarmName, Dimensions } as never);
          },
        ),
      ],
      right: [],
    };
  },
  'told-nobody': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets everybody publish by one more statement of the topic', async (lab) => {
          const TopicArn = lab.outputs.MilestoneTopicArn;
          const { Attributes } = await lab.aws.sns.getTopicAttributes({ TopicArn });
          const put = (AttributeValue = '') =>
            lab.aws.sns.setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue });
          lab.undoBy(() => put(Attributes?.Policy));
          const policy = JSON.parse(Attributes?.Policy ?? '{"Statement":[]}');
          const open = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sns:Publish', Resource: TopicArn };
          await put(JSON.stringify({ ...policy, Statement: [...policy.Statement, open] }));
        }),
      ],
      right: [],
    };
  },
  'milestone-denied': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets every role of the account write by the policy of the table', async (lab) => {
          const { Table } = await lab.aws.dynamodb.describeTable({ TableName: lab.outputs.MilestonesTableName });
          const Resource = Table?.TableArn as string;
          const grant = { Effect: 'Allow', Principal: '*', Action: 'dynamodb:PutItem', Resource };
          lab.undoBy(() => lab.aws.dynamodb.deleteResourcePolicy({ ResourceArn: Resource }));
          const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [grant] });
          await lab.aws.dynamodb.putResourcePolicy({ ResourceArn: Resource, Policy });
        }),
      ],
      right: [],
    };
  },
};

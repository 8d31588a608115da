/** What no rule is about by name: changes that are refused because after a repair the rest is as deployed. See `model.ts`. */
import type { Output as PipelineOutput } from '../../../lib/projects/event-pipeline/drills/event-pipeline.ts';
import { besides, type TriedOn } from './model.ts';
import type { Output as ApiOutput } from './serverless-api-by-hand.ts';

export const otherwiseOnServerlessApi: TriedOn<ApiOutput> = {
  'route-narrowed': () => {
    return {
      careless: [
        besides<ApiOutput>('too-wide', 'lets the pages of anybody read answers', async ({ aws, outputs, undoBy }) => {
          const { ApiId } = outputs;
          const { CorsConfiguration } = await aws.apigateway.getApi({ ApiId });
          undoBy(() => aws.apigateway.updateApi({ ApiId, CorsConfiguration }));
          const AllowOrigins = ['https://example.com', ...(CorsConfiguration?.AllowOrigins ?? [])];
          await aws.apigateway.updateApi({ ApiId, CorsConfiguration: { ...CorsConfiguration, AllowOrigins } });
        }),
        besides<ApiOutput>('too-wide', 'adds a method that asks nobody to a path that asks', async (lab) => {
          const { ApiId } = lab.outputs;
          const { Items = [] } = await lab.aws.apigateway.getRoutes({ ApiId });
          const { Target } = Items.find(({ RouteKey }) => RouteKey === 'ANY /v1/me') ?? {};
          const { RouteId } = await lab.aws.apigateway.createRoute({ ApiId, RouteKey: 'GET /v1/me', Target });
          lab.undoBy(() => lab.aws.apigateway.deleteRoute({ ApiId, RouteId }));
        }),
        besides<ApiOutput>(
          'too-wide',
          'takes another authorizer for who is asked',
          async ({ aws, outputs, undoBy }) => {
            const { ApiId } = outputs;
            const { Items = [] } = await aws.apigateway.getAuthorizers({ ApiId });
            const [{ AuthorizerId, JwtConfiguration } = {}] = Items;
            undoBy(() => aws.apigateway.updateAuthorizer({ ApiId, AuthorizerId, JwtConfiguration }));
            const Audience = ['anybody', ...(JwtConfiguration?.Audience ?? [])];
            await aws.apigateway.updateAuthorizer({
              ...{ ApiId, AuthorizerId },
              JwtConfiguration: { ...JwtConfiguration, Audience },
            });
          },
        ),
      ],
      right: [],
    };
  },
  'query-denied': () => {
    return {
      careless: [
        besides<ApiOutput>(
          'too-wide',
          'lets sessions of the role last for twelve hours',
          async ({ aws, outputs, undoBy }) => {
            const { Role } = await aws.lambda.getFunctionConfiguration({ FunctionName: outputs.SeedFunctionName });
            const RoleName = Role?.split('/').at(-1) as string;
            undoBy(() => aws.iam.updateRole({ RoleName, MaxSessionDuration: 3_600 }));
            await aws.iam.updateRole({ RoleName, MaxSessionDuration: 43_200 });
          },
        ),
      ],
      right: [],
    };
  },
  'nothing-runs': () => {
    return {
      careless: [
        besides<ApiOutput>('hidden', 'gives the seed ten gigabytes of disk', async ({ aws, outputs, undoBy }) => {
          const FunctionName = outputs.SeedFunctionName;
          const put = (Size: number) =>
            aws.lambda.updateFunctionConfiguration({ FunctionName, EphemeralStorage: { Size } });
          undoBy(() => put(512));
          await put(10_240);
        }),
        besides<ApiOutput>('hidden', 'gives calls of the seed up after none', async ({ aws, outputs, undoBy }) => {
          const FunctionName = outputs.SeedFunctionName;
          undoBy(() => aws.lambda.deleteFunctionEventInvokeConfig({ FunctionName }));
          await aws.lambda.putFunctionEventInvokeConfig({ FunctionName, MaximumRetryAttempts: 0 });
        }),
      ],
      right: [],
    };
  },
};

/** A queue of nobody's, for as long as it is tried. */
async function anotherQueue({ aws, undoBy }: Parameters<ReturnType<typeof besides<PipelineOutput>>['damage']>[0]) {
  const { QueueUrl } = await aws.sqs.createQueue({ QueueName: `mine-${Date.now()}` });
  undoBy(() => aws.sqs.deleteQueue({ QueueUrl }));
  const { Attributes } = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  return Attributes?.QueueArn as string;
}

export const otherwiseOnEventPipeline: TriedOn<PipelineOutput> = {
  'rule-mismatch': () => {
    return {
      careless: [
        besides<PipelineOutput>('too-wide', 'has all that learners do copied to a queue of nobody', async (lab) => {
          const rule = { EventBusName: lab.outputs.ActivityBusName, Rule: 'to-look' };
          const Arn = await anotherQueue(lab);
          const { EventBusName, Rule: Name } = rule;
          lab.undoBy(() => lab.aws.eventbridge.deleteRule({ EventBusName, Name }));
          lab.undoBy(() => lab.aws.eventbridge.removeTargets({ ...rule, Ids: ['mine'] }));
          await lab.aws.eventbridge.putRule({ EventBusName, Name, EventPattern: '{"source":["certlab.study"]}' });
          await lab.aws.eventbridge.putTargets({ ...rule, Targets: [{ Id: 'mine', Arn }] });
        }),
      ],
      right: [],
    };
  },
  'alarm-blind': () => {
    return {
      careless: [
        besides<PipelineOutput>('hidden', 'has the alarm call wherever it knows nothing', async (lab) => {
          const TopicArn = lab.outputs.MilestoneTopicArn;
          const { MetricAlarms: [alarm] = [] } = await lab.aws.cloudwatch.describeAlarms({});
          lab.undoBy(() => lab.aws.cloudwatch.putMetricAlarm({ ...alarm } as never));
          await lab.aws.cloudwatch.putMetricAlarm({ ...alarm, InsufficientDataActions: [TopicArn] } as never);
        }),
      ],
      right: [],
    };
  },
};

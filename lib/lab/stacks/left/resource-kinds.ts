/** Every type of resource that our templates hold: how its own service is asked for it, and how somebody removes it. */
import type { Target } from '../../../target.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { orMissing } from '../../aws/missing.ts';
import { CLOUD_CONTROL_KINDS } from './cloud-control.ts';

/** A resource that CloudFormation, or the tagging index, has named. */
export interface NamedResource {
  /** CloudFormation's, for example `AWS::SQS::Queue`. */
  readonly type: string;
  /** What `Ref` answers: a name, a URL or an ARN, by type. */
  readonly id: string;
  /** What its template said of it, as far as that is known: a route's own id is nothing without that of its API. */
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface ResourceKind {
  /**
   * Its service's answer; `undefined`, or refused as missing, where the service has no such resource. One call, with what is known of a deleted
   * stack; the readers of lib/lab/deployed need the template, and ask for everything that it says.
   */
  readonly ask: (aws: AwsClients, id: string, properties: Properties) => Promise<unknown>;
  /** The words of the AWS CLI that remove it. */
  readonly remove: (id: string, properties: Properties) => readonly string[];
  /** The emulator answers neither of the two as AWS does: there nobody is asked. */
  readonly onAwsAlone?: true;
}

interface Properties {
  readonly ApiId: string;
  readonly ApplicationName: string;
  readonly EventBusName: string | undefined;
  readonly FunctionName: string;
  readonly PolicyName: string;
  readonly Queues: readonly string[];
  readonly Roles: readonly string[];
  readonly Topics: readonly string[];
  readonly UserPoolId: string;
}

const last = (id: string, separator: string) => id.split(separator).at(-1) ?? id;
const kind = (ask: ResourceKind['ask'], remove: ResourceKind['remove']): ResourceKind => ({ ask, remove });
const anyOf = async (answers: readonly Promise<unknown>[]) =>
  (await Promise.all(answers.map(orMissing))).find((answer) => answer !== undefined);

const active = <Found extends { readonly status?: string }>(found: Found | undefined) =>
  found?.status === 'INACTIVE' ? undefined : found;
/** `arn:…:service/<cluster>/<service>`. */
const clusterOf = (service: string) => service.split('/').at(-2) ?? 'default';

const alarm = kind(
  async ({ cloudwatch }, id) => {
    const found = await cloudwatch.describeAlarms({ AlarmNames: [id], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
    return found.MetricAlarms?.[0] ?? found.CompositeAlarms?.[0];
  },
  (id) => ['cloudwatch', 'delete-alarms', '--alarm-names', id],
);
const table = kind(
  ({ dynamodb }, id) => dynamodb.describeTable({ TableName: id }),
  (id) => ['dynamodb', 'delete-table', '--table-name', id],
);

export const RESOURCE_KINDS: Readonly<Record<string, ResourceKind>> = {
  ...CLOUD_CONTROL_KINDS,
  'AWS::ApiGatewayV2::Api': kind(
    ({ apigateway }, id) => apigateway.getApi({ ApiId: id }),
    (id) => ['apigatewayv2', 'delete-api', '--api-id', id],
  ),
  'AWS::ApiGatewayV2::Authorizer': kind(
    ({ apigateway }, id, { ApiId }) => apigateway.getAuthorizer({ ApiId, AuthorizerId: last(id, '/') }),
    (id, { ApiId }) => ['apigatewayv2', 'delete-authorizer', '--api-id', ApiId, '--authorizer-id', last(id, '/')],
  ),
  'AWS::ApiGatewayV2::Integration': kind(
    ({ apigateway }, id, { ApiId }) => apigateway.getIntegration({ ApiId, IntegrationId: last(id, '/') }),
    (id, { ApiId }) => ['apigatewayv2', 'delete-integration', '--api-id', ApiId, '--integration-id', last(id, '/')],
  ),
  'AWS::ApiGatewayV2::Route': kind(
    ({ apigateway }, id, { ApiId }) => apigateway.getRoute({ ApiId, RouteId: last(id, '/') }),
    (id, { ApiId }) => ['apigatewayv2', 'delete-route', '--api-id', ApiId, '--route-id', last(id, '/')],
  ),
  'AWS::ApiGatewayV2::Stage': kind(
    ({ apigateway }, id, { ApiId }) => apigateway.getStage({ ApiId, StageName: id }),
    (id, { ApiId }) => ['apigatewayv2', 'delete-stage', '--api-id', ApiId, '--stage-name', id],
  ),
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': alarm,
  'AWS::CloudWatch::Dashboard': kind(
    ({ cloudwatch }, id) => cloudwatch.getDashboard({ DashboardName: id }),
    (id) => ['cloudwatch', 'delete-dashboards', '--dashboard-names', id],
  ),
  'AWS::CodeBuild::Project': kind(
    async ({ codebuild }, id) => (await codebuild.batchGetProjects({ names: [id] })).projects?.[0],
    (id) => ['codebuild', 'delete-project', '--name', id],
  ),
  'AWS::CodeBuild::ReportGroup': kind(
    async ({ codebuild }, id) => (await codebuild.batchGetReportGroups({ reportGroupArns: [id] })).reportGroups?.[0],
    (id) => ['codebuild', 'delete-report-group', '--arn', id, '--delete-reports'],
  ),
  'AWS::CodeDeploy::Application': kind(
    ({ codedeploy }, id) => codedeploy.getApplication({ applicationName: id }),
    (id) => ['deploy', 'delete-application', '--application-name', id],
  ),
  'AWS::CodeDeploy::DeploymentGroup': kind(
    ({ codedeploy }, id, { ApplicationName }) =>
      codedeploy.getDeploymentGroup({ applicationName: ApplicationName, deploymentGroupName: id }),
    (id, { ApplicationName }) => [
      'deploy',
      'delete-deployment-group',
      '--application-name',
      ApplicationName,
      '--deployment-group-name',
      id,
    ],
  ),
  'AWS::CodePipeline::Pipeline': kind(
    ({ codepipeline }, id) => codepipeline.getPipeline({ name: id }),
    (id) => ['codepipeline', 'delete-pipeline', '--name', id],
  ),
  'AWS::Cognito::UserPool': kind(
    ({ cognito }, id) => cognito.describeUserPool({ UserPoolId: id }),
    (id) => ['cognito-idp', 'delete-user-pool', '--user-pool-id', id],
  ),
  'AWS::Cognito::UserPoolClient': kind(
    ({ cognito }, ClientId, { UserPoolId }) => cognito.describeUserPoolClient({ UserPoolId, ClientId }),
    (id, { UserPoolId }) => ['cognito-idp', 'delete-user-pool-client', '--user-pool-id', UserPoolId, '--client-id', id],
  ),
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  // What is deleted, and a revision that is deregistered, is told as inactive for a while; it does nothing and costs nothing
  // (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html).
  'AWS::ECS::Cluster': kind(
    async ({ ecs }, id) => active((await ecs.describeClusters({ clusters: [id] })).clusters?.[0]),
    (id) => ['ecs', 'delete-cluster', '--cluster', id],
  ),
  'AWS::ECS::Service': kind(
    async ({ ecs }, id) =>
      active((await ecs.describeServices({ cluster: clusterOf(id), services: [id] })).services?.[0]),
    (id) => ['ecs', 'delete-service', '--cluster', clusterOf(id), '--service', id, '--force'],
  ),
  'AWS::ECS::TaskDefinition': kind(
    async ({ ecs }, id) => {
      try {
        return active((await ecs.describeTaskDefinition({ taskDefinition: id })).taskDefinition);
      } catch (error) {
        // ECS has no error of its own for one that it does not know.
        if (/Unable to describe task definition/.test((error as Error).message)) return undefined;
        throw error;
      }
    },
    (id) => ['ecs', 'deregister-task-definition', '--task-definition', id],
  ),
  'AWS::Events::Archive': kind(
    ({ eventbridge }, id) => eventbridge.describeArchive({ ArchiveName: id }),
    (id) => ['events', 'delete-archive', '--archive-name', id],
  ),
  'AWS::Events::EventBus': kind(
    ({ eventbridge }, id) => eventbridge.describeEventBus({ Name: id }),
    (id) => ['events', 'delete-event-bus', '--name', id],
  ),
  // `Ref` of a rule on a bus of one's own is `<bus>|<rule>`.
  'AWS::Events::Rule': kind(
    ({ eventbridge }, id, { EventBusName }) => eventbridge.describeRule({ Name: last(id, '|'), EventBusName }),
    (id, { EventBusName }) => [
      'events',
      'delete-rule',
      '--name',
      last(id, '|'),
      ...(EventBusName ? ['--event-bus-name', EventBusName] : []),
      '--force',
    ],
  ),
  'AWS::IAM::Policy': kind(
    ({ iam }, _, { Roles, PolicyName }) => anyOf(Roles.map((RoleName) => iam.getRolePolicy({ RoleName, PolicyName }))),
    (_, { Roles, PolicyName }) => [
      'iam',
      'delete-role-policy',
      '--role-name',
      Roles[0] ?? '',
      '--policy-name',
      PolicyName,
    ],
  ),
  'AWS::IAM::Role': kind(
    ({ iam }, id) => iam.getRole({ RoleName: id }),
    (id) => ['iam', 'delete-role', '--role-name', id],
  ),
  // KMS deletes no key at once, and one that waits can do nothing and costs nothing
  // (https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html).
  'AWS::KMS::Key': kind(
    async ({ kms }, id) => {
      const { KeyMetadata } = await kms.describeKey({ KeyId: id });
      return KeyMetadata?.KeyState === 'PendingDeletion' ? undefined : KeyMetadata;
    },
    (id) => ['kms', 'schedule-key-deletion', '--key-id', id, '--pending-window-in-days', '7'],
  ),
  'AWS::Lambda::Alias': kind(
    ({ lambda }, id) => lambda.getFunction({ FunctionName: id }),
    (id) => ['lambda', 'delete-alias', '--function-name', id.replace(/:[^:]*$/, ''), '--name', last(id, ':')],
  ),
  'AWS::Lambda::EventSourceMapping': kind(
    ({ lambda }, id) => lambda.getEventSourceMapping({ UUID: id }),
    (id) => ['lambda', 'delete-event-source-mapping', '--uuid', id],
  ),
  'AWS::Lambda::Function': kind(
    ({ lambda }, id) => lambda.getFunction({ FunctionName: id }),
    (id) => ['lambda', 'delete-function', '--function-name', id],
  ),
  'AWS::Lambda::Permission': kind(
    async ({ lambda }, id, { FunctionName }) => {
      const { Policy = '' } = await lambda.getPolicy({ FunctionName });
      return Policy.includes(`"${id}"`) ? Policy : undefined;
    },
    (id, { FunctionName }) => ['lambda', 'remove-permission', '--function-name', FunctionName, '--statement-id', id],
  ),
  // Templates keep versions on purpose, for rollbacks; they go with their function.
  'AWS::Lambda::Version': kind(
    ({ lambda }, id) => lambda.getFunction({ FunctionName: id }),
    (id) => ['lambda', 'delete-function', '--function-name', id],
  ),
  'AWS::Logs::LogGroup': kind(
    async ({ logs }, id) => {
      const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: id });
      return logGroups.find(({ logGroupName }) => logGroupName === id);
    },
    (id) => ['logs', 'delete-log-group', '--log-group-name', id],
  ),
  'AWS::Pipes::Pipe': kind(
    ({ pipes }, id) => pipes.describePipe({ Name: id }),
    (id) => ['pipes', 'delete-pipe', '--name', id],
  ),
  'AWS::RDS::GlobalCluster': kind(
    ({ rds }, id) => rds.describeGlobalClusters({ GlobalClusterIdentifier: id }),
    (id) => ['rds', 'delete-global-cluster', '--global-cluster-identifier', id],
  ),
  'AWS::Route53::HealthCheck': kind(
    ({ route53 }, id) => route53.getHealthCheck({ HealthCheckId: id }),
    (id) => ['route53', 'delete-health-check', '--health-check-id', id],
  ),
  'AWS::S3::Bucket': kind(
    ({ s3 }, id) => s3.headBucket({ Bucket: id }),
    (id) => ['s3api', 'delete-bucket', '--bucket', id],
  ),
  'AWS::S3::BucketPolicy': kind(
    ({ s3 }, id) => s3.getBucketPolicy({ Bucket: id }),
    (id) => ['s3api', 'delete-bucket-policy', '--bucket', id],
  ),
  'AWS::SNS::Topic': kind(
    ({ sns }, id) => sns.getTopicAttributes({ TopicArn: id }),
    (id) => ['sns', 'delete-topic', '--topic-arn', id],
  ),
  // A topic always has a policy, so this one is there as long as one of its topics is.
  'AWS::SNS::TopicPolicy': kind(
    ({ sns }, _, { Topics }) => anyOf(Topics.map((TopicArn) => sns.getTopicAttributes({ TopicArn }))),
    (_, { Topics }) => ['sns', 'delete-topic', '--topic-arn', Topics[0] ?? ''],
  ),
  'AWS::SQS::Queue': kind(
    ({ sqs }, id) => sqs.getQueueUrl({ QueueName: last(id, '/') }),
    (id) => ['sqs', 'delete-queue', '--queue-url', id],
  ),
  'AWS::SQS::QueuePolicy': kind(
    ({ sqs }, _, { Queues }) =>
      anyOf(
        Queues.map(async (QueueUrl) => {
          const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['Policy'] });
          return Attributes?.Policy || undefined;
        }),
      ),
    (_, { Queues }) => ['sqs', 'set-queue-attributes', '--queue-url', Queues[0] ?? '', '--attributes', '{"Policy":""}'],
  ),
  'AWS::StepFunctions::StateMachine': kind(
    ({ sfn }, id) => sfn.describeStateMachine({ stateMachineArn: id }),
    (id) => ['stepfunctions', 'delete-state-machine', '--state-machine-arn', id],
  ),
};

/** What a kind needs of a resource's properties; where CloudFormation does not say them, its service cannot be asked. */
const NEEDS: Readonly<Record<string, keyof Properties>> = {
  'AWS::ApiGatewayV2::Authorizer': 'ApiId',
  'AWS::ApiGatewayV2::Integration': 'ApiId',
  'AWS::ApiGatewayV2::Route': 'ApiId',
  'AWS::ApiGatewayV2::Stage': 'ApiId',
  'AWS::CodeDeploy::DeploymentGroup': 'ApplicationName',
  'AWS::Cognito::UserPoolClient': 'UserPoolId',
  'AWS::IAM::Policy': 'Roles',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SQS::QueuePolicy': 'Queues',
};

/** The kind of a resource of which enough is known to ask this target for it, or undefined. */
export function kindOf({ type, properties }: NamedResource, { name }: Pick<Target, 'name'>): ResourceKind | undefined {
  const needed = NEEDS[type];
  const kind = needed === undefined || properties?.[needed] !== undefined ? RESOURCE_KINDS[type] : undefined;
  return kind?.onAwsAlone && name === 'emulator' ? undefined : kind;
}

/** What is known of a resource's properties, as {@link ResourceKind} takes it; {@link kindOf} has looked whether it will do. */
export const propertiesOf = ({ properties = {} }: NamedResource) => properties as unknown as Properties;

import { createRequire } from 'node:module';
import type { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2';
import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import type { CloudControl } from '@aws-sdk/client-cloudcontrol';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeBuild } from '@aws-sdk/client-codebuild';
import type { CodeDeploy } from '@aws-sdk/client-codedeploy';
import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ECS } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { KMS } from '@aws-sdk/client-kms';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { Pipes } from '@aws-sdk/client-pipes';
import type { RDS } from '@aws-sdk/client-rds';
import type { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Route53 } from '@aws-sdk/client-route-53';
import type { S3 } from '@aws-sdk/client-s3';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SNS } from '@aws-sdk/client-sns';
import type { SQS } from '@aws-sdk/client-sqs';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { Target } from '../../target.ts';

/** The SDK clients that the lab works through, one per service. */
export interface AwsClients {
  readonly apigateway: ApiGatewayV2;
  readonly autoscaling: ApplicationAutoScaling;
  readonly cloudcontrol: CloudControl;
  readonly cloudformation: CloudFormation;
  readonly cloudwatch: CloudWatch;
  readonly codebuild: CodeBuild;
  readonly codedeploy: CodeDeploy;
  readonly codepipeline: CodePipeline;
  readonly cognito: CognitoIdentityProvider;
  readonly dynamodb: DynamoDB;
  readonly ec2: EC2;
  readonly ecs: ECS;
  readonly elbv2: ElasticLoadBalancingV2;
  readonly eventbridge: EventBridge;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly lambda: Lambda;
  readonly logs: CloudWatchLogs;
  readonly pipes: Pipes;
  readonly rds: RDS;
  readonly route53: Route53;
  readonly s3: S3;
  readonly secrets: SecretsManager;
  readonly sfn: SFN;
  readonly sns: SNS;
  readonly sqs: SQS;
  readonly ssm: SSM;
  readonly sts: STS;
  readonly tagging: ResourceGroupsTaggingAPI;
}

/** What stands behind one client. */
export interface AwsService {
  /** The service's name in the AWS CLI. */
  readonly cli: string;
  readonly module: string;
  /** Of the SDK's class with a method for every operation; with `Client` behind it, that of its plain client. */
  readonly className: string;
}

/** Every service that the lab has the SDK of, for drills and for `lab aws` alike. */
export const AWS_SERVICES: { readonly [Name in keyof AwsClients]: AwsService } = {
  apigateway: { cli: 'apigatewayv2', module: '@aws-sdk/client-apigatewayv2', className: 'ApiGatewayV2' },
  autoscaling: {
    cli: 'application-autoscaling',
    module: '@aws-sdk/client-application-auto-scaling',
    className: 'ApplicationAutoScaling',
  },
  cloudcontrol: { cli: 'cloudcontrol', module: '@aws-sdk/client-cloudcontrol', className: 'CloudControl' },
  cloudformation: { cli: 'cloudformation', module: '@aws-sdk/client-cloudformation', className: 'CloudFormation' },
  cloudwatch: { cli: 'cloudwatch', module: '@aws-sdk/client-cloudwatch', className: 'CloudWatch' },
  codebuild: { cli: 'codebuild', module: '@aws-sdk/client-codebuild', className: 'CodeBuild' },
  codedeploy: { cli: 'deploy', module: '@aws-sdk/client-codedeploy', className: 'CodeDeploy' },
  codepipeline: { cli: 'codepipeline', module: '@aws-sdk/client-codepipeline', className: 'CodePipeline' },
  cognito: {
    cli: 'cognito-idp',
    module: '@aws-sdk/client-cognito-identity-provider',
    className: 'CognitoIdentityProvider',
  },
  dynamodb: { cli: 'dynamodb', module: '@aws-sdk/client-dynamodb', className: 'DynamoDB' },
  ec2: { cli: 'ec2', module: '@aws-sdk/client-ec2', className: 'EC2' },
  ecs: { cli: 'ecs', module: '@aws-sdk/client-ecs', className: 'ECS' },
  elbv2: {
    cli: 'elbv2',
    module: '@aws-sdk/client-elastic-load-balancing-v2',
    className: 'ElasticLoadBalancingV2',
  },
  eventbridge: { cli: 'events', module: '@aws-sdk/client-eventbridge', className: 'EventBridge' },
  iam: { cli: 'iam', module: '@aws-sdk/client-iam', className: 'IAM' },
  kms: { cli: 'kms', module: '@aws-sdk/client-kms', className: 'KMS' },
  lambda: { cli: 'lambda', module: '@aws-sdk/client-lambda', className: 'Lambda' },
  logs: { cli: 'logs', module: '@aws-sdk/client-cloudwatch-logs', className: 'CloudWatchLogs' },
  pipes: { cli: 'pipes', module: '@aws-sdk/client-pipes', className: 'Pipes' },
  rds: { cli: 'rds', module: '@aws-sdk/client-rds', className: 'RDS' },
  route53: { cli: 'route53', module: '@aws-sdk/client-route-53', className: 'Route53' },
  s3: { cli: 's3api', module: '@aws-sdk/client-s3', className: 'S3' },
  secrets: { cli: 'secretsmanager', module: '@aws-sdk/client-secrets-manager', className: 'SecretsManager' },
  sfn: { cli: 'stepfunctions', module: '@aws-sdk/client-sfn', className: 'SFN' },
  sns: { cli: 'sns', module: '@aws-sdk/client-sns', className: 'SNS' },
  sqs: { cli: 'sqs', module: '@aws-sdk/client-sqs', className: 'SQS' },
  ssm: { cli: 'ssm', module: '@aws-sdk/client-ssm', className: 'SSM' },
  sts: { cli: 'sts', module: '@aws-sdk/client-sts', className: 'STS' },
  tagging: {
    cli: 'resourcegroupstaggingapi',
    module: '@aws-sdk/client-resource-groups-tagging-api',
    className: 'ResourceGroupsTaggingAPI',
  },
};

/** The clients of a target. Each package is loaded when its client is first asked for: all at once cost half a second. */
export function awsClients(clientConfig: Target['clientConfig']): AwsClients {
  const require = createRequire(import.meta.url);
  // The emulator's buckets have no host names of their own (S3 alone reads this), nor do some operations, TestState among them.
  const atOneAddress = clientConfig.endpoint !== undefined;
  const config = { ...clientConfig, forcePathStyle: atOneAddress, disableHostPrefix: atOneAddress };
  const clients: Record<string, unknown> = {};
  const lazily = Object.entries(AWS_SERVICES).map(([name, { module, className }]) => [
    name,
    {
      enumerable: true,
      get: () => {
        clients[name] ??= new (require(module)[className])(config);
        return clients[name];
      },
    },
  ]);
  const all = Object.defineProperties({}, Object.fromEntries(lazily)) as AwsClients;
  const others = new Map<string, AwsClients>([[clientConfig.region, all]]);
  return withRegions(all, (region) => {
    const there = others.get(region) ?? awsClients({ ...clientConfig, region });
    others.set(region, there);
    return there;
  });
}

const elsewhere = new WeakMap<AwsClients, (region: string) => AwsClients>();

/** Says of clients which speak to another region for them. */
export function withRegions(aws: AwsClients, inRegion: (region: string) => AwsClients): AwsClients {
  elsewhere.set(aws, inRegion);
  return aws;
}

/** Clients of the same account or emulator in another region, made once; without a region the same. */
export function clientsIn(aws: AwsClients, region: string | undefined): AwsClients {
  if (region === undefined) return aws;
  const inRegion = elsewhere.get(aws);
  if (!inRegion) throw new Error(`These clients are of one region, and there are none for ${region}.`);
  return inRegion(region);
}

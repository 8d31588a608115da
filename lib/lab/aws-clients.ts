import { createRequire } from 'node:module';
import type { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeBuild } from '@aws-sdk/client-codebuild';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { KMS } from '@aws-sdk/client-kms';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { Pipes } from '@aws-sdk/client-pipes';
import type { S3 } from '@aws-sdk/client-s3';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SNS } from '@aws-sdk/client-sns';
import type { SQS } from '@aws-sdk/client-sqs';
import type { Target } from '../target.ts';

/** The SDK clients that the lab works through, one per service. */
export interface AwsClients {
  readonly apigateway: ApiGatewayV2;
  readonly cloudformation: CloudFormation;
  readonly cloudwatch: CloudWatch;
  readonly codebuild: CodeBuild;
  readonly dynamodb: DynamoDB;
  readonly eventbridge: EventBridge;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly lambda: Lambda;
  readonly logs: CloudWatchLogs;
  readonly pipes: Pipes;
  readonly s3: S3;
  readonly sfn: SFN;
  readonly sns: SNS;
  readonly sqs: SQS;
}

/** Which package and which class of it stands behind each client. */
const SERVICES: { readonly [Name in keyof AwsClients]: readonly [module: string, className: string] } = {
  apigateway: ['@aws-sdk/client-apigatewayv2', 'ApiGatewayV2'],
  cloudformation: ['@aws-sdk/client-cloudformation', 'CloudFormation'],
  cloudwatch: ['@aws-sdk/client-cloudwatch', 'CloudWatch'],
  codebuild: ['@aws-sdk/client-codebuild', 'CodeBuild'],
  dynamodb: ['@aws-sdk/client-dynamodb', 'DynamoDB'],
  eventbridge: ['@aws-sdk/client-eventbridge', 'EventBridge'],
  iam: ['@aws-sdk/client-iam', 'IAM'],
  kms: ['@aws-sdk/client-kms', 'KMS'],
  lambda: ['@aws-sdk/client-lambda', 'Lambda'],
  logs: ['@aws-sdk/client-cloudwatch-logs', 'CloudWatchLogs'],
  pipes: ['@aws-sdk/client-pipes', 'Pipes'],
  s3: ['@aws-sdk/client-s3', 'S3'],
  sfn: ['@aws-sdk/client-sfn', 'SFN'],
  sns: ['@aws-sdk/client-sns', 'SNS'],
  sqs: ['@aws-sdk/client-sqs', 'SQS'],
};

/** The clients of a target. Each package is loaded when its client is first asked for: all at once cost half a second. */
export function awsClients(clientConfig: Target['clientConfig']): AwsClients {
  const require = createRequire(import.meta.url);
  // The emulator's buckets have no host names of their own (S3 alone reads this).
  const config = { ...clientConfig, forcePathStyle: clientConfig.endpoint !== undefined };
  const clients: Record<string, unknown> = {};
  const lazily = Object.entries(SERVICES).map(([name, [module, className]]) => [
    name,
    {
      enumerable: true,
      get: () => {
        clients[name] ??= new (require(module)[className])(config);
        return clients[name];
      },
    },
  ]);
  return Object.defineProperties({}, Object.fromEntries(lazily)) as AwsClients;
}

import { createRequire } from 'node:module';
import type { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { Pipes } from '@aws-sdk/client-pipes';
import type { SFN } from '@aws-sdk/client-sfn';
import type { SNS } from '@aws-sdk/client-sns';
import type { SQS } from '@aws-sdk/client-sqs';
import type { Target } from '../target.ts';

/** The SDK clients that drills work through, one per service. */
export interface AwsClients {
  readonly apigateway: ApiGatewayV2;
  readonly cloudformation: CloudFormation;
  readonly cloudwatch: CloudWatch;
  readonly dynamodb: DynamoDB;
  readonly eventbridge: EventBridge;
  readonly iam: IAM;
  readonly lambda: Lambda;
  readonly logs: CloudWatchLogs;
  readonly pipes: Pipes;
  readonly sfn: SFN;
  readonly sns: SNS;
  readonly sqs: SQS;
}

/** Which package and which class of it stands behind each client. */
const SERVICES: { readonly [Name in keyof AwsClients]: readonly [module: string, className: string] } = {
  apigateway: ['@aws-sdk/client-apigatewayv2', 'ApiGatewayV2'],
  cloudformation: ['@aws-sdk/client-cloudformation', 'CloudFormation'],
  cloudwatch: ['@aws-sdk/client-cloudwatch', 'CloudWatch'],
  dynamodb: ['@aws-sdk/client-dynamodb', 'DynamoDB'],
  eventbridge: ['@aws-sdk/client-eventbridge', 'EventBridge'],
  iam: ['@aws-sdk/client-iam', 'IAM'],
  lambda: ['@aws-sdk/client-lambda', 'Lambda'],
  logs: ['@aws-sdk/client-cloudwatch-logs', 'CloudWatchLogs'],
  pipes: ['@aws-sdk/client-pipes', 'Pipes'],
  sfn: ['@aws-sdk/client-sfn', 'SFN'],
  sns: ['@aws-sdk/client-sns', 'SNS'],
  sqs: ['@aws-sdk/client-sqs', 'SQS'],
};

/** The clients of a target. Each package is loaded when its client is first asked for: twelve at once cost half a second. */
export function awsClients(clientConfig: Target['clientConfig']): AwsClients {
  const require = createRequire(import.meta.url);
  const clients: Record<string, unknown> = {};
  const lazily = Object.entries(SERVICES).map(([name, [module, className]]) => [
    name,
    {
      enumerable: true,
      get: () => {
        clients[name] ??= new (require(module)[className])(clientConfig);
        return clients[name];
      },
    },
  ]);
  return Object.defineProperties({}, Object.fromEntries(lazily)) as AwsClients;
}

/**
 * The ways back to what a template says that are one call of the service, for what a learner changes most. Where the way
 * would be to make a resource again, or where a property has no entry here, there is none: `lab reset` deploys again.
 */

import type { FilterCriteria } from '@aws-sdk/client-lambda';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ReadBack } from './as-deployed.ts';
import type { Properties } from './reader.ts';
import { SERVERLESS_WAYS } from './ways/serverless.ts';
import type { Ways } from './ways/way.ts';
import { WEB_WAYS } from './ways/web.ts';

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const list = (value: unknown) => [value ?? []].flat() as string[];

const QUEUE_ATTRIBUTES = [
  'DelaySeconds',
  'KmsMasterKeyId',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'RedrivePolicy',
  'VisibilityTimeout',
];

const WAYS: Readonly<Record<string, Ways>> = {
  ...SERVERLESS_WAYS,
  ...WEB_WAYS,
  'AWS::IAM::Policy': {
    of: ['PolicyDocument', 'Roles'],
    makes: true,
    set: async (aws, { properties }) => {
      const PolicyName = properties.PolicyName as string;
      const PolicyDocument = text(properties.PolicyDocument);
      for (const RoleName of list(properties.Roles))
        await aws.iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument });
    },
  },
  'AWS::IAM::Role': {
    of: ['ManagedPolicyArns', 'PermissionsBoundary'],
    makes: false,
    set: async (aws, { physicalId: RoleName, properties, found }) => {
      const asked = list(properties.ManagedPolicyArns);
      const attached = list(found?.properties.ManagedPolicyArns);
      const differ = (those: readonly string[], from: readonly string[]) => those.filter((arn) => !from.includes(arn));
      for (const PolicyArn of differ(attached, asked)) await aws.iam.detachRolePolicy({ RoleName, PolicyArn });
      for (const PolicyArn of differ(asked, attached)) await aws.iam.attachRolePolicy({ RoleName, PolicyArn });
      const PermissionsBoundary = properties.PermissionsBoundary as string | undefined;
      if (PermissionsBoundary) await aws.iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary });
      else if (found?.properties.PermissionsBoundary) await aws.iam.deleteRolePermissionsBoundary({ RoleName });
    },
  },
  'AWS::Lambda::Alias': {
    of: ['FunctionVersion', 'RoutingConfig'],
    makes: false,
    set: (aws, { properties }) =>
      aws.lambda.updateAlias({
        FunctionName: properties.FunctionName as string,
        Name: properties.Name as string,
        FunctionVersion: properties.FunctionVersion as string,
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
  },
  'AWS::Lambda::EventSourceMapping': {
    of: ['BatchSize', 'Enabled', 'FilterCriteria', 'FunctionResponseTypes', 'MaximumBatchingWindowInSeconds'],
    makes: false,
    set: (aws, { physicalId, properties }) =>
      aws.lambda.updateEventSourceMapping({
        UUID: physicalId,
        BatchSize: properties.BatchSize as number | undefined,
        Enabled: (properties.Enabled as boolean | undefined) ?? true,
        FilterCriteria: (properties.FilterCriteria as FilterCriteria | undefined) ?? { Filters: [] },
        FunctionResponseTypes: list(properties.FunctionResponseTypes) as 'ReportBatchItemFailures'[],
        MaximumBatchingWindowInSeconds: (properties.MaximumBatchingWindowInSeconds as number | undefined) ?? 0,
      }),
  },
  'AWS::Lambda::Permission': {
    of: [],
    makes: true,
    set: (aws, { physicalId, properties }) =>
      aws.lambda.addPermission({
        FunctionName: properties.FunctionName as string,
        StatementId: physicalId,
        Action: properties.Action as string,
        Principal: properties.Principal as string,
        SourceArn: properties.SourceArn as string | undefined,
      }),
  },
  'AWS::SQS::Queue': {
    of: QUEUE_ATTRIBUTES,
    makes: false,
    set: (aws, { physicalId: QueueUrl, properties, found }) => {
      const asked: Properties = { ...found?.defaults, ...properties };
      const Attributes = QUEUE_ATTRIBUTES.flatMap((name) => {
        if (asked[name] !== undefined) return [[name, text(asked[name])]];
        // Empty takes it away; what nobody set and nothing asks for is not written.
        return found?.properties[name] === undefined ? [] : [[name, '']];
      });
      return aws.sqs.setQueueAttributes({ QueueUrl, Attributes: Object.fromEntries(Attributes) });
    },
  },
  'AWS::SQS::QueuePolicy': {
    of: ['PolicyDocument', 'Queues'],
    makes: true,
    set: async (aws, { properties }) => {
      const Attributes = { Policy: text(properties.PolicyDocument) };
      for (const QueueUrl of list(properties.Queues)) await aws.sqs.setQueueAttributes({ QueueUrl, Attributes });
    },
  },
};

/** What makes the resource as its template says, where every difference (by path, `''` for gone) is one that it can set. */
export function leadBackOf(
  aws: AwsClients,
  resource: ReadBack,
  paths: readonly string[],
): (() => Promise<unknown>) | undefined {
  const ways = WAYS[resource.type];
  if (!ways || paths.length === 0) return undefined;
  const can = resource.found
    ? paths.every((path) => ways.of.some((name) => `${path}.`.startsWith(`${name}.`)))
    : ways.makes;
  return can ? () => ways.set(aws, resource) : undefined;
}

/**
 * What the handlers of this project need from outside, declared once: the stacks set it, the handlers read it.
 * No side effects, no SDK: the stacks import this file.
 */

/** The folders of `build/lambda/delivery-pipeline`, for `handlerAsset(slug, name)`. */
export const VERIFY_RELEASE = 'verify-release';
export const RECORD_DELIVERY = 'record-delivery';

/** ARN that verify-release invokes: of the new version before traffic moves, of the alias afterwards. */
export const RELEASE_ARN = 'RELEASE_ARN';
/** Number of the version that has to answer there. */
export const RELEASE_VERSION = 'RELEASE_VERSION';

/** Name of the table in which record-delivery remembers runs that have not ended, and since when production is broken. */
export const DELIVERY_TABLE_NAME = 'DELIVERY_TABLE_NAME';
export const PARTITION_KEY = 'id';
export const TTL_ATTRIBUTE = 'expiresAt';
/** All that record-delivery does to that table; the stack grants these actions and no other. */
export const RECORD_DELIVERY_ACTIONS = ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem'] as const;

/** Namespace and names of the metrics that record-delivery writes and the dashboard shows. */
export const DELIVERY_METRICS = {
  namespace: 'certlab/Delivery',
  deployments: 'Deployments',
  failures: 'FailedDeployments',
  leadTime: 'LeadTime',
  timeToRestore: 'TimeToRestore',
} as const;

/** Value of the dimension `service`, which Powertools gives to every metric. */
export const SERVICE = 'delivery-pipeline';

/**
 * The dimensions of those metrics, all of them: CloudWatch finds a metric by exactly the dimensions it was written with
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension).
 */
export const metricDimensions = (pipeline: string) => ({ service: SERVICE, Pipeline: pipeline });

/** The value of one variable; throws at start-up, naming it, when it is missing or empty. */
export function required(name: string, variables: Readonly<Record<string, string | undefined>> = process.env): string {
  const value = variables[name];
  if (!value) throw new Error(`The environment variable ${name} is missing: the stack sets it (env.ts says to what).`);
  return value;
}

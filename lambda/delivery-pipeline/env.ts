/**
 * What the handlers of this project need from outside, declared once: the stacks set it, the handlers read it.
 * No side effects, no SDK: the stacks import this file.
 */

/** The folders of `build/lambda/delivery-pipeline`, for `handlerAsset(slug, name)`. */
export const VERIFY_RELEASE = 'verify-release';
export const RECORD_DELIVERY = 'record-delivery';

/** Environment variables, each with what it holds. */
export const VARIABLES = {
  RELEASE_ARN: 'the ARN that verify-release invokes: of the new version before traffic moves, of the alias afterwards',
  RELEASE_VERSION: 'the number of the version that has to answer there',
  DELIVERY_TABLE_NAME:
    'the name of the table in which record-delivery remembers runs that have not ended, and since when production is broken',
} as const;

/** Keys of that table. */
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

/**
 * What the handler of this project needs from outside, declared once: the stack sets it, the handler reads it.
 * No side effects, no SDK: the stack imports this file.
 */

/** The folder of `build/lambda/web-app`, for `handlerAsset(slug, name)`. */
export const RUN_MIGRATION = 'run-migration';

/** Environment variables, each with what it holds. */
export const VARIABLES = {
  CLUSTER_ARN: 'the ARN of the cluster that the task runs in',
  TASK_DEFINITION_ARN: 'the ARN of the task definition of the migration',
  SUBNET_IDS: 'the ids of the subnets of the web tier, with commas between them',
  SECURITY_GROUP_ID: 'the id of the security group of the web tier',
  PUBLIC_ADDRESS: '`ENABLED` where those subnets are public, else `DISABLED`',
} as const;

/** A variable that nobody reads: a new image is a new value of it, by which the deployment runs the function again. */
export const IMAGE_VARIABLE = 'IMAGE';

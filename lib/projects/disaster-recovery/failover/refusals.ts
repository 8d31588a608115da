import { Fail } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** By the name of the error: what was wrong, what was wanted, and what to do. Nothing has been changed then. */
const REFUSALS = {
  NotAsked: 'The input names no region to go to. Wanted {"to":"standby"} or {"to":"primary"}.',
  UnderWay:
    'A failover is under way, by another execution of this workflow or by a call of RDS. Wait for its end ' +
    '(DescribeExecution, or FailoverState of DescribeGlobalClusters), then start again: what is done by then is left as it is.',
  NotAMember:
    'The cluster of that region is no member of the global database: the region is lost, or its cluster was removed. ' +
    'Aurora adds a lost region again by itself when it is back; wait until DescribeGlobalClusters lists it.',
  OtherVersion:
    'The two clusters have different engine versions, and Aurora fails over between equal ones alone. Upgrade the older ' +
    "one; in a disaster detach and promote by RemoveFromGlobalCluster, as the project's README says.",
  NotWhole:
    'The cluster that would take over is not available. Look at its status and events by DescribeDBClusters and ' +
    'DescribeEvents, and start again when it is available.',
  NotInStep:
    'The primary is not back in step: Aurora is still rebuilding it from this region, and going back now would wait or lose ' +
    'answers. Wait until SynchronizationStatus of DescribeGlobalClusters says connected for it.',
} as const;

export type Refusal = keyof typeof REFUSALS;

/** Ends an execution that asks for what must not be. */
export const refusal = (scope: Construct, error: Refusal): Fail =>
  Fail.jsonata(scope, error, { error, cause: REFUSALS[error] });

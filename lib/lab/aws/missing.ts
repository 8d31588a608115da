/** The names under which AWS says that a resource is not there; each service has its own. */
const NOT_THERE = new Set([
  'ApiNotFoundException',
  'ApplicationDoesNotExistException',
  'ClusterNotFoundException',
  'DBClusterNotFoundFault',
  'DBInstanceNotFoundFault',
  'DashboardNotFoundError',
  'DeploymentGroupDoesNotExistException',
  'GlobalClusterNotFoundFault',
  'InvalidGroup.NotFound',
  'InvalidVpcEndpointId.NotFound',
  'LoadBalancerNotFoundException',
  'NoSuchBucket',
  'NoSuchBucketPolicy',
  'NoSuchEntity',
  'NoSuchHealthCheck',
  'NoSuchHostedZone',
  'NoSuchKey',
  'NoSuchEntityException',
  'NotFound',
  'NotFoundException',
  'PipelineNotFoundException',
  'PolicyNotFoundException',
  'ProvisionedConcurrencyConfigNotFoundException',
  'QueueDoesNotExist',
  'ResourceNotFound',
  'ResourceNotFoundException',
  'ServiceNotFoundException',
  'StateMachineDoesNotExist',
  'TargetGroupNotFoundException',
]);

/** Whether an SDK call failed because its resource does not exist. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && NOT_THERE.has(error.name);
}

/** The answer of an SDK call, or `undefined` when its resource does not exist. */
export async function orMissing<Answer>(call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What CloudFormation made for a stack. */
import type { AwsClients } from '../aws/aws-clients.ts';

export interface StackResource {
  readonly logicalId: string;
  /** CloudFormation type, for example `AWS::SQS::Queue`. */
  readonly type: string;
  /** A name, a URL or an ARN, by type. */
  readonly physicalId: string;
}

/** The resources of a stack that are there, in CloudFormation's order; those that it deleted are left out. */
export async function stackResources(
  stackName: string,
  { cloudformation }: Pick<AwsClients, 'cloudformation'>,
): Promise<StackResource[]> {
  const resources: StackResource[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudformation.listStackResources({ StackName: stackName, NextToken });
    for (const {
      LogicalResourceId,
      ResourceType = '',
      PhysicalResourceId,
      ResourceStatus,
    } of page.StackResourceSummaries ?? []) {
      if (!LogicalResourceId || !PhysicalResourceId || ResourceStatus === 'DELETE_COMPLETE') continue;
      resources.push({ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId });
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return resources;
}

/** The physical ids of a stack's resources, by logical id. */
export async function physicalIdsOf(stackName: string, aws: AwsClients): Promise<ReadonlyMap<string, string>> {
  return new Map((await stackResources(stackName, aws)).map(({ logicalId, physicalId }) => [logicalId, physicalId]));
}

/** The name of a resource that a person knows: the logical id without CDK's hash at its end. */
export const shortId = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');

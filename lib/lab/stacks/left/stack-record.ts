/** What CloudFormation has written of a stack, which it keeps for 90 days after the stack itself is gone. */

import type { DescribeStackEventsCommandOutput } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { isNoStack } from '../stacks.ts';
import type { NamedResource } from './resource-kinds.ts';

export interface RecordedResource extends NamedResource {
  readonly logicalId: string;
  /** The last that happened to it, for example `DELETE_SKIPPED` where its template keeps it. */
  readonly status: string;
  readonly reason?: string;
}

/**
 * Every resource that a stack ever had, those that an update replaced among them, with the last that happened to each;
 * the latest first.
 * @param stackId of a stack, which may be deleted: by its name CloudFormation finds one that is there
 * (DescribeStackEvents, CloudFormation API Reference)
 */
export async function recordOf(
  stackId: string,
  { cloudformation }: Pick<AwsClients, 'cloudformation'>,
): Promise<RecordedResource[]> {
  const found = new Map<string, RecordedResource>();
  let NextToken: string | undefined;
  do {
    let page: DescribeStackEventsCommandOutput;
    try {
      page = await cloudformation.describeStackEvents({ StackName: stackId, NextToken });
    } catch (error) {
      if (isNoStack(error)) return [];
      throw error;
    }
    // The latest comes first: what is known of a resource already stands.
    for (const event of page.StackEvents ?? []) {
      const { LogicalResourceId: logicalId = '', PhysicalResourceId: id, ResourceType: type = '' } = event;
      if (!id || id === stackId) continue;
      const known = found.get(`${logicalId} ${id}`);
      const properties = known?.properties ?? (event.ResourceProperties && JSON.parse(event.ResourceProperties));
      const last = known ?? {
        logicalId,
        type,
        id,
        status: event.ResourceStatus ?? '',
        reason: event.ResourceStatusReason,
      };
      found.set(`${logicalId} ${id}`, { ...last, properties });
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return [...found.values()];
}

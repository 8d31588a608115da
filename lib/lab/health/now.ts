import type { Properties, Reader } from '../deployed/reader.ts';
import type { DeployedResource } from '../deployed/template.ts';
import type { Present } from './settings-kept.ts';

/** A resource's properties as the service has them now; undefined when it is gone. */
export async function nowOf(
  reader: Reader,
  resource: DeployedResource,
  { aws }: Pick<Present, 'aws'>,
): Promise<Properties | undefined> {
  return (await reader(aws, { ...resource, stackName: '' }))?.properties;
}

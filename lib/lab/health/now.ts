import type { Properties, Reader } from '../deployed/reader.ts';
import type { DeployedResource } from '../deployed/template.ts';
import type { Present } from './settings-kept.ts';

/** A resource's properties as the service has them now; undefined when it is gone. */
export async function nowOf(
  reader: Reader,
  resource: DeployedResource,
  { aws, read }: Pick<Present, 'aws' | 'read'>,
): Promise<Properties | undefined> {
  if (read?.has(resource.logicalId)) return read.get(resource.logicalId)?.found?.properties;
  return (await reader(aws, { ...resource, stackName: '' }))?.properties;
}

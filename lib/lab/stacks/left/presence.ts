/** Whether a resource is still there, by the word of its own service: neither an index nor a record of it decides. */
import type { Target } from '../../../target.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { orMissing } from '../../aws/missing.ts';
import { KEEPS_NOTHING } from '../../deployed/reader.ts';
import { kindOf, type NamedResource, propertiesOf } from './resource-kinds.ts';

/**
 * `gone` and `there` by its own service; `not-known` where nobody can be asked by what is known of it, or who asks may
 * not look.
 */
export type Presence = 'gone' | 'there' | 'not-known';

export async function presenceOf(
  resource: NamedResource,
  target: Pick<Target, 'name'>,
  aws: AwsClients,
): Promise<Presence> {
  if (resource.type in KEEPS_NOTHING) return 'gone';
  const kind = kindOf(resource, target);
  if (!kind) return 'not-known';
  try {
    return (await orMissing(kind.ask(aws, resource.id, propertiesOf(resource)))) === undefined ? 'gone' : 'there';
  } catch (error) {
    if (/AccessDenied|NotAuthorized|Unauthorized/.test((error as Error).name)) return 'not-known';
    throw error;
  }
}

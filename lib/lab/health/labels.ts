/** Tags: by them a bill, a policy and those who clear up find what belongs to the lab. */

import { normalForm } from '../deployed/normal-form.ts';
import { READERS } from '../deployed/readers.ts';
import type { DeployedResource } from '../deployed/template.ts';
import { nowOf } from './now.ts';
import type { Present } from './settings-kept.ts';

/** What holds data, code or access and is repaired where it stands: what is made again in its place may lack tags, and does its part. */
const REPAIRED_IN_PLACE = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::DynamoDB::GlobalTable',
  'AWS::IAM::Role',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
]);

/** Whether a resource bears the tags of its template; that it is gone is found by the rule of its type. */
export async function bearsItsTags(
  resource: DeployedResource,
  present: Pick<Present, 'aws' | 'read'>,
): Promise<boolean> {
  const { type, properties } = resource;
  const [reader, asked] = [READERS[type], tagsIn(properties)];
  if (!REPAIRED_IN_PLACE.has(type) || !reader || asked.size === 0) return true;
  const now = await nowOf(reader, resource, present);
  const borne = tagsIn(now);
  return now === undefined || [...asked].every(([key, value]) => borne.get(key) === value);
}

/** Wherever they stand: a table's are its replica's. */
function tagsIn(properties: unknown): Map<string, string> {
  const found = new Map<string, string>();
  const gather = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name !== 'Tags') gather(inner);
      else for (const [key, tag] of Object.entries((inner ?? {}) as Record<string, string>)) found.set(key, tag);
    }
  };
  gather(normalForm(properties));
  return found;
}

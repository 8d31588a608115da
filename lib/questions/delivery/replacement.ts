/** CloudFormation's own table of properties, by the CDK's diff. */
import { fullDiff } from '@aws-cdk/cloudformation-diff';
import type { DeployedResource, TemplateChange } from '../../../lambda/shared/questions/delivery/replacement.ts';
import type { Proof } from '../proof.ts';

const template = (Type: string, Properties: unknown) => ({ Resources: { It: { Type, Properties } } });

/** What the diff of the two templates says happens to the resource, for example `WILL_REPLACE`. */
function impactOf(type: string, before: unknown, after: unknown): string {
  let impact = 'NO_CHANGE';
  fullDiff(template(type, before), template(type, after)).resources.forEachDifference((_, change) => {
    impact = String(change.changeImpact);
  });
  return impact;
}

/** A property changed of an otherwise empty resource. */
const vector = (type: string, property: string, before: unknown, after: unknown, replaced: boolean) => ({
  source: `AWS CloudFormation Template Reference, ${type}, ${property}: "Update requires: ${replaced ? 'Replacement' : 'No interruption'}"`,
  parameters: { asks: 'replaced' as const, type, before: { [property]: before } },
  claim: { after: { [property]: after } },
  holds: replaced,
});

export const replacementProof: Proof<DeployedResource, TemplateChange> = {
  holds: ({ asks, type, before }, { after }) =>
    (impactOf(type, before, after) === 'WILL_REPLACE') === (asks === 'replaced'),
  explain: ({ type, before }, { after }) => [`cdk diff says: ${impactOf(type, before, after)}`],
  vectors: [
    vector('AWS::SQS::Queue', 'FifoQueue', false, true, true),
    vector('AWS::SQS::Queue', 'VisibilityTimeout', 30, 60, false),
    vector('AWS::DynamoDB::Table', 'TableName', 'a', 'b', true),
    vector('AWS::Lambda::Function', 'MemorySize', 128, 256, false),
    vector('AWS::EC2::Subnet', 'CidrBlock', '10.0.0.0/24', '10.0.1.0/24', true),
  ],
};

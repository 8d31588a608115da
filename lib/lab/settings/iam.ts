/** What drills change of IAM. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: readonly PolicyStatement[];
}

interface RolePolicyTarget {
  readonly roleName: string;
  readonly policyName: string;
}

/** An inline policy of a role; one that is not there is one without statements. */
export const rolePolicy = {
  resource: ({ roleName }: RolePolicyTarget) => `iam:role:${roleName}`,
  async read(aws: AwsClients, { roleName, policyName }: RolePolicyTarget): Promise<PolicyDocument | undefined> {
    if (!(await orMissing(aws.iam.getRole({ RoleName: roleName })))) return undefined;
    const answer = await orMissing(aws.iam.getRolePolicy({ RoleName: roleName, PolicyName: policyName }));
    if (!answer?.PolicyDocument) return { Version: '2012-10-17', Statement: [] };
    // IAM answers with the document URL-encoded.
    return JSON.parse(decodeURIComponent(answer.PolicyDocument));
  },
  async write(aws: AwsClients, { roleName, policyName }: RolePolicyTarget, value: PolicyDocument): Promise<void> {
    const policy = { RoleName: roleName, PolicyName: policyName };
    if (value.Statement.length === 0) await orMissing(aws.iam.deleteRolePolicy(policy));
    else await aws.iam.putRolePolicy({ ...policy, PolicyDocument: JSON.stringify(value) });
  },
};

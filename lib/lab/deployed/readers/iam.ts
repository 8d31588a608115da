/** Reads roles and their own policies back. A role's policies that are resources of the stack are theirs to report. */
import { orMissing } from '../../aws/missing.ts';
import type { Reader } from '../reader.ts';

/** IAM answers a document as text for a URL. */
const document = (text: string | undefined): unknown => JSON.parse(decodeURIComponent(text ?? 'null'));

export const role: Reader = async (aws, { physicalId, properties }) => {
  const RoleName = physicalId;
  const found = (await orMissing(aws.iam.getRole({ RoleName })))?.Role;
  if (!found) return undefined;
  const [{ AttachedPolicies }, { Tags }] = await Promise.all([
    aws.iam.listAttachedRolePolicies({ RoleName }),
    aws.iam.listRoleTags({ RoleName }),
  ]);
  const named = (properties.Policies ?? []) as readonly { readonly PolicyName: string }[];
  const inline = named.map(async ({ PolicyName }) => {
    const policy = await orMissing(aws.iam.getRolePolicy({ RoleName, PolicyName }));
    return policy && { PolicyName, PolicyDocument: document(policy.PolicyDocument) };
  });
  return {
    properties: {
      AssumeRolePolicyDocument: document(found.AssumeRolePolicyDocument),
      Description: found.Description,
      ManagedPolicyArns: AttachedPolicies?.map(({ PolicyArn }) => PolicyArn),
      MaxSessionDuration: found.MaxSessionDuration,
      PermissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn,
      Policies: (await Promise.all(inline)).filter((policy) => policy !== undefined),
      Tags,
    },
    defaults: { MaxSessionDuration: 3_600 },
    attributes: { Arn: found.Arn as string },
  };
};

export const policy: Reader = async (aws, { properties }) => {
  const PolicyName = properties.PolicyName as string;
  const roles = properties.Roles as readonly string[];
  const documents = await Promise.all(
    roles.map(async (RoleName) => {
      const found = await orMissing(aws.iam.getRolePolicy({ RoleName, PolicyName }));
      return found && { RoleName, document: document(found.PolicyDocument) };
    }),
  );
  const found = documents.filter((each) => each !== undefined);
  if (found.length === 0) return undefined;
  return {
    properties: {
      PolicyName,
      PolicyDocument: found[0]?.document,
      // A role whose copy is another one does not have this policy.
      Roles: found
        .filter((each) => JSON.stringify(each.document) === JSON.stringify(found[0]?.document))
        .map(({ RoleName }) => RoleName),
    },
  };
};

/** All users, groups and roles of an account with what they may do: one list of IAM. */
import type { AttachedPolicy, IAM, PolicyDetail } from '@aws-sdk/client-iam';
import { named } from './read-access.ts';
import type { NamedPolicy } from './statements.ts';

export interface Principal {
  readonly kind: 'role' | 'user' | 'group';
  readonly name: string;
  readonly path: string;
  /** Of the stack that made a role, as an ARN. */
  readonly stackId?: string;
  /** Its own policies, and the managed ones that the list has. */
  readonly policies: readonly NamedPolicy[];
  /** ARNs of the managed policies that the list only names: the emulator's has none of those that AWS manages. */
  readonly onlyNamed: readonly string[];
  /** Names of the groups that a user is in. */
  readonly groups: readonly string[];
}

/** Everybody in the account. */
export async function everybody(iam: IAM): Promise<Principal[]> {
  const pages = await allPages(iam);
  const managed = new Map(
    pages
      .flatMap(({ Policies = [] }) => Policies)
      .map(({ Arn, PolicyVersionList = [] }) => [
        Arn,
        PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document,
      ]),
  );
  const may = (inline: readonly PolicyDetail[] = [], attached: readonly AttachedPolicy[] = []) => {
    const arns = attached.map(({ PolicyArn = '' }) => PolicyArn);
    return {
      policies: [
        ...inline.map(({ PolicyName, PolicyDocument }) => named(`the inline policy "${PolicyName}"`, PolicyDocument)),
        ...arns.filter((arn) => managed.has(arn)).map((arn) => named(`the managed policy ${arn}`, managed.get(arn))),
      ],
      onlyNamed: arns.filter((arn) => !managed.has(arn)),
    };
  };
  return pages.flatMap(({ RoleDetailList = [], UserDetailList = [], GroupDetailList = [] }): Principal[] => [
    ...RoleDetailList.map(({ RoleName = '', Path = '/', Tags = [], RolePolicyList, AttachedManagedPolicies }) => ({
      kind: 'role' as const,
      name: RoleName,
      path: Path,
      stackId: Tags.find(({ Key }) => Key === 'aws:cloudformation:stack-id')?.Value,
      ...may(RolePolicyList, AttachedManagedPolicies),
      groups: [],
    })),
    ...UserDetailList.map(({ UserName = '', Path = '/', UserPolicyList, AttachedManagedPolicies, GroupList = [] }) => ({
      kind: 'user' as const,
      name: UserName,
      path: Path,
      ...may(UserPolicyList, AttachedManagedPolicies),
      groups: GroupList,
    })),
    ...GroupDetailList.map(({ GroupName = '', Path = '/', GroupPolicyList, AttachedManagedPolicies }) => ({
      kind: 'group' as const,
      name: GroupName,
      path: Path,
      ...may(GroupPolicyList, AttachedManagedPolicies),
      groups: [],
    })),
  ]);
}

async function allPages(iam: IAM) {
  const pages = [];
  for (let Marker: string | undefined, more = true; more; ) {
    const page = await iam.getAccountAuthorizationDetails({
      Filter: ['Role', 'User', 'Group', 'LocalManagedPolicy', 'AWSManagedPolicy'],
      Marker,
    });
    pages.push(page);
    Marker = page.Marker;
    more = page.IsTruncated === true && Marker !== undefined;
  }
  return pages;
}

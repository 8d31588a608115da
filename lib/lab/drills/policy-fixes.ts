/** How a permission that a role has lost is given back: in other right wordings, and carelessly. */

import type { PolicyDocument, PolicyStatement } from '../settings/iam.ts';
import type { CheckContext, Fix, FixContext, Shortcut } from './drill.ts';
import { inlinePolicy } from './probes.ts';

/** A permission that the fault of a drill takes away. */
export interface LostPermission<Output extends string> {
  /** Name of the role that needs it. */
  role(lab: CheckContext<Output>): Promise<string>;
  /** Name of a role of the same project that does not. */
  bystander(lab: CheckContext<Output>): Promise<string>;
  readonly action: `${string}:${string}`;
  /** ARNs that it is needed on. */
  resources(lab: CheckContext<Output>): Promise<readonly string[]>;
  /** What else has to be done, before or after, where the permission is not all. */
  besides?(lab: FixContext<Output>): Promise<unknown>;
}

const document = (...Statement: readonly object[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: Statement as readonly PolicyStatement[],
});

/** Gives a role an inline policy of its own beside those that it has. */
export const addPolicy = (lab: FixContext, roleName: string, ...statements: readonly object[]): Promise<void> =>
  lab.set('role-policy', { roleName, policyName: 'by-hand' }, document(...statements));

/** Makes a customer managed policy and attaches it to a role. */
export async function attachPolicy(lab: FixContext, roleName: string, ...statements: readonly object[]): Promise<void> {
  const PolicyName = `certlab-by-hand-${lab.nonce()}`;
  const { Policy } = await lab.aws.iam.createPolicy({
    PolicyName,
    PolicyDocument: JSON.stringify(document(...statements)),
  });
  const PolicyArn = Policy?.Arn;
  lab.undoBy(() => lab.aws.iam.deletePolicy({ PolicyArn }));
  await attach(lab, roleName, PolicyArn as string);
}

/** Attaches a managed policy to a role. */
export async function attach(lab: FixContext, RoleName: string, PolicyArn: string): Promise<void> {
  await lab.aws.iam.attachRolePolicy({ RoleName, PolicyArn });
  lab.undoBy(() => lab.aws.iam.detachRolePolicy({ RoleName, PolicyArn }));
}

/** Changes the role's own policy. */
export async function editPolicy(
  lab: FixContext,
  roleName: string,
  edit: (document: PolicyDocument) => PolicyDocument,
): Promise<void> {
  const policy = await inlinePolicy(lab.aws, roleName);
  await lab.set('role-policy', policy, edit(await lab.get('role-policy', policy)));
}

/** The same permission, exactly as wide, by three other means. */
export function grantedOtherwise<Output extends string>(lost: LostPermission<Output>): Fix<Output>[] {
  const { action } = lost;
  return [
    {
      title: `Allows ${action} in a second inline policy, in a statement for each resource`,
      async apply(lab) {
        const each = (await lost.resources(lab)).map((Resource, index) => ({
          Sid: `Again${index}`,
          Effect: 'Allow',
          Action: [action],
          Resource: [Resource],
        }));
        await addPolicy(lab, await lost.role(lab), ...each);
        await lost.besides?.(lab);
      },
    },
    {
      title: `Allows ${action} in a customer managed policy, the action in small letters`,
      async apply(lab) {
        const statement = { Effect: 'Allow', Action: action.toLowerCase(), Resource: await lost.resources(lab) };
        await attachPolicy(lab, await lost.role(lab), statement);
        await lost.besides?.(lab);
      },
    },
    {
      title: `Rewrites the whole policy, with ${action} where it belongs and under other names`,
      async apply(lab) {
        const Resource = await lost.resources(lab);
        await editPolicy(lab, await lost.role(lab), ({ Statement }) => {
          const renamed = Statement.map((statement, index) => ({ ...statement, Sid: `Part${index}` }));
          return document({ Sid: 'First', Effect: 'Allow', Action: [action], Resource }, ...renamed.toReversed());
        });
        await lost.besides?.(lab);
      },
    },
  ];
}

/** Four ways to be rid of the error: three open far more than was closed, one helps another role. */
export function grantedCarelessly<Output extends string>(lost: LostPermission<Output>): Shortcut<Output>[] {
  const { action } = lost;
  const [service] = action.split(':');
  return [
    {
      kind: 'too-wide',
      title: `Allows ${service}:* on every resource of the account`,
      async apply(lab) {
        await addPolicy(lab, await lost.role(lab), { Effect: 'Allow', Action: `${service}:*`, Resource: '*' });
        await lost.besides?.(lab);
      },
    },
    {
      kind: 'too-wide',
      title: 'Allows everything but the few actions that sounded dangerous',
      async apply(lab) {
        const NotAction = ['iam:*', `${service}:Delete*`];
        await addPolicy(lab, await lost.role(lab), { Effect: 'Allow', NotAction, Resource: '*' });
        await lost.besides?.(lab);
      },
    },
    {
      kind: 'too-wide',
      title: 'Attaches AdministratorAccess "until it is sorted out"',
      async apply(lab) {
        await attach(lab, await lost.role(lab), 'arn:aws:iam::aws:policy/AdministratorAccess');
        await lost.besides?.(lab);
      },
    },
    {
      kind: 'elsewhere',
      title: 'Gives the permission to the role of another function',
      async apply(lab) {
        const statement = { Effect: 'Allow', Action: action, Resource: await lost.resources(lab) };
        await addPolicy(lab, await lost.bystander(lab), statement);
        await lost.besides?.(lab);
      },
    },
  ];
}

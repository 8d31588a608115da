/** The other half of the rule in `no-wider.ts`: anyone who acts for a project may still do what it did as deployed. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { type DeployedStack, deployedStack } from '../deployed/template.ts';
import type { CheckContext, Probe } from '../drills/drill.ts';
import { actors, deployedRoles, policyHolders } from './holders.ts';
import { worldOf } from './no-wider.ts';
import { resourcePolicyNow, roleAsDeployed, roleNow, rolesNow } from './read-access.ts';
import { refusing } from './refusing.ts';
import type { NamedPolicy } from './statements.ts';
import { type Access, widerThan } from './wider.ts';

/**
 * That the roles that a stack's functions, pipes, workflows and services run under now allow all that the stack's template allows
 * them, on what the lab deployed. The template grants nothing that is not needed, and a worker that holds what it has
 * read shows only later what it may no longer do. The finding does not name what is missing.
 */
export function nothingNarrower(stackName: string): Probe {
  const wanted = 'all that it did as deployed';
  return {
    expects: 'Every part of the project may do what its work takes',
    async look({ aws }: CheckContext) {
      const narrower = await narrowerAccess(aws, await deployedStack(aws, stackName));
      return { ok: narrower.length === 0, saw: narrower.length === 0 ? wanted : 'less than that', wanted };
    },
  };
}

/** The resources whose role may do less than as deployed: their physical ids. */
export async function narrowerAccess(aws: AwsClients, stack: DeployedStack): Promise<string[]> {
  const world = { ...(await worldOf(aws, stack)), hasOthers: false };
  const roles = new Map(deployedRoles(stack).map((role) => [role.roleName, role]));
  const granted = await grantedByResources(aws, stack);
  const found = await Promise.all(
    actors(stack).map(async (actor) => {
      const { resource, roleName } = actor;
      const role = roles.get(roleName);
      if (!role) return [];
      const deployed = await roleAsDeployed(aws, role);
      const names = await rolesNow(aws, actor);
      // A pipe may have been made again under another name: whether one runs at all, another rule asks.
      if (names.length === 0 && resource.type !== 'AWS::Pipes::Pipe') return [resource.physicalId];
      const less = await Promise.all(
        names.map(async (name) => {
          const { own } = (await roleNow(aws, name)) ?? { own: NOTHING };
          const now = { ...own, policies: [...own.policies, granted(name)] };
          return (await widerThan(deployed.own, refusing(now), world)) !== undefined;
        }),
      );
      return less.some((lost) => lost) ? [resource.physicalId] : [];
    }),
  );
  return found.flat();
}

const NOTHING: Access = { policies: [] };

/**
 * What policies of the stack's own resources grant a role by its ARN, in the words of a policy of the role: within an account
 * one of the two is enough (IAM User Guide, "Policy evaluation for requests within a single account").
 */
async function grantedByResources(aws: AwsClients, stack: DeployedStack): Promise<(roleName: string) => NamedPolicy> {
  const found = await Promise.all(
    policyHolders(stack).map(async ({ resource }) => {
      const { policies } = await resourcePolicyNow(aws, resource);
      const statements = policies.flatMap(({ policy }) => [policy.Statement ?? []].flat());
      return statements.map((statement) => ({ ...statement, Resource: resource.arn }));
    }),
  );
  return (roleName) => {
    const arn = `arn:${stack.partition}:iam::${stack.account}:role/${roleName}`;
    const Statement = found.flat().flatMap(({ Principal, ...grant }) => {
      const named = typeof Principal === 'object' ? [Principal.AWS ?? []].flat() : [];
      return grant.Effect === 'Allow' && named.includes(arn) ? [grant] : [];
    });
    return { name: 'the policies of resources', policy: { Version: '2012-10-17', Statement } };
  };
}

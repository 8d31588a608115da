/** The other half of the rule in `no-wider.ts`: anyone who acts for a project may still do what it did as deployed. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { type DeployedStack, deployedStack } from '../deployed/template.ts';
import type { CheckContext, Probe } from '../drills/drill.ts';
import { actors, deployedRoles } from './holders.ts';
import { worldOf } from './no-wider.ts';
import { roleAsDeployed, roleNow, rolesNow } from './read-access.ts';
import { refusing } from './refusing.ts';
import { type Access, widerThan } from './wider.ts';

/**
 * That the roles that a stack's functions, pipes and workflows run under now allow all that the stack's template allows
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
  const found = await Promise.all(
    actors(stack).map(async ({ resource, roleName }) => {
      const role = roles.get(roleName);
      if (!role) return [];
      const deployed = await roleAsDeployed(aws, role);
      const names = await rolesNow(aws, resource);
      // A pipe may have been made again under another name: whether one runs at all, another rule asks.
      if (names.length === 0 && resource.type !== 'AWS::Pipes::Pipe') return [resource.physicalId];
      const now = await Promise.all(names.map((name) => roleNow(aws, name)));
      const less = await Promise.all(
        now.map((each) =>
          widerThan(deployed.own, refusing(each?.own ?? NOTHING), world).then((lost) => lost !== undefined),
        ),
      );
      return less.some((lost) => lost) ? [resource.physicalId] : [];
    }),
  );
  return found.flat();
}

const NOTHING: Access = { policies: [] };

/**
 * Anyone who is none of a stack's roles, a role of another project, a new one, a user, a group, and was allowed something on
 * what the stack made, by name. What allows everything everywhere is judged in `unlimited.ts`, by what was there before
 * (docs/decisions/0040-nobody-less-nobody-else.md).
 */
import { type AwsClients, clientsIn } from '../aws/aws-clients.ts';
import { type DeployedStack, deployedStack } from '../deployed/template.ts';
import { globMatches } from './glob.ts';
import { actors, deployedRoles } from './holders.ts';
import type { WiderAccess } from './no-wider.ts';
import type { Principal } from './principals.ts';
import { rolesNow } from './read-access.ts';
import { covers, type NamedPolicy, partsOf, type Statement, statementsOf } from './statements.ts';

/** Everybody outside of the stack who is allowed something on its resources by name, but for whom the lab deployed so. */
export async function letInFromOutside(
  aws: AwsClients,
  stack: DeployedStack,
  principals: readonly Principal[],
): Promise<WiderAccess[]> {
  const own = new Set(deployedRoles(stack).map(({ roleName }) => roleName));
  // Compared with the role that they stand in for.
  const taken = await Promise.all(actors(stack).map((actor) => rolesNow(aws, actor)));
  for (const roleName of taken.flat()) own.add(roleName);
  const found = await Promise.all(
    principals.map(async ({ kind, name, stackId, policies }) => {
      if (kind === 'role' && own.has(name)) return [];
      const parts = allowedBy(policies).filter((part) => namesOne(part, stack));
      if (parts.length === 0) return [];
      const deployed = stackId === undefined ? [] : await deployedStatements(aws, stack, stackId, name);
      return parts
        .filter((part) => !deployed.some((statement) => covers(statement, part)))
        .map(({ actions, resources, where }) => ({
          holder: `the ${kind} ${name}`,
          action: actions.except ? 'nearly everything' : (actions.patterns[0] as string),
          resource: resources.patterns[0] as string,
          where,
        }));
    }),
  );
  return found.flat();
}

const allowedBy = (policies: readonly NamedPolicy[]): Statement[] =>
  statementsOf(policies)
    .filter(({ allows }) => allows)
    .flatMap(partsOf);

/** Whether the statement is about a resource of this stack, and not about every one of its kind. */
export function namesOne({ resources }: Statement, stack: DeployedStack): boolean {
  const [pattern = ''] = resources.patterns;
  if (resources.except) return false;
  return stack.resources.some(({ arn, physicalId }) => {
    const bare = arn.replace(/:\*$/, '');
    const name = physicalId.split(/[/:|]/).at(-1) as string;
    if (!bare.endsWith(name)) return false;
    const another = bare.slice(0, -name.length).concat('of-somebody-else');
    const part = pattern.startsWith(`${bare}/`) || pattern.startsWith(`${bare}:`);
    return part || (globMatches(pattern, bare) && !globMatches(pattern, another));
  });
}

/** Roles are of no region, and the stacks that made them are. */
async function deployedStatements(
  aws: AwsClients,
  { region: here }: DeployedStack,
  stackId: string,
  roleName: string,
): Promise<Statement[]> {
  const [, , , region, , resource = ''] = stackId.split(':');
  const of = await deployedStack(region === here ? aws : clientsIn(aws, region), resource.split('/')[1] as string);
  const role = deployedRoles(of).find((each) => each.roleName === roleName);
  return statementsOf(role?.policies ?? []).filter(({ allows }) => allows);
}

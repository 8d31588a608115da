/** The other half of the rule in `no-wider.ts`: anyone who acts for a project may still do what it did as deployed. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { type DeployedStack, deployedStack } from '../deployed/template.ts';
import type { CheckContext, Probe } from '../drills/drill.ts';
import { globMatches } from './glob.ts';
import { actors, deployedRoles, policyHolders } from './holders.ts';
import { worldOf } from './no-wider.ts';
import { resourcePolicyNow, roleAsDeployed, roleNow, rolesNow } from './read-access.ts';
import { refusing } from './refusing.ts';
import {
  type Clause,
  covers,
  type NamedPolicy,
  partsOf,
  type RawStatement,
  type Statement,
  statementsOf,
} from './statements.ts';
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
      const stack = await deployedStack(aws, stackName);
      const narrower = [...(await narrowerAccess(aws, stack)), ...(await servicesKeptOut(aws, stack))];
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

/**
 * The resources whose own policy lets a service of AWS do less than as deployed: their physical ids. A service has no role here,
 * so that nothing else lets it in, and what it brings only on a bad day, to a shelf for example, shows its lack too late.
 */
export async function servicesKeptOut(aws: AwsClients, stack: DeployedStack): Promise<string[]> {
  const found = await Promise.all(
    policyHolders(stack).map(async ({ resource, deployed }) => {
      const asked = servicesIn(deployed).filter(acts);
      if (asked.length === 0) return [];
      const now = servicesIn(await resourcePolicyNow(aws, resource));
      const isLetIn = (part: Statement) => now.some((statement) => letsIn(statement, part, stack.account));
      return asked.every(isLetIn) ? [] : [resource.physicalId];
    }),
  );
  return found.flat();
}

/** What is allowed to services, one part for each action and service. */
const servicesIn = ({ policies }: Access): Statement[] =>
  statementsOf(policies)
    .filter(({ allows, principals }) => allows && principals.some((principal) => /^(\*$|Service:)/.test(principal)))
    .flatMap(partsOf);

/** What only looks is given along with what acts, and nothing depends on it. */
const acts = ({ actions, principals }: Statement) =>
  !actions.except &&
  !actions.patterns.some((action) => /:(get|list|describe)/.test(action)) &&
  principals.every((principal) => principal.startsWith('Service:'));

/** Whether a statement still lets in what `part` is for: the same source, in as many words, and at most what every call brings. */
function letsIn({ conditions, ...statement }: Statement, part: Statement, account: string): boolean {
  const isMet = ({ key, values }: Clause) => {
    const given = part.conditions.find((clause) => clause.key === key);
    if (!given) return key === 'aws:securetransport' || (key === 'aws:sourceaccount' && values.includes(account));
    return values.some((value) => given.values.some((each) => globMatches(value, each) || globMatches(each, value)));
  };
  return covers({ ...statement, conditions: [] }, part) && conditions.every(isMet);
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
      return statements.map((statement) => ({ ...statement, Resource: ofIts(resource.arn, statement.Resource) }));
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

/** What a resource's own policy is about: the resource, and what it has below it, an index of a table for example. */
function ofIts(arn: string, asked: RawStatement['Resource'] = arn): string[] {
  return [asked].flat().flatMap((pattern) => {
    if (pattern.startsWith(`${arn}/`)) return [pattern];
    return [arn, `${arn}/*`].filter((each) => globMatches(pattern, each));
  });
}

/** The rule that every repair is held to: nobody may do more than as deployed. Its other half is in `no-narrower.ts`. */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { type DeployedStack, deployedStack } from '../deployed/template.ts';
import type { CheckContext, Finding, Probe } from '../drills/drill.ts';
import type { StoredUnlimited } from '../drills/journal.ts';
import type { World } from './actions.ts';
import { actors, deployedRoles, policyHolders } from './holders.ts';
import { letInFromOutside } from './outsiders.ts';
import { everybody } from './principals.ts';
import { type RoleAccess, resourcePolicyNow, roleAsDeployed, roleNow, rolesNow } from './read-access.ts';
import { unlimitedBefore, unlimitedSince } from './unlimited.ts';
import { type Wider, widerThan } from './wider.ts';

const WANTED = 'nothing that was not allowed as deployed';

/**
 * That no role, no role that a resource was given since, and no policy of a queue, a topic, a function, a table, a bus, a
 * bucket, a key or a secret allows what it did not allow as the stack's template has it, and that nobody else in the account was
 * let in, by name or, since the fault, to do everything. Narrower is fine here, and so is the same in other words. Asks for every action of IAM.
 */
export function nothingWider(stackName: string): Probe {
  return {
    expects: 'Nobody may do more than as deployed',
    remember: async ({ aws }: CheckContext) => [await unlimitedBefore(aws, stackName)],
    async look({ aws, remembered }: CheckContext) {
      const before = remembered().filter((stored) => 'unlimited' in stored && stored.stack === stackName);
      return findingOf(await widerAccess(aws, stackName, before as StoredUnlimited[]));
    },
  };
}

/** Somebody, or something, and the first thing found that it allows now and did not as deployed. */
export interface WiderAccess extends Wider {
  /** For example `the role X`. */
  readonly holder: string;
}

function findingOf(found: readonly WiderAccess[]): Finding {
  const [first] = found;
  if (!first) return { ok: true, saw: WANTED, wanted: WANTED };
  const { holder, action, resource, principal, where } = first;
  const others = found.length > 1 ? `; and ${found.length - 1} more` : '';
  const who = principal ? `${principal} may call` : 'may call';
  return { ok: false, saw: `${holder}: ${who} ${action} on ${resource}, by ${where}${others}`, wanted: WANTED };
}

/** Everybody who may do more than as deployed, or than what is remembered of `before`, each with one request that shows it. */
export async function widerAccess(
  aws: AwsClients,
  stackName: string,
  before: readonly StoredUnlimited[] = [],
): Promise<WiderAccess[]> {
  const stack = await deployedStack(aws, stackName);
  const world = await worldOf(aws, stack);
  const principals = await everybody(aws.iam);
  const [outside, since, ...found] = await Promise.all([
    letInFromOutside(aws, stack, principals),
    unlimitedSince(aws, stack, principals, before),
    ...(await roles(aws, stack, world)),
    ...(await resources(aws, stack, world)),
  ]);
  return [...found.filter((each) => each !== undefined), ...outside, ...since];
}

/** What exists of a stack, with the parts that requests name and that are no resources of their own. */
export async function worldOf({ dynamodb }: AwsClients, { account, region, resources }: DeployedStack): Promise<World> {
  const tables = resources.filter(({ type }) => type.startsWith('AWS::DynamoDB::'));
  const indexes = await Promise.all(
    tables.map(async ({ physicalId, arn }) => {
      const { Table } = (await orMissing(dynamodb.describeTable({ TableName: physicalId }))) ?? {};
      return (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => `${arn}/index/${IndexName}`);
    }),
  );
  const streams = resources
    .filter(({ type }) => type === 'AWS::Logs::LogGroup')
    .map(({ arn }) => arn.replace(/:\*$/, ':log-stream:of-today'));
  return { account, region, arns: [...resources.map(({ arn }) => arn), ...indexes.flat(), ...streams] };
}

type Comparison = Promise<WiderAccess | undefined>;

async function compare(holder: string, comparison: Promise<Wider | undefined>): Comparison {
  const wider = await comparison;
  return wider && { holder, ...wider };
}

/** The roles of the template, and those that its functions, pipes and workflows run under now in place of them. */
async function roles(aws: AwsClients, stack: DeployedStack, world: World): Promise<Comparison[]> {
  const deployed = new Map(
    await Promise.all(
      deployedRoles(stack).map(async (role) => [role.roleName, await roleAsDeployed(aws, role)] as const),
    ),
  );
  const taken = await Promise.all(
    actors(stack).map(async (actor) => {
      const { resource, roleName } = actor;
      const others = (await rolesNow(aws, actor)).filter((name) => name !== roleName);
      return others.map((name) => ({ name, instead: roleName, holder: `the role ${name} of ${resource.physicalId}` }));
    }),
  );
  const own = [...deployed.keys()].map((name) => ({ name, instead: name, holder: `the role ${name}` }));
  return [...own, ...taken.flat()].flatMap(({ name, instead, holder }) => [
    compare(holder, widerNow(aws, name, deployed.get(instead), world)),
  ]);
}

async function widerNow(
  aws: AwsClients,
  roleName: string,
  deployed: RoleAccess | undefined,
  world: World,
): Promise<Wider | undefined> {
  const now = await roleNow(aws, roleName);
  if (!now) return undefined;
  const arn = `arn:aws:iam::${world.account}:role/${roleName}`;
  return (await widerThan(now.own, deployed?.own, world)) ?? (await widerThan(now.trust, deployed?.trust, world, arn));
}

async function resources(aws: AwsClients, stack: DeployedStack, world: World): Promise<Comparison[]> {
  return policyHolders(stack).map(({ resource, deployed }) =>
    compare(
      resource.physicalId,
      resourcePolicyNow(aws, resource).then((now) => widerThan(now, deployed, world, resource.arn)),
    ),
  );
}

/**
 * Who may do everything, or all of a service, and not only on what is named. Accounts have administrators, so that this alone says
 * nothing: who may so before a fault is remembered, and anyone else who may so after the repair was given it meanwhile.
 */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { type DeployedStack, deployedStack } from '../deployed/template.ts';
import type { StoredUnlimited } from '../drills/journal.ts';
import { globMatches } from './glob.ts';
import type { WiderAccess } from './no-wider.ts';
import { namesOne } from './outsiders.ts';
import { everybody, type Principal } from './principals.ts';
import { managedPolicy } from './read-access.ts';
import { inSet, partsOf, type Statement, statementsOf } from './statements.ts';

/** Who may do all of a service that the stack has resources of, to be kept until after the repair. */
export async function unlimitedBefore(aws: AwsClients, stackName: string): Promise<StoredUnlimited> {
  const stack = await deployedStack(aws, stackName);
  const unlimited: Record<string, string[]> = {};
  for (const { holder, services } of await unlimitedNow(aws, stack, await everybody(aws.iam))) {
    unlimited[holder] = [...new Set([...(unlimited[holder] ?? []), ...services])];
  }
  return { stack: stackName, unlimited };
}

/** Anyone who may do all of a service now and might not before; nobody where nothing was remembered. */
export async function unlimitedSince(
  aws: AwsClients,
  stack: DeployedStack,
  principals: readonly Principal[],
  before: readonly StoredUnlimited[],
): Promise<WiderAccess[]> {
  if (before.length === 0) return [];
  const might = (holder: string, service: string) =>
    before.some(({ unlimited }) => unlimited[holder]?.includes(service));
  return (await unlimitedNow(aws, stack, principals))
    .filter(({ holder, services }) => services.some((service) => !might(holder, service)))
    .map(({ holder, part: { actions, resources, where } }) => ({
      holder,
      action: actions.except ? 'nearly everything' : (actions.patterns[0] as string),
      resource: resources.except ? 'nearly everything' : (resources.patterns[0] as string),
      where: `${where}, and might not before the fault: take that away again`,
    }));
}

interface Unlimited {
  readonly holder: string;
  readonly part: Statement;
  readonly services: readonly string[];
}

/** Each statement that allows all of a service, whatever it is refused elsewhere, and the services of the stack that it is about. */
async function unlimitedNow(
  aws: AwsClients,
  stack: DeployedStack,
  principals: readonly Principal[],
): Promise<Unlimited[]> {
  const groups = new Map(principals.filter(({ kind }) => kind === 'group').map((group) => [group.name, group]));
  const texts = new Map<string, ReturnType<typeof managedPolicy>>();
  const read = (arn: string) => {
    const reading = texts.get(arn) ?? managedPolicy(aws.iam, arn);
    texts.set(arn, reading);
    return orMissing(reading);
  };
  const statements = async ({ policies, onlyNamed }: Principal) => {
    const others = (await Promise.all(onlyNamed.map(read))).filter((policy) => policy !== undefined);
    return statementsOf([...policies, ...others]);
  };
  const found = await Promise.all(
    principals.filter(isSomebodys).map(async (principal) => {
      const own = await statements(principal);
      const ofGroups = principal.groups.map(async (name) => {
        const group = groups.get(name);
        const given = group ? await statements(group) : [];
        return given.map((statement) => ({ ...statement, where: `${statement.where} of the group ${name}` }));
      });
      return [...own, ...(await Promise.all(ofGroups)).flat()]
        .filter(({ allows }) => allows)
        .flatMap(partsOf)
        .filter((part) => !namesOne(part, stack))
        .map((part) => ({
          holder: `the ${principal.kind} ${principal.name}`,
          part,
          services: servicesOf(part, stack),
        }))
        .filter(({ services }) => services.length > 0);
    }),
  );
  return found.flat();
}

/**
 * Where AWS itself makes roles: for its services, and for who comes by IAM Identity Center. IAM User Guide, "Create a
 * service-linked role", and IAM Identity Center User Guide, "Referencing permission sets in resource policies".
 */
const MADE_BY_AWS = ['/aws-service-role/', '/aws-reserved/'];

/**
 * A user, or a role that was made by hand. One that a stack made, a project's, or the CDK's for its deployments, is left to
 * that stack: several drills may be open at once, and a project may be deployed meanwhile.
 */
const isSomebodys = ({ kind, path, stackId }: Principal) =>
  kind === 'user' ||
  (kind === 'role' && stackId === undefined && !MADE_BY_AWS.some((reserved) => path.startsWith(reserved)));

/** The services of which a statement allows all, on some resource that the stack has of it. */
function servicesOf({ actions, resources }: Statement, stack: DeployedStack): string[] {
  const meant = stack.resources
    .filter(({ arn }) => inSet(resources, arn))
    .map(({ arn }) => arn.split(':')[2] as string);
  return [...new Set(meant)].filter((service) => {
    if (service === 'none') return false;
    // But for a few actions it is everything still; not where the service is left out as a whole.
    return actions.patterns.some((pattern) => globMatches(pattern, `${service}:*`)) !== actions.except;
  });
}

/**
 * Whether somebody may do more than as deployed: every action that IAM knows, every resource of the lab, and resources
 * that are none of it. Decided by comparing patterns; only what that leaves open is simulated.
 */
import { actionsIn, resourcesFor, type World } from './actions.ts';
import { globMatches } from './glob.ts';
import { covers, inSet, type NamedPolicy, type Policy, partsOf, type Statement, statementsOf } from './statements.ts';

/** The policies that together decide what a principal may do, or who may use a resource. */
export interface Access {
  readonly policies: readonly NamedPolicy[];
  /** Permissions boundary: nothing is allowed that it does not allow as well. */
  readonly boundary?: readonly NamedPolicy[];
}

/** A request that is allowed now, was not as deployed, and the statement that allows it. */
export interface Wider {
  readonly action: string;
  readonly resource: string;
  /** Who may make it, where a resource's own policy allows it. */
  readonly principal?: string;
  readonly where: string;
}

const NOBODY: Access = { policies: [] };
/**
 * So many requests are simulated at most, of 0.6 ms each. Anyone who words a policy so that these do not show what it opens
 * has opened it so far that nobody can look it through: it counts as wider.
 */
const MOST_SIMULATED = 2_000;

/** The first request found that `now` allows and `deployed` does not; undefined when there is none. */
export async function widerThan(
  now: Access,
  deployed: Access | undefined,
  world: World,
  resourceArn?: string,
): Promise<Wider | undefined> {
  const before = deployed ?? NOBODY;
  const suspects = suspectsOf(now, before);
  const isRefused = refusedBySight(now);
  let simulated = 0;
  for (const suspect of suspects) {
    for await (const request of requestsOf(suspect, before, world, resourceArn)) {
      if (isRefused(request)) continue;
      const cannotTell = simulated++ >= MOST_SIMULATED;
      if (!cannotTell && (!(await allows(now, request, world)) || (await allows(before, request, world)))) continue;
      const { action, resource, principal } = request;
      return { action, resource, where: suspect.where, ...(principal && { principal: nameOf(principal) }) };
    }
  }
  return resourceArn === undefined ? undefined : noLongerRefused(now, before, world, resourceArn);
}

/**
 * The first request found that a resource's own policy refused as deployed and refuses no longer. A refusal binds those too whom
 * nobody but IAM lets in, so that no statement that allows something leads to it.
 */
async function noLongerRefused(
  now: Access,
  before: Access,
  world: World,
  resourceArn: string,
): Promise<Wider | undefined> {
  for (const denial of lostDenials(now, before)) {
    const [named = '*'] = denial.principals;
    const principal = named === '*' ? `AWS:arn:aws:iam::${world.account}:root` : named;
    for await (const asked of requestsOf(denial, NOBODY, world, resourceArn)) {
      const request = { ...asked, principal };
      if ((await allows(before, request, world)) || !(await allows(now, request, world))) continue;
      const { action, resource } = request;
      return { action, resource, where: `the lack of ${denial.where}`, principal: nameOf(principal) };
    }
  }
  return undefined;
}

/** What was refused and is not, as it stands, within something that is refused now. */
function lostDenials(now: Access, before: Access): Statement[] {
  const denials = ({ policies }: Access) => statementsOf(policies).filter(({ allows }) => !allows);
  const kept = denials(now);
  return denials(before)
    .flatMap(partsOf)
    .filter((denial) => !kept.some((statement) => covers(statement, denial)));
}

/** Tells without a simulation what a `Deny` without a condition refuses, or what the boundary does not speak of. */
function refusedBySight({ policies, boundary }: Access): (request: Request) => boolean {
  const denials = statementsOf(policies).filter(({ allows, conditions }) => !allows && conditions.length === 0);
  const limits = boundary && statementsOf(boundary).filter(({ allows }) => allows);
  return ({ action, resource, principal }) => {
    const speaksOf = ({ actions, resources, principals }: Statement) =>
      inSet(actions, action.toLowerCase()) &&
      inSet(resources, resource) &&
      (principal === undefined || principals.includes('*') || principals.includes(principal));
    return denials.some(speaksOf) || (limits !== undefined && !limits.some(speaksOf));
  };
}

/** What is allowed now and is not, as it stands, within something that was allowed; all of it when a refusal is gone. */
function suspectsOf(now: Access, before: Access): Statement[] {
  const allowed = statementsOf(now.policies).filter(({ allows }) => allows);
  const parts = allowed.flatMap(partsOf);
  if (!refusesAsMuch(now, before)) return parts;
  const earlier = statementsOf(before.policies).filter(({ allows }) => allows);
  return parts.filter((part) => !earlier.some((statement) => covers(statement, part)));
}

/** Whether whatever was refused by a `Deny` or by the boundary is refused still. */
function refusesAsMuch(now: Access, before: Access): boolean {
  const kept = lostDenials(now, before).length === 0;
  if (!before.boundary) return kept;
  if (!now.boundary) return false;
  const limits = (access: Access) => ({ policies: access.boundary ?? [] });
  return kept && suspectsOf(limits(now), limits(before)).length === 0;
}

interface Request {
  readonly action: string;
  readonly resource: string;
  readonly principal?: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Requests that a statement allows and that `before` does not allow without a condition. */
async function* requestsOf(
  statement: Statement,
  before: Access,
  world: World,
  resourceArn: string | undefined,
): AsyncGenerator<Request> {
  const earlier = statementsOf(before.policies);
  const refuses = earlier.some(({ allows }) => !allows) || before.boundary !== undefined;
  const services = [...new Set([...earlier.flatMap(servicesOf), ...world.arns.map((arn) => arn.split(':')[2] ?? '')])];
  const [principal] = statement.principals;
  const carried = world.hasOthers === false ? carriedByOurs(world) : {};
  for await (const action of actionsIn(statement.actions, resourceArn ? [serviceOf(resourceArn)] : services)) {
    // A resource's own policy is about that resource, whatever pattern it names.
    if (resourceArn && action.name.split(':')[0] !== serviceOf(resourceArn)) continue;
    const resources = resourceArn ? within(resourceArn, statement) : resourcesFor(action, statement.resources, world);
    for (const resource of resources) {
      const meant = earlier.filter(
        (each) =>
          each.allows &&
          inSet(each.actions, action.name.toLowerCase()) &&
          inSet(each.resources, resource) &&
          (principal === undefined || each.principals.includes('*') || each.principals.includes(principal)),
      );
      if (!refuses && meant.some(({ conditions }) => conditions.length === 0)) continue;
      for (const own of contextsOf(statement, meant, Object.keys(carried))) {
        const context = { ...carried, ...own };
        yield { action: action.name, resource, context, ...(principal && { principal }) };
      }
    }
  }
}

/** A trust policy is asked for `sts:AssumeRole` on a role; every other resource by its own service. */
const serviceOf = (arn: string) => (/^arn:[^:]*:iam:.*:role\//.test(arn) ? 'sts' : (arn.split(':')[2] as string));

function within(resourceArn: string, { resources }: Statement): string[] {
  const named = resources.except ? [] : resources.patterns.filter((pattern) => pattern.startsWith(resourceArn));
  return [resourceArn, ...named.map((pattern) => pattern.replaceAll('*', 'x'))];
}

const servicesOf = ({ actions }: Statement) =>
  actions.except ? [] : actions.patterns.map((pattern) => pattern.split(':')[0] as string);

const ELSEWHERE = 'of-somebody-else';

/**
 * What every request of a deployed part carries, whatever it asks for: a condition on no more than that refuses none of them.
 * IAM User Guide, "AWS global condition context keys".
 */
const carriedByOurs = ({ account, region }: World): Readonly<Record<string, string>> => ({
  'aws:principalaccount': account,
  'aws:requestedregion': region,
  'aws:securetransport': 'true',
});

/** What a request may carry: what meets the statement's conditions, and for keys that others ask for, foreign values. */
function contextsOf(
  { conditions }: Statement,
  meant: readonly Statement[],
  given: readonly string[],
): Record<string, string>[] {
  const wanted = conditions.flatMap(({ operator, key, values }) =>
    values.map((value) => ({ key, value: meeting(operator, value) })),
  );
  const met = wanted.filter((each): each is { key: string; value: string } => each.value !== undefined);
  const own = Object.fromEntries(met.map(({ key, value }) => [key, value]));
  // Of one key the last value stands in `own`; the others are tried in its place.
  const single = met.filter(({ key, value }) => own[key] !== value).map(({ key, value }) => ({ ...own, [key]: value }));
  const keys = meant
    .flatMap((statement) => statement.conditions.map(({ key }) => key))
    .filter((key) => !(key in own || given.includes(key)));
  const foreign = keys.map((key) => ({ ...own, [key]: /arn$/.test(key) ? `arn:aws:sns:::${ELSEWHERE}` : ELSEWHERE }));
  return [own, ...single, ...foreign];
}

/**
 * A value that an operator of a condition accepts; undefined where it accepts that there is none. By the table in the IAM User
 * Guide, "IAM JSON policy elements: Condition operators".
 */
function meeting(operator: string, value: string): string | undefined {
  if (/ifexists$|not/.test(operator)) return undefined;
  if (operator === 'null') return value === 'true' ? undefined : ELSEWHERE;
  if (operator.endsWith('ipaddress')) return value.split('/')[0];
  const step = operator.includes('less') ? -1 : operator.includes('greater') ? 1 : 0;
  if (operator.includes('numeric')) return String(Number(value) + step);
  if (operator.includes('date')) return secondsLater(value, step);
  return value.replaceAll('*', ELSEWHERE);
}

/** IAM takes a date for a text of ISO 8601 or for seconds since 1970. */
function secondsLater(date: string, seconds: number): string {
  const time = /^\d+$/.test(date) ? Number(date) * 1_000 : Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time + seconds * 1_000).toISOString();
}

const nameOf = (principal: string) => (principal === '*' ? 'anybody' : principal.slice(principal.indexOf(':') + 1));

const ANYTHING: NamedPolicy = {
  name: 'all',
  policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
};

/** A key's policy that leaves it to IAM: without one no policy of a role opens a key. */
const keyPolicy = (account: string): Policy => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
});

/** Who asks: of a principal's own policies a session of it, of a resource's policy the one that it names. */
function asking(principal: string | undefined, account: string): string {
  if (principal === undefined) return `arn:aws:sts::${account}:assumed-role/of-the-lab/session`;
  if (principal === '*') return 'arn:aws:iam::888888888888:role/of-somebody-else';
  const name = nameOf(principal);
  return name.endsWith(':root') ? name.replace(/root$/, 'role/of-that-account') : name;
}

async function allows(access: Access, request: Request, { account }: World): Promise<boolean> {
  const { principal } = request;
  const Version = '2012-10-17';
  const merged = {
    Version,
    Statement: access.policies.flatMap(({ policy }) => [policy.Statement ?? []].flat()),
  };
  // Loaded when a policy is first asked about: every command that lists drills reaches this file.
  const { runSimulation } = await import('@cloud-copilot/iam-simulate');
  const result = await runSimulation(
    {
      request: {
        principal: asking(principal, account),
        action: request.action,
        resource: { resource: request.resource, accountId: account },
        contextVariables: request.context,
      },
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(principal === undefined
        ? {
            identityPolicies: access.policies.map(({ name, policy }) => ({ name, policy: { Version, ...policy } })),
            ...(request.action.startsWith('kms:') && { resourcePolicy: keyPolicy(account) }),
          }
        : {
            // A service has no policies of its own, and anyone else who is named is taken to be allowed by its own.
            identityPolicies: principal.startsWith('Service:') ? [] : [ANYTHING],
            resourcePolicy: merged,
          }),
      ...(access.boundary && {
        permissionBoundaryPolicies: access.boundary.map(({ name, policy }) => ({
          name,
          policy: { Version, ...policy },
        })),
      }),
    },
    {},
  );
  if (result.resultType !== 'error') return result.overallResult === 'Allowed';
  return bySight(access, request);
}

/** For a request that the simulation refuses to look at: decided without conditions, the stricter way for `now`. */
function bySight({ policies, boundary }: Access, { action, resource, principal }: Request): boolean {
  const about = (statement: Statement) =>
    inSet(statement.actions, action.toLowerCase()) &&
    inSet(statement.resources, resource) &&
    (principal === undefined || statement.principals.some((each) => each === '*' || globMatches(each, principal)));
  const meant = statementsOf(policies).filter(about);
  const limited = boundary && !statementsOf(boundary).some((statement) => statement.allows && about(statement));
  return (
    !limited && meant.some(({ allows }) => allows) && !meant.some((each) => !each.allows && !each.conditions.length)
  );
}

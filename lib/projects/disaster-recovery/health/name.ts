/** That the name leads to the region in use, and would leave it in time. */
import type { HealthCheckConfig } from '@aws-sdk/client-route-53';
import { CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { NoAnswer } from '../../../lab/drills/drill-context.ts';
import { status } from '../../../lab/drills/probes.ts';
import { type Lab, namesOf, type Output, outputsOfStandby } from './regions.ts';

/** What asks a program whether it is well: by the path that its balancer takes too. */
const HEALTH_PATH = '/health';
/** What the region that took over answers to, while it has: failover/steps.ts. */
const FENCE_PATH = '/taken-over';
/** Seconds: three failures at ten seconds, a minute of the TTL, and as much again for a busy machine. */
const LEADS_WITHIN = 60;
/** Seconds until a region that does not answer is ill to Route 53. */
export const ILL_WITHIN = 60;
/** Seconds for which somebody may go on to a place that is left: that of an alias to a balancer. */
const MOST_TTL = 60;

/** By whichever region answers to the name now. */
export const siteAnswers: Probe<Output> = {
  expects: 'Who asks for the site comes to a region that serves',
  look: (lab) =>
    lab.eventually(async () => {
      try {
        return status(await lab.request(`${lab.outputs.SiteUrl}${HEALTH_PATH}`), 200);
      } catch (error) {
        if (!(error instanceof NoAnswer || error instanceof CouldNotLook)) throw error;
        return { ok: false, saw: error.message, wanted: 'HTTP 200' };
      }
    }, LEADS_WITHIN),
};

/** The records of the site's name, with what the zone says of each. */
export async function recordsOf(lab: Lab) {
  const { site, zone } = namesOf(lab);
  const { ResourceRecordSets = [] } = await lab.aws.route53.listResourceRecordSets({ HostedZoneId: zone });
  const named = ResourceRecordSets.filter(
    ({ Name, Type }) => Name === `${site}.` && (Type === 'A' || Type === 'CNAME'),
  );
  const of = (failover: 'PRIMARY' | 'SECONDARY') => named.find(({ Failover }) => Failover === failover);
  return { primary: of('PRIMARY'), secondary: of('SECONDARY'), all: named };
}

/** The health checks that decide on the primary's record: itself, and those that it counts. */
export async function checksOf(lab: Lab): Promise<ReadonlyMap<string, HealthCheckConfig>> {
  const checks = new Map<string, HealthCheckConfig>();
  const { primary } = await recordsOf(lab);
  const asked = [primary?.HealthCheckId];
  for (const id of asked) {
    if (id === undefined || checks.has(id)) continue;
    const { HealthCheck } = await lab.aws.route53.getHealthCheck({ HealthCheckId: id });
    if (!HealthCheck?.HealthCheckConfig) continue;
    checks.set(id, HealthCheck.HealthCheckConfig);
    asked.push(...(HealthCheck.HealthCheckConfig.ChildHealthChecks ?? []));
  }
  return checks;
}

/** The check that asks the region in use, with its id. */
export async function ownCheck(lab: Lab): Promise<{ readonly id: string } & HealthCheckConfig> {
  const found = [...(await checksOf(lab))].find(([, { Type, Inverted }]) => Type === 'HTTPS' && !Inverted);
  if (!found) throw new CouldNotLook("No health check asks the region in use for the site's name.");
  return { id: found[0], ...found[1] };
}

/** Whether the record's health falls when only this one of the checks is ill. */
function decides(checks: ReadonlyMap<string, HealthCheckConfig>, id: string): boolean {
  const counting = [...checks.values()].find(({ ChildHealthChecks }) => ChildHealthChecks?.includes(id));
  if (!counting) return true;
  const { ChildHealthChecks = [], HealthThreshold = 0, Inverted, Disabled } = counting;
  return HealthThreshold >= ChildHealthChecks.length && !Inverted && !Disabled;
}

const sameHost = (one: string | undefined, other: string) =>
  one
    ?.toLowerCase()
    .replace(/^dualstack\./, '')
    .replace(/\.$/, '') === other.toLowerCase();

/** The own name of the region in use, which leads to its balancer whatever happens. */
async function ownNameLeadsHome(lab: Lab): Promise<boolean> {
  const { zone, primary } = namesOf(lab);
  const record = await lab.get('zone-record', { zone, name: primary, type: 'A' });
  return sameHost(record?.AliasTarget?.DNSName, lab.outputs.BalancerName);
}

/** By checks and records, since to see it the region would have to be lost. */
export const leavesALostRegion: Probe<Output> = {
  expects: 'A region that does not answer is left within two minutes, for as long as it does not',
  async look(lab): Promise<Finding> {
    const [checks, { primary, secondary, all }, other, isHome] = await Promise.all([
      checksOf(lab),
      recordsOf(lab),
      outputsOfStandby(lab),
      ownNameLeadsHome(lab),
    ]);
    const own = [lab.outputs.BalancerName, ...(isHome ? [namesOf(lab).primary] : [])];
    const asks = [...checks].find(
      ([id, { Type, FullyQualifiedDomainName: host, ResourcePath, Inverted, Disabled }]) =>
        Type?.startsWith('HTTPS') &&
        !(Inverted || Disabled) &&
        own.some((name) => sameHost(host, name)) &&
        ResourcePath === HEALTH_PATH &&
        decides(checks, id),
    );
    const { RequestInterval = 30, FailureThreshold = 3 } = asks?.[1] ?? {};
    const seconds = RequestInterval * FailureThreshold;
    const wanted = `found ill within ${ILL_WITHIN} s, and another that serves to go to`;
    const no = (saw: string): Finding => ({ ok: false, saw, wanted });
    if (!sameHost(primary?.AliasTarget?.DNSName, lab.outputs.BalancerName)) return no('nobody is led to it');
    if (!sameHost(secondary?.AliasTarget?.DNSName, other.BalancerName)) return no('there is no other to go to');
    if (!secondary?.AliasTarget?.EvaluateTargetHealth) return no('it would be left for one that does not serve');
    if (!asks) return no('nothing that decides asks whether it can serve');
    if (seconds > ILL_WITHIN) return no(`it would be found ill after ${seconds} s`);
    if (all.some(({ TTL = 0 }) => TTL > MOST_TTL)) return no('those who have asked before would go on to it');
    return { ok: true, saw: wanted, wanted };
  },
};

/** By the checks, since to see it there would have to be two writers (docs/decisions/0107). */
export const staysAway: Probe<Output> = {
  expects: 'A region that another took over from gets no candidates until the way back',
  async look(lab): Promise<Finding> {
    const checks = await checksOf(lab);
    const fence = [...checks].find(
      ([id, { Inverted, Disabled, FullyQualifiedDomainName, ResourcePath }]) =>
        Inverted &&
        !Disabled &&
        FullyQualifiedDomainName === namesOf(lab).standby &&
        ResourcePath === FENCE_PATH &&
        decides(checks, id),
    );
    const wanted = 'the other region is asked whether it took over';
    return { ok: fence !== undefined, saw: fence ? wanted : 'nobody asks whether another took over', wanted };
  },
};

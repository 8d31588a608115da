/** Health checks and records as the emulator's Route 53 has them, read by its API. */
import type { EmulatorApi } from '../api.ts';
import type { Element } from '../xml.ts';

export interface RecordSet {
  /** In lower case, without the dot at its end. */
  readonly name: string;
  readonly type: string;
  /** Undefined for an alias, which has that of what it leads to. */
  readonly ttlSeconds: number | undefined;
  readonly values: readonly string[];
  readonly alias: { readonly name: string; readonly evaluatesHealth: boolean } | undefined;
  readonly failover: 'PRIMARY' | 'SECONDARY' | undefined;
  /** Undefined but for a weighted record. */
  readonly weight: number | undefined;
  readonly healthCheck: string | undefined;
}

export interface HealthCheck {
  readonly id: string;
  /** `HTTP`, `HTTPS`, `TCP`, `HTTP_STR_MATCH`, `HTTPS_STR_MATCH`, `CALCULATED`, … */
  readonly type: string;
  readonly host: string | undefined;
  readonly address: string | undefined;
  readonly port: number;
  readonly path: string;
  /** What an answer has to contain; undefined where nothing is looked for. */
  readonly text: string | undefined;
  readonly intervalSeconds: number;
  /** How many checks in a row change what is thought of the endpoint. */
  readonly threshold: number;
  readonly inverted: boolean;
  readonly disabled: boolean;
  /** Of a calculated check: which others it counts, and how many of them have to be healthy. */
  readonly children: readonly string[];
  readonly healthyChildren: number;
}

/** Of one account by default ("Quotas" of the Route 53 Developer Guide); what is beyond is not looked at. */
const MOST_CHECKS = 200;

/** @throws EmulatorCallError, or as `fetch` does */
export async function readHealthChecks(api: EmulatorApi): Promise<readonly HealthCheck[]> {
  const answer = await api.get('route53', `/2013-04-01/healthcheck?maxitems=${MOST_CHECKS}`);
  return answer.list('HealthChecks').map(healthCheckOf);
}

/** Of all zones, by zone; without those that lead no client anywhere. @throws as {@link readHealthChecks} */
export async function readRecords(api: EmulatorApi): Promise<readonly RecordSet[]> {
  const zones = (await api.get('route53', '/2013-04-01/hostedzone')).list('HostedZones');
  const read = zones.map(async (zone) => {
    const id = zone.text('Id')?.split('/').at(-1);
    return (await api.get('route53', `/2013-04-01/hostedzone/${id}/rrset`)).list('ResourceRecordSets');
  });
  return (await Promise.all(read)).flat().map(recordOf);
}

export const plainName = (name: string) => name.toLowerCase().replace(/\.$/, '');

function recordOf(record: Element): RecordSet {
  const alias = record.child('AliasTarget');
  const [ttl, weight, failover] = ['TTL', 'Weight', 'Failover'].map((name) => record.text(name));
  return {
    name: plainName(record.text('Name') ?? ''),
    type: record.text('Type') ?? '',
    ttlSeconds: ttl === undefined ? undefined : Number(ttl),
    values: record.list('ResourceRecords').map((each) => each.text('Value') ?? ''),
    // The CDK asks for both kinds of address of a balancer.
    alias: alias && {
      name: plainName(alias.text('DNSName') ?? '').replace(/^dualstack\./, ''),
      evaluatesHealth: isTrue(alias, 'EvaluateTargetHealth'),
    },
    failover: failover === 'PRIMARY' || failover === 'SECONDARY' ? failover : undefined,
    weight: weight === undefined ? undefined : Number(weight),
    healthCheck: record.text('HealthCheckId'),
  };
}

const isTrue = (element: Element | undefined, name: string) => element?.text(name)?.toLowerCase() === 'true';

/** What is left out has the default of the API ("HealthCheckConfig" of the Route 53 API Reference). */
function healthCheckOf(check: Element): HealthCheck {
  const config = check.child('HealthCheckConfig');
  const text = (name: string) => config?.text(name) || undefined;
  const type = text('Type') ?? '';
  return {
    ...{ id: check.text('Id') ?? '', type },
    ...{ host: text('FullyQualifiedDomainName'), address: text('IPAddress') },
    port: Number(text('Port') ?? (type.startsWith('HTTPS') ? 443 : 80)),
    path: text('ResourcePath')?.replace(/^(?!\/)/, '/') ?? '/',
    text: text('SearchString'),
    intervalSeconds: Number(text('RequestInterval') ?? 30),
    threshold: Number(text('FailureThreshold') ?? 3),
    ...{ inverted: isTrue(config, 'Inverted'), disabled: isTrue(config, 'Disabled') },
    children: config?.list('ChildHealthChecks').map((child) => child.text() ?? '') ?? [],
    healthyChildren: Number(text('HealthThreshold') ?? 0),
  };
}

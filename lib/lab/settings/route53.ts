/** What drills change of Route 53. */
import type { HealthCheckConfig, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';

interface HealthCheckTarget {
  readonly id: string;
}

/** Of a health check what can be changed: never its type or its interval (Route 53 API Reference, "UpdateHealthCheck"). */
export type Asking = Pick<
  HealthCheckConfig,
  | 'ChildHealthChecks'
  | 'Disabled'
  | 'FailureThreshold'
  | 'FullyQualifiedDomainName'
  | 'HealthThreshold'
  | 'Inverted'
  | 'Port'
  | 'ResourcePath'
>;

export const healthCheckAsking = {
  resource: ({ id }: HealthCheckTarget) => `route53:healthcheck/${id}`,
  async read({ route53 }: AwsClients, { id }: HealthCheckTarget): Promise<Asking | undefined> {
    const config = (await orMissing(route53.getHealthCheck({ HealthCheckId: id })))?.HealthCheck?.HealthCheckConfig;
    if (!config) return undefined;
    const { Disabled = false, Inverted = false, ResourcePath, FullyQualifiedDomainName, Port } = config;
    const { FailureThreshold, ChildHealthChecks, HealthThreshold } = config;
    const asking = { Disabled, Inverted, ResourcePath, FullyQualifiedDomainName, Port, FailureThreshold };
    // As a journal keeps it: plain JSON, without what it does not have.
    return JSON.parse(JSON.stringify({ ...asking, ChildHealthChecks, HealthThreshold }));
  },
  async write({ route53 }: AwsClients, { id }: HealthCheckTarget, value: Asking): Promise<void> {
    await route53.updateHealthCheck({ HealthCheckId: id, ...value });
  },
};

interface RecordTarget {
  readonly zone: string;
  readonly name: string;
  readonly type: 'A' | 'CNAME';
  /** Where the name has several records. */
  readonly setIdentifier?: string;
}

/** One record of a zone, whole; `null` where the zone has no such record. */
export const zoneRecord = {
  resource: ({ zone, name, type, setIdentifier }: RecordTarget) =>
    ['route53:record', zone, name, type, setIdentifier].filter((part) => part !== undefined).join('/'),
  async read({ route53 }: AwsClients, target: RecordTarget): Promise<ResourceRecordSet | null | undefined> {
    const { zone, name, type, setIdentifier } = target;
    const from = { HostedZoneId: zone, StartRecordName: name, StartRecordType: type };
    const found = await orMissing(route53.listResourceRecordSets(from));
    if (!found) return undefined;
    const record = found.ResourceRecordSets?.find(
      ({ Name, Type, SetIdentifier }) => Name === `${name}.` && Type === type && SetIdentifier === setIdentifier,
    );
    return JSON.parse(JSON.stringify(record ?? null));
  },
  async write(aws: AwsClients, target: RecordTarget, value: ResourceRecordSet | null): Promise<void> {
    const record = value ?? (await zoneRecord.read(aws, target));
    if (!record) return;
    await aws.route53.changeResourceRecordSets({
      HostedZoneId: target.zone,
      ChangeBatch: { Changes: [{ Action: value ? 'UPSERT' : 'DELETE', ResourceRecordSet: record }] },
    });
  },
};

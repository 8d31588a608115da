import { Duration } from 'aws-cdk-lib';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import {
  ARecord,
  Failover,
  HealthCheck,
  HealthCheckType,
  HostedZone,
  type IHostedZone,
  RecordTarget,
} from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { FENCE } from './failover/fence.ts';
import type { Settings } from './strategy.ts';

export type Side = 'primary' | 'standby';

export interface EntranceProps {
  readonly settings: Settings;
  readonly side: Side;
}

/**
 * The name that people ask for, which leads to the primary region while that answers, and to the other while it does not. No
 * call of an API is needed for it: Route 53 answers from what it was told before, in every region
 * (docs/decisions/0095-failover-by-health-checked-dns.md).
 */
export class Entrance extends Construct {
  readonly certificate: ICertificate;
  private readonly zone: IHostedZone;
  private readonly props: EntranceProps;

  constructor(scope: Construct, id: string, props: EntranceProps) {
    super(scope, id);
    this.props = props;
    const { domain, zoneId } = props.settings;
    this.zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: zoneId, zoneName: domain });
    // Exam: a balancer shows certificates of its own region alone.
    this.certificate = new Certificate(this, 'Certificate', {
      domainName: domain,
      subjectAlternativeNames: [this.ownName],
      validation: CertificateValidation.fromDns(this.zone),
    });
  }

  /** This region's own name, whichever region is in use. */
  private get ownName(): string {
    return `${this.props.side}.${this.props.settings.domain}`;
  }

  leadTo(balancer: IApplicationLoadBalancer, healthPath: string): void {
    const { zone } = this;
    const isPrimary = this.props.side === 'primary';
    // Exam: an alias has the TTL of what it points at, 60 seconds for a balancer; nothing here can shorten it.
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(balancer, { evaluateTargetHealth: true }));
    new ARecord(this, 'Own', { zone, recordName: this.ownName, target });
    new ARecord(this, 'Site', {
      zone,
      target,
      setIdentifier: this.props.side,
      failover: isPrimary ? Failover.PRIMARY : Failover.SECONDARY,
      ...(isPrimary && { healthCheck: this.primaryIsToServe(healthPath) }),
    });
  }

  private primaryIsToServe(healthPath: string): HealthCheck {
    const { domain } = this.props.settings;
    // Exam: Route 53's checkers are on the internet. They ask the region by its own name: by the name of the site they
    // would follow their own failover, and find the other region healthy.
    const answers = new HealthCheck(this, 'Health', {
      type: HealthCheckType.HTTPS,
      fqdn: this.ownName,
      port: 443,
      resourcePath: healthPath,
      requestInterval: Duration.seconds(10),
      failureThreshold: 3,
    });
    // Exam: a primary that comes back is healthy, and no longer has the writer. The region that took over says so, and while
    // it does, the primary's record is ill: decided by two checks that are there, not by a call in the hour of need.
    const notTakenOver = new HealthCheck(this, 'NotTakenOver', {
      type: HealthCheckType.HTTPS,
      fqdn: `standby.${domain}`,
      port: 443,
      resourcePath: FENCE.path,
      // Where nothing answers, nobody has taken over.
      inverted: true,
      failureThreshold: 1,
    });
    return new HealthCheck(this, 'ToServe', {
      type: HealthCheckType.CALCULATED,
      childHealthChecks: [answers, notTakenOver],
      healthThreshold: 2,
    });
  }
}

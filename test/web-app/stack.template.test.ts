import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectionsByDefault, RESERVED_CONNECTIONS } from '../../lib/aurora.ts';
import { supportedRegions } from '../../lib/lab/aws/regions.ts';
import { idleCharges, PRICES_KNOWN, usd, usdOf } from '../../lib/prices.ts';
import {
  FINISH_SECONDS,
  HEALTH_PATH,
  LINGER_SECONDS,
  OPTIONAL_VARIABLES,
  PORT,
  poolOf,
  readerPool,
  VARIABLES,
} from '../../lib/projects/web-app/app/env.ts';
import { webApp } from '../../lib/projects/web-app/project.ts';
import { REGION_FACTS } from '../../lib/region-facts.ts';
import { repository } from '../../lib/repository.ts';
import { ofType, type Resource, type Synthesized } from '../support/synthesize.ts';
import { synthesizeWebApp } from './synthesize-web-app.ts';

let production: Synthesized;
let sandbox: Synthesized;
beforeAll(() => {
  production = synthesizeWebApp();
  sandbox = synthesizeWebApp('sandbox');
});

const all = (stack: Synthesized, type: string) => ofType(stack.resources, type).map(([, { Properties }]) => Properties);
const one = (stack: Synthesized, type: string) => {
  const found = all(stack, type);
  expect(found).toHaveLength(1);
  return found[0] as Resource['Properties'];
};
const idOf = (stack: Synthesized, start: string, type: string) => {
  const found = ofType(stack.resources, type)
    .map(([id]) => id)
    .filter((id) => id.startsWith(start));
  expect(found, `${start} of ${type}`).toHaveLength(1);
  return found[0] as string;
};
const both = () => [production, sandbox];

describe('the network', () => {
  /** Who may open a connection to whom, as `from → to: port`, both sides' rules taken together. */
  function ways(stack: Synthesized, direction: 'Ingress' | 'Egress'): string[] {
    const nameOf = (reference: { 'Fn::GetAtt'?: string[] }) =>
      /^Network(\w+?)[0-9A-F]{8}$/.exec(reference?.['Fn::GetAtt']?.[0] ?? '')?.[1] ?? JSON.stringify(reference);
    const loose = all(stack, `AWS::EC2::SecurityGroup${direction}`).map((rule) => {
      const [own, other] = [
        nameOf(rule.GroupId),
        rule.SourcePrefixListId?.['Fn::FindInMap'][2] ??
          nameOf(rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId),
      ];
      return direction === 'Ingress' ? `${other} → ${own}: ${rule.ToPort}` : `${own} → ${other}: ${rule.ToPort}`;
    });
    const inline = ofType(stack.resources, 'AWS::EC2::SecurityGroup').flatMap(([id, { Properties }]) => {
      const own = nameOf({ 'Fn::GetAtt': [id] });
      return (Properties[`SecurityGroup${direction}`] ?? [])
        .filter(({ CidrIp }: { CidrIp: string }) => CidrIp !== '255.255.255.255/32')
        .map(({ CidrIp, ToPort }: { CidrIp: string; ToPort: number }) =>
          direction === 'Ingress' ? `${CidrIp} → ${own}: ${ToPort}` : `${own} → ${CidrIp}: ${ToPort}`,
        );
    });
    return [...loose, ...inline].sort();
  }

  it('leads from each tier to the next, on one port, and nowhere else', () => {
    const tiers = [`Balancer → Tasks: ${PORT}`, 'Tasks → Cache: 6379', 'Tasks → Database: 5432'];
    // By the blocks of the VPC none of CloudFront's requests would come in.
    const entry = ['cloudFront → Balancer: 80'];
    expect(ways(production, 'Ingress')).toEqual([...entry, ...tiers, 'Tasks → Endpoints: 443'].sort());
    expect(ways(sandbox, 'Ingress')).toEqual([...entry, ...tiers].sort());
    for (const stack of both()) expect(ways(stack, 'Egress')).toEqual([...tiers, 'Tasks → 0.0.0.0/0: 443'].sort());
  });

  it('has no way from the private tiers to the internet: no gateway for addresses, and routes for what is public alone', () => {
    for (const stack of both()) {
      expect(ofType(stack.resources, 'AWS::EC2::NatGateway')).toEqual([]);
      const routes = all(stack, 'AWS::EC2::Route').map(({ RouteTableId }) => RouteTableId.Ref as string);
      const tier = stack === production ? 'unused' : 'web';
      expect(routes.filter((table) => !table.includes(`Vpc${tier}Subnet`))).toEqual([]);
      expect(routes).toHaveLength(2);
    }
    expect(one(production, 'AWS::ECS::Service').NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp).toBe(
      'DISABLED',
    );
  });

  it('reaches what a task needs to start, in each zone, and S3 for free', () => {
    const services = all(production, 'AWS::EC2::VPCEndpoint').map(({ ServiceName, VpcEndpointType, SubnetIds }) => [
      JSON.stringify(ServiceName).replaceAll(/.*"[.]?(?:com\.amazonaws\.)?([a-z][a-z0-9.]*)".*/g, '$1'),
      VpcEndpointType,
      SubnetIds?.length,
    ]);
    expect(services.map(([, type, zones]) => `${type} ${zones ?? ''}`.trim()).sort()).toEqual(
      ['Gateway', 'Interface 2', 'Interface 2', 'Interface 2', 'Interface 2'].sort(),
    );
    const names = JSON.stringify(all(production, 'AWS::EC2::VPCEndpoint').map(({ ServiceName }) => ServiceName));
    for (const service of ['ecr.dkr', 'ecr.api', 'logs', 'secretsmanager', '.s3']) expect(names).toContain(service);
    expect(all(sandbox, 'AWS::EC2::VPCEndpoint').map(({ VpcEndpointType }) => VpcEndpointType)).toEqual(['Gateway']);
  });

  it('keeps a door to S3 for two buckets: its own assets to write, and the layers of images to read', () => {
    const [gateway] = all(production, 'AWS::EC2::VPCEndpoint').filter(
      ({ VpcEndpointType }) => VpcEndpointType === 'Gateway',
    );
    const statements = gateway?.PolicyDocument.Statement as { Action: string; Resource: unknown }[];
    expect(statements.map(({ Action }) => Action).sort()).toEqual(['s3:GetObject', 's3:PutObject']);
    expect(JSON.stringify(statements.map(({ Resource }) => Resource))).not.toMatch(/"\*"/);
  });

  it('puts balancer, tasks, database and cache in two zones', () => {
    const zones = (subnets: readonly { Ref: string }[]) =>
      new Set(subnets.map(({ Ref }) => JSON.stringify(production.resources[Ref]?.Properties.AvailabilityZoneId))).size;
    expect(zones(one(production, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Subnets)).toBe(2);
    expect(zones(one(production, 'AWS::ECS::Service').NetworkConfiguration.AwsvpcConfiguration.Subnets)).toBe(2);
    const instances = all(production, 'AWS::RDS::DBInstance').map(({ AvailabilityZone }) =>
      JSON.stringify(AvailabilityZone),
    );
    expect(new Set(instances).size).toBe(2);
    expect(one(production, 'AWS::ElastiCache::ReplicationGroup')).toMatchObject({
      NumCacheClusters: 2,
      MultiAZEnabled: true,
    });
  });

  it('is in zones by id alone, none of which lacks VPC origins or arm64: a name is another zone in another account', () => {
    // "Restrict access with VPC origins", supported regions; aws-samples/amazon-bedrock-samples #606 ran into it.
    const without = ['use1-az3', 'usw1-az2', 'cac1-az3', 'apne1-az3', 'apne2-az1'];
    for (const stack of both()) {
      const { Mappings } = stack.template.toJSON();
      const [name, facts] = Object.entries<Record<string, { zone1: string; zone2: string }>>(Mappings)[0] ?? ['', {}];
      for (const [region, { zone1, zone2 }] of Object.entries(facts)) {
        expect(without, region).not.toContain(zone1);
        expect(without, region).not.toContain(zone2);
        expect(zone1, region).not.toBe(zone2);
      }
      const placed = all(stack, 'AWS::EC2::Subnet').map(({ AvailabilityZone, AvailabilityZoneId }) => [
        AvailabilityZone,
        AvailabilityZoneId['Fn::FindInMap'].slice(0, 2),
      ]);
      expect(placed).toEqual(placed.map(() => [undefined, [name, { Ref: 'AWS::Region' }]]));
    }
  });

  it('has its internet gateway before CloudFront looks for it', () => {
    for (const stack of both()) {
      const [[, { DependsOn = [] }]] = ofType(stack.resources, 'AWS::CloudFront::VpcOrigin') as never as [
        [string, { DependsOn?: string[] }],
      ];
      const routes = [DependsOn].flat().filter((id) => stack.resources[id]?.Type === 'AWS::EC2::Route');
      expect(routes).toHaveLength(2);
      for (const id of routes) expect(JSON.stringify(stack.resources[id])).toContain('VPCGW');
    }
  });

  it('knows each region that it may be deployed to, and those alone', () => {
    expect(Object.keys(REGION_FACTS)).toEqual(supportedRegions([webApp.slug]));
  });
});

describe('the balancer', () => {
  it('is private, and is asked by CloudFront alone, which sends everybody to HTTPS', () => {
    for (const stack of both()) {
      expect(one(stack, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Scheme).toBe('internal');
      const { DistributionConfig } = one(stack, 'AWS::CloudFront::Distribution');
      const behaviors = [DistributionConfig.DefaultCacheBehavior, ...DistributionConfig.CacheBehaviors];
      expect(behaviors.map(({ ViewerProtocolPolicy }) => ViewerProtocolPolicy)).toEqual(
        Array(2).fill('redirect-to-https'),
      );
      const origins = DistributionConfig.Origins as { VpcOriginConfig?: object; OriginAccessControlId?: object }[];
      expect(origins.map((origin) => Boolean(origin.VpcOriginConfig ?? origin.OriginAccessControlId))).toEqual([
        true,
        true,
      ]);
    }
  });

  it('asks the health that the program answers, and notices within ten seconds', () => {
    const group = one(production, 'AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(group).toMatchObject({
      HealthCheckPath: HEALTH_PATH,
      Port: PORT,
      Matcher: { HttpCode: '200' },
      TargetType: 'ip',
    });
    expect(group.HealthCheckIntervalSeconds * group.UnhealthyThresholdCount).toBeLessThanOrEqual(10);
  });

  it('keeps nobody at one task, so that none has to be kept', () => {
    production.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetGroupAttributes: Match.arrayWith([
        { Key: 'stickiness.enabled', Value: 'false' },
        { Key: 'load_balancing.algorithm.type', Value: 'least_outstanding_requests' },
      ]),
    });
  });
});

describe('a task', () => {
  const container = (stack: Synthesized, start: string) =>
    stack.resources[idOf(stack, start, 'AWS::ECS::TaskDefinition')]?.Properties.ContainerDefinitions[0];

  it('is told all that the program asks for, and nothing that it does not know', () => {
    for (const start of ['WebTask', 'MigrationTask']) {
      const { Environment, Secrets } = container(production, start);
      const told = [...Environment, ...Secrets].map(({ Name }: { Name: string }) => Name);
      expect(Object.keys(VARIABLES).filter((name) => !told.includes(name))).toEqual([]);
      expect(told.filter((name) => !(name in VARIABLES || name in OPTIONAL_VARIABLES))).toEqual([]);
    }
  });

  it('speaks to database and cache through TLS, and has its passwords from Secrets Manager', () => {
    const { Environment, Secrets } = container(production, 'WebTask');
    expect(Environment).toEqual(
      expect.arrayContaining([
        { Name: 'DATABASE_TLS', Value: 'on' },
        { Name: 'CACHE_TLS', Value: 'on' },
      ]),
    );
    expect(Secrets.map(({ Name }: { Name: string }) => Name)).toEqual(['DATABASE_SECRET', 'CACHE_AUTH_TOKEN']);
    expect(one(production, 'AWS::RDS::DBCluster')).toMatchObject({
      ManageMasterUserPassword: true,
      StorageEncrypted: true,
    });
    expect(one(production, 'AWS::ElastiCache::ReplicationGroup')).toMatchObject({
      TransitEncryptionEnabled: true,
      AtRestEncryptionEnabled: true,
    });
  });

  it('cannot write to its disk, and is given longer to stop than it takes', () => {
    const { ReadonlyRootFilesystem, StopTimeout } = container(production, 'WebTask');
    expect(ReadonlyRootFilesystem).toBe(true);
    expect(StopTimeout).toBeGreaterThan(LINGER_SECONDS + FINISH_SECONDS);
  });

  it('is replaced by a new version only once that is healthy, and never by one that does not get so', () => {
    expect(one(production, 'AWS::ECS::Service').DeploymentConfiguration).toEqual({
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    });
  });

  it('rolls after the migration, which is run again for every new image', () => {
    const [service] = ofType(production.resources, 'AWS::ECS::Service');
    const trigger = idOf(production, 'Migration', 'Custom::Trigger');
    expect(service?.[1].DependsOn).toContain(trigger);
    const run = production.resources[idOf(production, 'MigrationRun', 'AWS::Lambda::Function')];
    const { Image, Command } = container(production, 'MigrationTask');
    expect(run?.Properties.Environment.Variables.IMAGE).toEqual(Image);
    expect(Image).toEqual(container(production, 'WebTask').Image);
    expect(Command).toEqual(['node', 'server.mjs', 'migrate']);
  });

  it('grows with the requests for each task, between two and six', () => {
    production.template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 2,
      MaxCapacity: 6,
    });
    production.template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: Match.objectLike({
        PredefinedMetricSpecification: Match.objectLike({ PredefinedMetricType: 'ALBRequestCountPerTarget' }),
      }),
    });
  });
});

describe('the connections', () => {
  /** Of the migration, and of somebody who looks by hand. */
  const OTHERS = 2 + 3;

  it('of all tasks, twice as many while they are replaced, fit into what Aurora allows, also where the reader is lost', () => {
    for (const stack of both()) {
      const { MinCapacity: least, MaxCapacity: most } = one(
        stack,
        'AWS::RDS::DBCluster',
      ).ServerlessV2ScalingConfiguration;
      const [target] = all(stack, 'AWS::ApplicationAutoScaling::ScalableTarget');
      const { MaximumPercent } = one(stack, 'AWS::ECS::Service').DeploymentConfiguration;
      const definition = stack.resources[idOf(stack, 'WebTask', 'AWS::ECS::TaskDefinition')]?.Properties;
      const told = definition?.ContainerDefinitions[0].Environment as { Name: string; Value: string }[];
      const pool = poolOf(told.find(({ Name }) => Name === 'DATABASE_POOL')?.Value);
      const tasks = (target?.MaxCapacity * MaximumPercent) / 100;
      const connections = tasks * (pool + readerPool(pool)) + OTHERS;
      expect(connections).toBeGreaterThan(70);
      expect(connections).toBeLessThanOrEqual(connectionsByDefault({ least, most }) - RESERVED_CONNECTIONS);
      const { Threshold } = all(stack, 'AWS::CloudWatch::Alarm').find(
        ({ MetricName }) => MetricName === 'DatabaseConnections',
      ) ?? { Threshold: 0 };
      expect(Threshold).toBeGreaterThan(tasks * pool);
    }
  });

  it('are what Aurora gives to a capacity: by its table, between by a line, and no more than 2,000 where it may shrink', () => {
    const of = (least: number, most: number) => connectionsByDefault({ least, most });
    expect([1, 4, 8, 16, 32, 256].map((most) => of(1, most))).toEqual([189, 823, 1_669, 3_360, 5_000, 5_000]);
    expect([of(1, 2), of(1, 12)]).toEqual([400, 2_515]);
    expect([of(0, 16), of(0.5, 256), of(0.5, 2)]).toEqual([2_000, 2_000, 400]);
  });
});

describe('roles', () => {
  interface Statement {
    readonly Action: string | string[];
    readonly Resource: unknown;
  }
  const granted = (start: string): string[] => {
    const role = idOf(production, start, 'AWS::IAM::Role');
    return all(production, 'AWS::IAM::Policy')
      .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[])
      .flatMap(({ Action }) => Action)
      .sort();
  };

  it('let a task that serves read one secret, and nothing else', () => {
    expect(granted('WebTaskTaskRole')).toEqual(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
  });

  it('let the migration write assets besides', () => {
    expect(granted('MigrationTaskTaskRole')).toEqual([
      's3:PutObject',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ]);
  });

  it('let the deployment run this one task in this one cluster, and hand on its two roles alone', () => {
    expect(granted('MigrationRunRole').filter((action) => !/^(logs|xray):/.test(action))).toEqual([
      'ecs:DescribeTasks',
      'ecs:RunTask',
      'iam:PassRole',
    ]);
  });

  it('name what they are for: a star stands for a token of ECR and for traces alone', () => {
    const wide = all(production, 'AWS::IAM::Policy')
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Statement[])
      .filter(({ Resource }) => [Resource].flat().includes('*'))
      .flatMap(({ Action }) => Action);
    expect([...new Set(wide)].sort()).toEqual([
      'ecr:GetAuthorizationToken',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});

describe('the sizes', () => {
  it('cost what the page of the project says', () => {
    const readme = readFileSync(join(repository, 'lib/projects/web-app/README.md'), 'utf8');
    const [large, small] = both().map((stack) => usdOf(idleCharges(stack.resources)));
    expect(webApp.idleUsdPerMonth).toBeCloseTo(large as number, 2);
    expect(readme).toContain(`**Idle, a month: ${usd(large as number)}; in the sandbox size ${usd(small as number)}**`);
    expect(readme).toContain(`as known ${PRICES_KNOWN}`);
    for (const { what, count, each } of idleCharges(production.resources)) {
      expect(readme).toContain(`| ${what} | ${count} × ${usd(each)} | ${usd(count * each)} |`);
    }
  });

  it('let the database of the sandbox sleep, and keep one task, one node and no firewall there', () => {
    expect(one(sandbox, 'AWS::RDS::DBCluster').ServerlessV2ScalingConfiguration).toEqual({
      MinCapacity: 0,
      MaxCapacity: 1,
      SecondsUntilAutoPause: 300,
    });
    expect(all(sandbox, 'AWS::RDS::DBInstance')).toHaveLength(1);
    expect(one(sandbox, 'AWS::ECS::Service').DesiredCount).toBe(1);
    expect(one(sandbox, 'AWS::ElastiCache::ReplicationGroup').NumCacheClusters).toBe(1);
    expect(all(sandbox, 'AWS::WAFv2::WebACL')).toEqual([]);
    expect(all(production, 'AWS::WAFv2::WebACL')).toHaveLength(1);
  });

  it('are two: another is refused with their names', () => {
    expect(() => synthesizeWebApp('huge')).toThrow('Context size: got huge, wanted one of production, sandbox.');
  });

  it('say before anything is made that a firewall for CloudFront belongs in us-east-1', () => {
    const rules = (stack: Synthesized) => JSON.stringify(stack.template.toJSON().Rules);
    expect(rules(production)).toContain('us-east-1');
    expect(rules(sandbox) ?? '').not.toContain('us-east-1');
  });
});

describe('the stack as a whole', () => {
  it('leaves nothing behind', () => {
    for (const stack of both()) {
      const kept = Object.entries(stack.resources).filter(
        ([, { DeletionPolicy }]) => DeletionPolicy !== undefined && DeletionPolicy !== 'Delete',
      );
      expect(kept.map(([id]) => id)).toEqual([]);
      for (const { RetentionInDays } of all(stack, 'AWS::Logs::LogGroup')) expect(RetentionInDays).toBe(7);
    }
  });

  it('shows every alarm on the dashboard, each with a runbook on the page', () => {
    const readme = readFileSync(join(repository, 'lib/projects/web-app/README.md'), 'utf8');
    const anchors = [...readme.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading?.toLowerCase().replaceAll(' ', '-'),
    );
    const body = JSON.stringify(one(production, 'AWS::CloudWatch::Dashboard').DashboardBody);
    const alarms = ofType(production.resources, 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(7);
    for (const [id, { Properties }] of alarms) {
      expect(body).toContain(`"${id}"`);
      expect(anchors).toContain(/README\.md#(.+)$/.exec(Properties.AlarmDescription)?.[1]);
    }
  });

  it('publishes what the project names, and gives nothing a name of its own', () => {
    const outputs = production.template.findOutputs('*');
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(webApp.outputs).sort());
    const names = [
      'ClusterName',
      'ServiceName',
      'DBClusterIdentifier',
      'ReplicationGroupId',
      'BucketName',
      'LogGroupName',
    ];
    const made = [
      'AWS::ECS::Cluster',
      'AWS::ECS::Service',
      'AWS::RDS::DBCluster',
      'AWS::ElastiCache::ReplicationGroup',
      'AWS::S3::Bucket',
      'AWS::Logs::LogGroup',
    ];
    const named = Object.entries(production.resources).filter(
      ([, { Type, Properties }]) => made.includes(Type) && names.some((name) => name in Properties),
    );
    expect(named.map(([id]) => id)).toEqual([]);
  });
});

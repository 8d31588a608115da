/**
 * The exam room as deployed, on a cloud whose settings take effect late: its network, storage, service and targets, with a small
 * model of its program behind a balancer.
 */
import type { TaskDefinition, UpdateServiceRequest } from '@aws-sdk/client-ecs';
import type { AwsClients } from '../../../../lib/lab/aws/aws-clients.ts';
import type { ScalingPolicy, Tracking } from '../../../../lib/lab/settings/autoscaling.ts';
import { CACHE, LateExamRoom, READER, WRITER } from './late-exam-room.ts';
import { healthyNetwork, lateNetwork, type NetworkAreas, subnetsOf } from './late-network.ts';
import { ARN, allows, isAllowed, lateRoles, REGION, type Roles, roleArn } from './late-roles.ts';
import { LateService, type ServiceAreas } from './late-service.ts';
import { LateSettings } from './late-settings.ts';
import { BUCKET, healthyStorage, lateStorage, type StorageAreas } from './late-storage.ts';

const secretArn = (name: string) => `${ARN}:secretsmanager:${REGION}:secret:${name}`;
const DATABASE_SECRET = secretArn('database');
const CACHE_SECRET = secretArn('cache');
const READ = 'secretsmanager:GetSecretValue';
const BALANCER = `${ARN}:elasticloadbalancing:${REGION}:loadbalancer/app/exams/1`;
const TARGETS = `${ARN}:elasticloadbalancing:${REGION}:targetgroup/exams/2`;

const OUTPUTS = {
  SiteUrl: 'https://site.example',
  BalancerArn: BALANCER,
  TargetGroupArn: TARGETS,
  WebSecurityGroupId: 'sg-tasks',
  DatabaseSecretArn: DATABASE_SECRET,
  DatabaseClusterId: 'exams',
  AssetsBucketName: BUCKET,
};

interface Scaling {
  readonly least: number;
  readonly most: number;
  readonly suspended: Readonly<Record<string, boolean>>;
  readonly policies: readonly ScalingPolicy[];
}

interface Areas extends NetworkAreas, StorageAreas, ServiceAreas {
  roles: Roles;
  scaling: Scaling;
  /** What the group of the database says of its connections, and what its instances were started with. */
  connections: { readonly written: number | null; readonly started: number | null };
  /** How often the password of the database was rotated. */
  password: number;
}

/** As the stack has it (web-tier.ts). */
const BY_REQUESTS: Tracking = {
  ...{ TargetValue: 600, ScaleOutCooldown: 30, ScaleInCooldown: 300, DisableScaleIn: false },
  PredefinedMetricSpecification: {
    PredefinedMetricType: 'ALBRequestCountPerTarget',
    ResourceLabel: 'app/exams/1/targetgroup/exams/2',
  },
};

const healthy = (): Areas => ({
  ...healthyNetwork(),
  ...healthyStorage(),
  targets: {
    check: {
      ...{ path: '/health', port: 'traffic-port', matcher: '200' },
      ...{ interval: 5, timeout: 2, healthyThreshold: 2, unhealthyThreshold: 2 },
    },
    attributes: {
      ...{
        'deregistration_delay.timeout_seconds': '25',
        'load_balancing.algorithm.type': 'least_outstanding_requests',
      },
      ...{ 'stickiness.enabled': 'false', 'stickiness.lb_cookie.duration_seconds': '86400' },
    },
  },
  roles: {
    execution: allows(
      ['ecr:GetAuthorizationToken', '*'],
      [READ, DATABASE_SECRET, CACHE_SECRET],
      ['secretsmanager:DescribeSecret', DATABASE_SECRET, CACHE_SECRET],
    ),
    task: allows([READ, DATABASE_SECRET]),
  },
  scaling: {
    ...{ least: 2, most: 6, suspended: {} },
    policies: [{ name: 'Requests', tracking: BY_REQUESTS }],
  },
  connections: { written: null, started: null },
  password: 1,
});

const DEFINITION: TaskDefinition = {
  ...{ family: 'web', memory: '512', executionRoleArn: roleArn('execution'), taskRoleArn: roleArn('task') },
  containerDefinitions: [
    {
      ...{ name: 'web', stopTimeout: 30 },
      environment: [
        { name: 'DATABASE_HOST', value: WRITER },
        { name: 'DATABASE_READER_HOST', value: READER },
        { name: 'DATABASE_SECRET_ARN', value: DATABASE_SECRET },
        { name: 'CACHE_ENDPOINT', value: CACHE },
      ],
      secrets: [
        { name: 'DATABASE_SECRET', valueFrom: DATABASE_SECRET },
        { name: 'CACHE_AUTH_TOKEN', valueFrom: CACHE_SECRET },
      ],
    },
  ],
};

export function lateWebApp() {
  const settings = new LateSettings<Areas>(healthy());
  const may = (role: string, arn: string, at?: number) =>
    isAllowed(settings.inEffect('roles', at)[role] as Roles[string], READ, arn);
  const mayStart = (at: number) => [DATABASE_SECRET, CACHE_SECRET].every((arn) => may('execution', arn, at));
  const service = new LateService(settings as unknown as LateSettings<ServiceAreas>, DEFINITION, mayStart);
  const room = new LateExamRoom({
    service,
    password: () => settings.inEffect('password'),
    mayReadSecret: () => may('task', DATABASE_SECRET),
  });
  const storage = lateStorage(settings as unknown as LateSettings<StorageAreas>);
  const request: typeof fetch = async (input, init = {}) => {
    const { host, pathname } = new URL(String(input));
    return host.startsWith(`${BUCKET}.s3.`) ? storage.anonymously() : room.answer(pathname, init);
  };
  const aws = {
    autoscaling: scalingClients(settings),
    cloudformation: {
      async listStackResources() {
        const named = { NetworkDatabase: 'sg-database', NetworkCache: 'sg-cache' };
        const StackResourceSummaries = Object.entries(named).map(([LogicalResourceId, PhysicalResourceId]) => ({
          ...{ LogicalResourceId, PhysicalResourceId, ResourceType: 'AWS::EC2::SecurityGroup' },
        }));
        return { StackResourceSummaries };
      },
    },
    ec2: lateNetwork(settings as unknown as LateSettings<NetworkAreas>),
    ecs: serviceClients(service, mayStart),
    elbv2: balancerClients(settings, service),
    iam: lateRoles(settings as never),
    rds: databaseClients(settings),
    s3: storage.s3,
    secrets: {
      async getResourcePolicy() {
        return { ARN: DATABASE_SECRET };
      },
      async rotateSecret() {
        settings.change('password', settings.now.password + 1);
        return {};
      },
    },
  };
  return { aws: aws as unknown as AwsClients, fetch: request, outputs: OUTPUTS };
}

function serviceClients(service: LateService, mayStart: (at: number) => boolean) {
  return {
    async describeServices() {
      return { services: [service.described()] };
    },
    async updateService(asked: UpdateServiceRequest) {
      service.update(asked);
      return { service: service.describe() };
    },
    async describeTaskDefinition({ taskDefinition }: { taskDefinition: string }) {
      return {
        taskDefinition: service.definitions.find(({ taskDefinitionArn }) => taskDefinitionArn === taskDefinition),
      };
    },
    async registerTaskDefinition(asked: TaskDefinition) {
      return { taskDefinition: service.register(asked) };
    },
    async listTasks() {
      return { taskArns: service.killed().map((_, at) => `task-${at}`) };
    },
    async describeTasks({ tasks }: { tasks: readonly string[] }) {
      return { tasks: service.killed().filter((_, at) => tasks.includes(`task-${at}`)) };
    },
    /** A task that is started by hand: the ticket that speaks of it says that it never began. */
    async runTask() {
      if (mayStart(Date.now())) throw new Error('a task that was started by hand got all that it needs');
      return {};
    },
  };
}

/** Two instances of one cluster at 2 ACU; each restart takes effect late. */
function databaseClients(settings: LateSettings<Areas>) {
  const write = (written: number | null) => settings.change('connections', { ...settings.now.connections, written });
  return {
    async describeDBClusters() {
      const { written, started } = settings.now.connections;
      const DBClusterParameterGroupStatus = written === started ? 'in-sync' : 'pending-reboot';
      const member = (id: string, IsClusterWriter: boolean) => ({
        ...{ DBInstanceIdentifier: id, IsClusterWriter, DBClusterParameterGroupStatus },
      });
      const ServerlessV2ScalingConfiguration = { MinCapacity: 0.5, MaxCapacity: 2 };
      const DBClusterMembers = [member('writer', true), member('reader', false)];
      return { DBClusters: [{ DBClusterParameterGroup: 'group', ServerlessV2ScalingConfiguration, DBClusterMembers }] };
    },
    async describeDBClusterParameters() {
      const { written } = settings.now.connections;
      const parameter = { ParameterName: 'max_connections', ParameterValue: String(written) };
      return { Parameters: written === null ? [] : [parameter] };
    },
    async modifyDBClusterParameterGroup({ Parameters }: { Parameters: { ParameterValue: string }[] }) {
      write(Number(Parameters[0]?.ParameterValue));
      return {};
    },
    async resetDBClusterParameterGroup() {
      write(null);
      return {};
    },
    async rebootDBInstance({ DBInstanceIdentifier }: { DBInstanceIdentifier: string }) {
      const { connections } = settings.now;
      if (DBInstanceIdentifier === 'writer')
        settings.change('connections', { ...connections, started: connections.written });
      return {};
    },
    async describeDBInstances() {
      return { DBInstances: [{ DBInstanceStatus: 'available' }] };
    },
  };
}

function balancerClients(settings: LateSettings<Areas>, service: LateService) {
  return {
    async describeLoadBalancers() {
      const AvailabilityZones = subnetsOf('entry').map((SubnetId) => ({ SubnetId }));
      return { LoadBalancers: [{ SecurityGroups: ['sg-balancer'], AvailabilityZones }] };
    },
    async describeTargetHealth() {
      const TargetHealthDescriptions = service.targets().map(({ id, state }) => ({
        ...{ Target: { Id: id }, TargetHealth: { State: state } },
      }));
      return { TargetHealthDescriptions };
    },
    async describeTargetGroups() {
      const { check } = settings.now.targets;
      const group = {
        ...{
          Port: 8080,
          HealthCheckPath: check.path,
          HealthCheckPort: check.port,
          Matcher: { HttpCode: check.matcher },
        },
        ...{ HealthCheckIntervalSeconds: check.interval, HealthCheckTimeoutSeconds: check.timeout },
        ...{ HealthyThresholdCount: check.healthyThreshold, UnhealthyThresholdCount: check.unhealthyThreshold },
      };
      return { TargetGroups: [group] };
    },
    async modifyTargetGroup(asked: Record<string, unknown>) {
      const check = {
        ...{ path: asked.HealthCheckPath, port: asked.HealthCheckPort },
        ...{ matcher: (asked.Matcher as { HttpCode: string }).HttpCode },
        ...{ interval: asked.HealthCheckIntervalSeconds, timeout: asked.HealthCheckTimeoutSeconds },
        ...{ healthyThreshold: asked.HealthyThresholdCount, unhealthyThreshold: asked.UnhealthyThresholdCount },
      };
      settings.change('targets', { ...settings.now.targets, check: check as Areas['targets']['check'] });
      return {};
    },
    async describeTargetGroupAttributes() {
      return { Attributes: Object.entries(settings.now.targets.attributes).map(([Key, Value]) => ({ Key, Value })) };
    },
    async modifyTargetGroupAttributes({ Attributes }: { Attributes: { Key: string; Value: string }[] }) {
      const attributes = Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]));
      const { targets } = settings.now;
      settings.change('targets', { ...targets, attributes: { ...targets.attributes, ...attributes } });
      return {};
    },
  };
}

function scalingClients(settings: LateSettings<Areas>) {
  const change = (changed: Partial<Scaling>) => settings.change('scaling', { ...settings.now.scaling, ...changed });
  return {
    async describeScalableTargets() {
      const { least, most, suspended } = settings.now.scaling;
      return { ScalableTargets: [{ MinCapacity: least, MaxCapacity: most, SuspendedState: suspended }] };
    },
    async describeScalingPolicies() {
      const ScalingPolicies = settings.now.scaling.policies.map(({ name, tracking }) => ({
        ...{ PolicyName: name, TargetTrackingScalingPolicyConfiguration: tracking },
      }));
      return { ScalingPolicies };
    },
    async registerScalableTarget(asked: {
      MinCapacity: number;
      MaxCapacity: number;
      SuspendedState: Scaling['suspended'];
    }) {
      change({ least: asked.MinCapacity, most: asked.MaxCapacity, suspended: asked.SuspendedState });
      return {};
    },
    async putScalingPolicy(asked: { PolicyName: string; TargetTrackingScalingPolicyConfiguration: Tracking }) {
      const policy = { name: asked.PolicyName, tracking: asked.TargetTrackingScalingPolicyConfiguration };
      change({ policies: [...settings.now.scaling.policies.filter(({ name }) => name !== policy.name), policy] });
      return {};
    },
    async deleteScalingPolicy({ PolicyName }: { PolicyName: string }) {
      change({ policies: settings.now.scaling.policies.filter(({ name }) => name !== PolicyName) });
      return {};
    },
  };
}

/**
 * A small web tier on an emulator of its own: two tasks of a service in two zones behind a balancer, made through the
 * services' APIs.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator, stopEmulator } from '../../../lib/emulator/emulator.ts';
import { type EmulatorApi, emulatorApi } from '../../../lib/emulator/web/api.ts';
import { imagesOf, layOutImage } from '../../../lib/emulator/web/images/dockerfile.ts';
import { startEngine } from '../../../lib/emulator/web/service.ts';
import { until } from '../../../lib/until.ts';

/**
 * Says where it is; `/sicken` makes it fail its health check, `/drop` ends in the middle, `/hold` answers, then takes 200 MiB and keeps them; with
 * MODE `crash` it ends at once.
 */
const PROGRAM = `
import { createServer } from 'node:http';
let sick = false;
if (process.env.MODE === 'crash') process.exit(1);
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://task');
  if (pathname === '/health') return response.writeHead(sick ? 500 : 200).end();
  if (pathname === '/sicken') sick = true;
  if (pathname === '/hold') response.once('finish', () => (globalThis.held = Buffer.alloc(200 * 2 ** 20, 1)));
  if (pathname === '/drop') return request.socket.destroy();
  response.end(JSON.stringify({ host: process.env.HOST, version: process.env.VERSION, headers: request.headers }));
});
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

const IMAGE = '000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:5ma11';
const NAMES = { cluster: 'web', serviceName: 'web' };

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly zone: string;
  readonly address: string;
  readonly status: string;
  readonly exitCode: number;
  readonly pid?: number;
  readonly task?: string;
  /** Of a database. */
  readonly role?: string;
}

export interface TargetView {
  readonly address: string;
  readonly state: string;
  readonly reason: string;
}

/** What the tasks of the service are given. */
interface Definition {
  readonly environment?: Readonly<Record<string, string>>;
  readonly executionRoleArn?: string;
  readonly taskRoleArn?: string;
}

interface SmallWebOptions {
  readonly program?: string;
  /** Makes what is there before the service. */
  readonly prepare?: (web: { readonly api: EmulatorApi; readonly emulator: Emulator }) => Promise<Definition>;
}

export type SmallWeb = Awaited<ReturnType<typeof startSmallWeb>>;

/** @param program of the tasks, in place of the one that says where it is */
export async function startSmallWeb({ program = PROGRAM, prepare }: SmallWebOptions = {}) {
  const stateFolder = mkdtempSync(join(tmpdir(), 'certlab-web-'));
  const emulator: Emulator = await startEmulator(stateFolder);
  const folder = emulator.engineFolder as string;
  const asset = join(stateFolder, 'asset');
  mkdirSync(asset);
  writeFileSync(join(asset, 'server.mjs'), program);
  writeFileSync(
    join(asset, 'Dockerfile'),
    'FROM node:24-slim\nWORKDIR /app\nCOPY server.mjs .\nCMD ["node", "server.mjs"]\n',
  );
  layOutImage(asset, imagesOf(folder), IMAGE.split(':').at(-1) as string);
  const { url } = await startEngine({ folder, endpoint: emulator.endpoint, emulatorPid: emulator.pid });
  const api = emulatorApi(emulator.endpoint);
  const told = async <Value>(what: string) => (await fetch(`${url}/${what}`)).json() as Promise<Value>;
  const web = {
    api,
    emulator,
    containers: () => told<readonly ContainerState[]>('containers'),
    running: async () =>
      (await told<readonly ContainerState[]>('containers')).filter(({ status, task }) => status === 'running' && task),
    targets: () => told<readonly TargetView[]>('targets'),
    asked: (method: string, path: string) => fetch(`${url}/${path}`, { method }),
    listener: async () => (await told<readonly { url: string }[]>('listeners'))[0]?.url as string,
    healthy: async () => (await told<readonly TargetView[]>('targets')).filter(({ state }) => state === 'healthy'),
    stop: async () => {
      await stopEmulator(stateFolder, emulator);
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
  const definition = (await prepare?.(web)) ?? {};
  return { ...web, ...(await makeService(api, definition)), untilHealthy: (count: number) => untilHealthy(web, count) };
}

const untilHealthy = (web: { readonly healthy: () => Promise<readonly TargetView[]> }, count: number) =>
  until(async () => (await web.healthy()).length === count, 40, 100);

/** The number that the API gives a list's members. */
const members = (name: string, values: readonly string[]) =>
  Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]));

async function makeService(api: EmulatorApi, { environment = {}, ...definition }: Definition) {
  const ec2 = (action: string, parameters: Record<string, string>) => api.query('ec2', action, parameters);
  const elb = (action: string, parameters: Record<string, string>) =>
    api.query('elasticloadbalancing', action, parameters);
  const vpc = (await ec2('CreateVpc', { CidrBlock: '10.0.0.0/16' })).child('vpc')?.text('vpcId') ?? '';
  const subnet = async (zone: string, cidr: string) =>
    (await ec2('CreateSubnet', { VpcId: vpc, CidrBlock: cidr, AvailabilityZone: zone }))
      .child('subnet')
      ?.text('subnetId') ?? '';
  const subnets = [await subnet('us-east-1a', '10.0.0.0/24'), await subnet('us-east-1b', '10.0.1.0/24')];
  const securityGroup = async (name: string) =>
    (await ec2('CreateSecurityGroup', { GroupName: name, GroupDescription: name, VpcId: vpc })).text('groupId') ?? '';
  const [balancerGroup, taskGroup] = [await securityGroup('balancer'), await securityGroup('task')];
  const rule = {
    GroupId: taskGroup,
    'IpPermissions.1.IpProtocol': 'tcp',
    'IpPermissions.1.FromPort': '8080',
    'IpPermissions.1.ToPort': '8080',
    'IpPermissions.1.Groups.1.GroupId': balancerGroup,
  };
  await ec2('AuthorizeSecurityGroupIngress', rule);
  const made = await elb('CreateTargetGroup', {
    Name: 'web',
    Protocol: 'HTTP',
    Port: '8080',
    VpcId: vpc,
    TargetType: 'ip',
    HealthCheckPath: '/health',
    HealthCheckIntervalSeconds: '5',
    HealthCheckTimeoutSeconds: '2',
    HealthyThresholdCount: '2',
    UnhealthyThresholdCount: '2',
  });
  const targetGroup = made.find('TargetGroupArn')?.text() ?? '';
  const balancer = await elb('CreateLoadBalancer', {
    Name: 'web',
    Type: 'application',
    ...members('Subnets', subnets),
    ...members('SecurityGroups', [balancerGroup]),
  });
  await elb('CreateListener', {
    LoadBalancerArn: balancer.find('LoadBalancerArn')?.text() ?? '',
    Protocol: 'HTTP',
    Port: '80',
    'DefaultActions.member.1.Type': 'forward',
    'DefaultActions.member.1.TargetGroupArn': targetGroup,
  });
  const revision = async (own: Record<string, string>, container: object = {}) => {
    const { taskDefinition } = await api.json<{ taskDefinition: { taskDefinitionArn: string } }>(
      'ecs',
      'RegisterTaskDefinition',
      {
        family: 'web',
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '256',
        memory: '512',
        ...definition,
        containerDefinitions: [
          {
            name: 'web',
            image: IMAGE,
            essential: true,
            portMappings: [{ containerPort: 8080 }],
            ...container,
            environment: Object.entries({ ...environment, ...own }).map(([name, value]) => ({ name, value })),
          },
        ],
      },
    );
    return taskDefinition.taskDefinitionArn;
  };
  await api.json('ecs', 'CreateCluster', { clusterName: 'web' });
  await api.json('ecs', 'CreateService', {
    ...NAMES,
    taskDefinition: await revision({ VERSION: '1' }),
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups: [taskGroup] } },
    loadBalancers: [{ targetGroupArn: targetGroup, containerName: 'web', containerPort: 8080 }],
    deploymentConfiguration: {
      deploymentCircuitBreaker: { enable: true, rollback: true },
      minimumHealthyPercent: 100,
      maximumPercent: 200,
    },
  });
  return {
    // As a template names them.
    Subnets: subnets,
    SecurityGroups: [balancerGroup],
    rule,
    revision,
    ec2,
    update: (changes: object) => api.json('ecs', 'UpdateService', { ...NAMES, service: 'web', ...changes }),
    service: async () => {
      const { services } = await api.json<{ services: readonly ServiceView[] }>('ecs', 'DescribeServices', {
        cluster: 'web',
        services: ['web'],
      });
      return services[0] as ServiceView;
    },
  };
}

export interface ServiceView {
  readonly runningCount: number;
  readonly taskDefinition: string;
  readonly deployments: readonly {
    readonly status: string;
    readonly rolloutState: string;
    readonly taskDefinition: string;
    readonly failedTasks: number;
  }[];
}

/** Records and health checks as somebody makes them by Route 53's API, asked by a DNS client: over to the standby, and back. */

import { Resolver } from 'node:dns/promises';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type HealthCheckConfig, type ResourceRecordSet, Route53 } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator, stopEmulator } from '../../../lib/emulator/emulator.ts';
import { EMULATOR_CREDENTIALS } from '../../../lib/emulator/environment.ts';
import type { CheckState } from '../../../lib/emulator/web/dns/checker.ts';
import { SPEED, startEngine } from '../../../lib/emulator/web/service.ts';
import { until } from '../../../lib/until.ts';
import { get } from '../../support/web/requests.ts';

const NAME = 'exam.test';
const PORT = 8_080;
/** Where each region answers, and what it answers to its health check. */
const REGIONS = { primary: '127.251.1.1', standby: '127.251.11.1' } as const;
type Region = keyof typeof REGIONS;
const answers: Record<Region, number> = { primary: 200, standby: 200 };

const folder = mkdtempSync(join(tmpdir(), 'certlab-dns-'));
const servers: Server[] = [];
const resolver = new Resolver({ timeout: 5_000, tries: 1 });
let emulator: Emulator;
let engine: string;
let balancer: string;

interface State {
  readonly address: string;
  readonly port: number;
  readonly speed: number;
  readonly healthChecks: readonly CheckState[];
}
const told = async <Value>(what: string) => (await (await fetch(`${engine}/${what}`)).json()) as Value;
const state = () => told<State>('dns');

beforeAll(async () => {
  // An interval of ten seconds takes 167 ms.
  vi.stubEnv(SPEED, '60');
  for (const region of ['primary', 'standby'] as const) {
    const server = createServer((_, response) => void response.writeHead(answers[region]).end());
    await new Promise<void>((done) => server.listen(PORT, REGIONS[region], done));
    servers.push(server);
  }
  emulator = await startEmulator(folder);
  const { endpoint, engineFolder: folderOfEngine = '', pid: emulatorPid } = emulator;
  engine = (await startEngine({ folder: folderOfEngine, endpoint, emulatorPid })).url;
  const config = { endpoint, region: 'us-east-1', credentials: EMULATOR_CREDENTIALS };
  const elb = new ElasticLoadBalancingV2(config);
  const { LoadBalancers } = await elb.createLoadBalancer({ Name: 'web', Subnets: ['subnet-1', 'subnet-2'] });
  balancer = LoadBalancers?.[0]?.DNSName as string;
  await elb.createListener({
    ...{ LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn, Port: 443, Protocol: 'HTTP' },
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'here' } }],
  });
  const route53 = new Route53(config);
  const { HostedZone } = await route53.createHostedZone({ Name: NAME, CallerReference: folder });
  const check = async (name: string, config: Partial<HealthCheckConfig>) => {
    const Type = config.Type ?? 'HTTPS';
    const made = await route53.createHealthCheck({ CallerReference: name, HealthCheckConfig: { ...config, Type } });
    return made.HealthCheck?.Id as string;
  };
  const asked = { FullyQualifiedDomainName: `primary.${NAME}`, Port: PORT, ResourcePath: '/health' };
  const own = await check('own', { ...asked, RequestInterval: 10, FailureThreshold: 3 });
  const ofStandby = await check('standby', {
    ...{ FullyQualifiedDomainName: `standby.${NAME}`, Port: PORT, ResourcePath: '/health' },
    ...{ RequestInterval: 10, FailureThreshold: 1 },
  });
  const record = (region: Region, more: Partial<ResourceRecordSet>): ResourceRecordSet => ({
    ...{ Name: NAME, Type: 'A', TTL: 120, ResourceRecords: [{ Value: REGIONS[region] }] },
    ...more,
  });
  const records = [
    record('primary', { Name: `primary.${NAME}` }),
    record('standby', { Name: `standby.${NAME}` }),
    {
      ...{ Name: `alias.${NAME}`, Type: 'A' as const },
      AliasTarget: { HostedZoneId: 'Z35SXDOTRQ7X7K', DNSName: `dualstack.${balancer}`, EvaluateTargetHealth: true },
    },
    record('primary', { SetIdentifier: 'primary', Failover: 'PRIMARY', HealthCheckId: own }),
    record('standby', { SetIdentifier: 'standby', Failover: 'SECONDARY', HealthCheckId: ofStandby }),
  ];
  await route53.changeResourceRecordSets({
    HostedZoneId: HostedZone?.Id,
    ChangeBatch: { Changes: records.map((ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet })) },
  });
  const { address, port } = await state();
  resolver.setServers([`${address}:${port}`]);
  const isRead = async () => (await told<object | null>(`dns/${NAME}`)) !== null;
  expect(await until(isRead, 30, 100)).toBe(true);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  for (const server of servers) server.close();
  if (emulator) await stopEmulator(folder, emulator);
  rmSync(folder, { recursive: true, force: true });
});

const leadsTo = (region: Region) => until(async () => (await resolver.resolve4(NAME))[0] === REGIONS[region], 30, 20);

it('leads to the primary, with the TTL of its record', async () => {
  expect(await resolver.resolve4(NAME, { ttl: true })).toEqual([{ address: REGIONS.primary, ttl: 2 }]);
  expect(await told(`dns/${NAME}`)).toEqual({ type: 'A', values: [REGIONS.primary], ttlSeconds: 120 });
});

it('leads to the standby once the primary was ill for its threshold, and back', async () => {
  answers.primary = 503;
  const began = Date.now();
  expect(await leadsTo('standby')).toBe(true);
  // Three requests in a row, two intervals of 10 s apart.
  expect(Date.now() - began).toBeGreaterThan((2 * 10_000) / 60);
  expect((await state()).healthChecks.map(({ healthy }) => healthy).toSorted()).toEqual([false, true]);
  answers.primary = 200;
  expect(await leadsTo('primary')).toBe(true);
});

it('leads to the primary when both are ill', async () => {
  answers.primary = 503;
  expect(await leadsTo('standby')).toBe(true);
  answers.standby = 503;
  expect(await leadsTo('primary')).toBe(true);
  expect((await state()).healthChecks.map(({ healthy }) => healthy)).toEqual([false, false]);
  answers.standby = 200;
  expect(await leadsTo('standby')).toBe(true);
});

it('leads by an alias to the balancer at its own address, where its port is 8000 higher', async () => {
  const found = async () => resolver.resolve4(`alias.${NAME}`, { ttl: true }).catch(() => []);
  expect(await until(async () => (await found()).length === 1, 30, 100)).toBe(true);
  const [at] = await found();
  expect(at).toEqual({ address: expect.stringMatching(/^127\.\d+\.0\.2$/), ttl: 1 });
  expect(await get(`http://${at?.address}:8443/`)).toMatchObject({ status: 200, body: 'here' });
  // By a name that is not of this machine it answers nobody, as on its other port.
  const rebound = await get(`http://${at?.address}:8443/`, { headers: { host: 'evil.example' } });
  expect(rebound.status).toBe(403);
});

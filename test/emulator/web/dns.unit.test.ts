/** What is answered to a name, what a health check finds at real endpoints, and packets that mean nothing. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { encode } from 'dns-packet';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answer, type Surroundings } from '../../../lib/emulator/web/dns/answer.ts';
import { createChecker } from '../../../lib/emulator/web/dns/checker.ts';
import type { HealthCheck, RecordSet } from '../../../lib/emulator/web/dns/route53.ts';
import { serveDns } from '../../../lib/emulator/web/dns/server.ts';
import { until } from '../../../lib/until.ts';

const HOST = '127.252.0.1';
const PORT = 4_591;

const record = (given: Partial<RecordSet>): RecordSet => ({
  name: 'exam.test',
  type: 'A',
  ttlSeconds: 60,
  values: [],
  alias: undefined,
  failover: undefined,
  weight: undefined,
  healthCheck: undefined,
  ...given,
});
const alias = (name: string, evaluatesHealth = true) => ({ ttlSeconds: undefined, alias: { name, evaluatesHealth } });

describe('a name that fails over', () => {
  const [first, second] = ['first-1.us-east-1.elb.amazonaws.com', 'second-2.us-west-2.elb.amazonaws.com'];
  const primary = record({ failover: 'PRIMARY', healthCheck: 'own', ...alias(first) });
  const secondary = record({ failover: 'SECONDARY', ...alias(second) });
  const ask = (own: boolean, balancers: { readonly first: boolean; readonly second?: boolean }) => {
    const known = new Map([[first, { address: '127.2.0.2', healthy: balancers.first }]]);
    if (balancers.second !== undefined) known.set(second, { address: '127.2.10.2', healthy: balancers.second });
    const around: Surroundings = {
      records: [primary, secondary],
      isHealthy: () => own,
      balancer: (name) => known.get(name),
    };
    return answer('exam.test', around)?.values[0];
  };
  const [PRIMARY, SECONDARY] = ['127.2.0.2', '127.2.10.2'];

  it.each([
    ['all is well', true, { first: true, second: true }, PRIMARY],
    ['its check fails', false, { first: true, second: true }, SECONDARY],
    ['its balancer has no healthy target', true, { first: false, second: true }, SECONDARY],
    ['the standby alone is ill', true, { first: true, second: false }, PRIMARY],
    ['both are ill', false, { first: false, second: false }, PRIMARY],
    ['its check fails, and nothing waits in the standby', false, { first: true, second: false }, PRIMARY],
    ['its check fails, and the balancer of the standby has been deleted', false, { first: true }, PRIMARY],
  ])('leads, when %s, where Route 53 does', (_, own, balancers, wanted) => {
    expect(ask(own, balancers)).toBe(wanted);
  });
});

describe('a name', () => {
  const around = (records: readonly RecordSet[], ill: readonly string[] = []): Surroundings => ({
    records,
    isHealthy: (id) => !ill.includes(id),
    balancer: () => undefined,
  });

  it('has the TTL of its record, and through an alias that of what it leads to', () => {
    const records = [
      record({ values: ['127.0.0.9'], ttlSeconds: 30 }),
      record({ name: 'other.test', ...alias('exam.test') }),
    ];
    expect(answer('other.test', around(records))).toEqual({ type: 'A', values: ['127.0.0.9'], ttlSeconds: 30 });
    expect(answer('nobody.test', around(records))).toBeUndefined();
  });

  it('that leads round answers nothing', () => {
    const round = [record({ ...alias('other.test') }), record({ name: 'other.test', ...alias('exam.test') })];
    expect(answer('exam.test', around(round))?.values).toEqual([]);
  });

  it('by weight leads to those that are healthy, to weight 0 only when no other is, and to all when none is', () => {
    const weighted = [
      record({ values: ['127.0.0.1'], weight: 3, healthCheck: 'a' }),
      record({ values: ['127.0.0.2'], weight: 1, healthCheck: 'b' }),
      record({ values: ['127.0.0.3'], weight: 0, healthCheck: 'c' }),
    ];
    const led = (ill: readonly string[]) =>
      [...new Set(Array.from({ length: 200 }, () => answer('exam.test', around(weighted, ill))?.values[0]))].toSorted();
    expect(led([])).toEqual(['127.0.0.1', '127.0.0.2']);
    expect(led(['a'])).toEqual(['127.0.0.2']);
    expect(led(['a', 'b'])).toEqual(['127.0.0.3']);
    expect(led(['a', 'b', 'c'])).toEqual(['127.0.0.1', '127.0.0.2']);
  });
});

describe('a health check', () => {
  let server: Server;
  let status: number[];
  let asked: string[];
  let checker: ReturnType<typeof createChecker>;
  const check = (given: Partial<HealthCheck>): HealthCheck => ({
    ...{
      id: 'own',
      type: 'HTTPS',
      host: 'primary.test',
      address: undefined,
      port: 443,
      path: '/health',
      text: undefined,
    },
    ...{ intervalSeconds: 10, threshold: 3, inverted: false, disabled: false, children: [], healthyChildren: 0 },
    ...given,
  });

  beforeEach(async () => {
    [status, asked] = [[], []];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status.length > 1 ? (status.shift() as number) : (status[0] ?? 200)).end('I am well.');
    });
    await new Promise<void>((done) => server.listen(8_443, HOST, done));
    checker = createChecker(({ host }) => (host === 'primary.test' ? { address: HOST, port: 8_443 } : undefined), 200);
  });

  afterEach(async () => {
    await checker.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  const requests = (count: number) => until(async () => asked.length >= count, 20, 10);
  const healthy = (wanted: boolean) => until(async () => checker.isHealthy('own') === wanted, 20, 10);

  it('changes after as many answers in a row as it says, and not before', async () => {
    status = [503, 503, 200, 500, 500, 200];
    checker.set([check({})]);
    expect(await requests(8)).toBe(true);
    expect(checker.isHealthy('own')).toBe(true);
    status = [404];
    const before = asked.length;
    expect(await healthy(false)).toBe(true);
    expect(asked.length - before).toBeGreaterThanOrEqual(3);
    expect(new Set(asked)).toEqual(new Set(['/health']));
    expect(checker.states()).toMatchObject([{ id: 'own', healthy: false, why: 'answered 404' }]);
    status = [302];
    expect(await healthy(true)).toBe(true);
  });

  it('waits its interval between two requests', async () => {
    checker.set([check({ intervalSeconds: 100 })]);
    expect(await requests(4)).toBe(true);
    const [began, count] = [Date.now(), asked.length];
    await sleep(1_200);
    const most = (Date.now() - began) / 500 + 1;
    expect(asked.length - count).toBeGreaterThan(0);
    expect(asked.length - count).toBeLessThanOrEqual(most);
  });

  it('looks for its text, and asks a TCP port by a connection alone', async () => {
    checker.set([
      check({ id: 'own', type: 'HTTP_STR_MATCH', text: 'somebody else', threshold: 1 }),
      check({ id: 'text', type: 'HTTP_STR_MATCH', text: 'am well', threshold: 1 }),
      check({ id: 'tcp', type: 'TCP', threshold: 1 }),
    ]);
    expect(await healthy(false)).toBe(true);
    expect([checker.isHealthy('text'), checker.isHealthy('tcp')]).toEqual([true, true]);
  });

  it('of a place outside this machine is ill, and nobody is asked', async () => {
    checker.set([check({ host: 'example.com', threshold: 1 })]);
    expect(await healthy(false)).toBe(true);
    expect(checker.states()[0]?.why).toBe('example.com is not of this machine');
    expect(asked).toEqual([]);
  });

  it('that is calculated counts others, turned round or not, and never itself', async () => {
    const both = { type: 'CALCULATED', children: ['own', 'not-taken-over'], healthyChildren: 2 };
    const takenOver = check({ id: 'not-taken-over', inverted: true, threshold: 1 });
    status = [404];
    checker.set([check({ threshold: 100 }), takenOver, check({ id: 'to-serve', ...both })]);
    const serves = (wanted: boolean) => until(async () => checker.isHealthy('to-serve') === wanted, 20, 10);
    expect(await serves(true)).toBe(true);
    status = [200];
    expect(await serves(false)).toBe(true);
    checker.set([check({ id: 'round', type: 'CALCULATED', children: ['round'], healthyChildren: 1 })]);
    expect(checker.isHealthy('round')).toBe(false);
  });
});

describe('the server', () => {
  let server: Awaited<ReturnType<typeof serveDns>>;
  let resolver: Resolver;

  beforeEach(async () => {
    // A packet of UDP may be dropped where many come at once.
    resolver = new Resolver({ timeout: 500, tries: 6 });
    resolver.setServers([`${HOST}:${PORT}`]);
    server = await serveDns({
      ...{ host: HOST, port: PORT, speed: 20 },
      owns: (name) => name.endsWith('exam.test'),
      resolve: (name) => {
        if (name === 'broken.exam.test') throw new Error('No record can be read.');
        if (name !== 'exam.test') return undefined;
        return { type: 'A', values: ['127.2.0.2'], ttlSeconds: 60 };
      },
    });
  });
  afterEach(() => server.close());

  const errorOf = (name: string) => resolver.resolve4(name).catch(({ code }: { code: string }) => code);

  it('answers as any DNS server does, with a TTL that is shortened alike', async () => {
    expect(await resolver.resolve4('EXAM.test', { ttl: true })).toEqual([{ address: '127.2.0.2', ttl: 3 }]);
    expect(await errorOf('nobody.exam.test')).toBe('ENOTFOUND');
    expect(await errorOf('example.com')).toBe('EREFUSED');
    expect(await errorOf('broken.exam.test')).toBe('ESERVFAIL');
    expect(await resolver.resolve6('exam.test').catch(({ code }: { code: string }) => code)).toBe('ENODATA');
  });

  it('goes on whatever packets come', async () => {
    const socket = createSocket('udp4');
    const send = (bytes: Uint8Array) => new Promise<void>((done) => socket.send(bytes, PORT, HOST, () => done()));
    const question = encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'exam.test' }] });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 700 }),
        fc.nat({ max: question.length - 1 }),
        fc.nat({ max: 255 }),
        async (...drawn) => {
          const [noise, at, byte] = drawn;
          await send(noise);
          const changed = Buffer.from(question);
          changed[at] = byte;
          await send(changed);
        },
      ),
      { numRuns: 300 },
    );
    socket.close();
    expect(await resolver.resolve4('exam.test')).toEqual(['127.2.0.2']);
  });
});

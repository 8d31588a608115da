import type { ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { place } from '../../../lib/emulator/web/containers/addresses.ts';
import { brake } from '../../../lib/emulator/web/containers/brake.ts';
import { createEngine, TASK_LABEL } from '../../../lib/emulator/web/containers/engine.ts';
import {
  isRunning,
  processOf,
  processRecord,
  startProcess,
  sweep,
} from '../../../lib/emulator/web/containers/processes.ts';
import { imageConfig, layOutImage, readDockerfile, rootOf } from '../../../lib/emulator/web/images/dockerfile.ts';
import { blockedBetween, covers, type SecurityGroups } from '../../../lib/emulator/web/network/security-groups.ts';
import { parseXml } from '../../../lib/emulator/web/xml.ts';
import { until } from '../../../lib/until.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-parts-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the brake', () => {
  it('holds back what ends as soon as it starts, longer each time and half a minute at most', () => {
    let now = 0;
    const { wait, ended } = brake(() => now);
    const waits = Array.from({ length: 8 }, () => {
      ended('web:1', now);
      return wait('web:1') / 1_000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
    expect(wait('web:2')).toBe(0);
    now = 60_000;
    ended('web:1', 0);
    expect(wait('web:1')).toBe(0);
  });
});

describe('a container', () => {
  it('that is started again as soon as it has ended is held back, and its log is closed', async () => {
    const starts: number[] = [];
    const engine = createEngine({
      folder,
      number: 247,
      imageOf: () => ({
        start: () => {
          starts.push(Date.now());
          return startProcess(process.execPath, ['-p', '"said"'], { env: process.env });
        },
      }),
      onEnd: (container) => void (starts.length === 1 && engine.start(container)),
    });
    const container = engine.create({
      name: 'one',
      image: 'i',
      env: [],
      cmd: [],
      entrypoint: [],
      labels: {},
      binds: [],
    });
    await engine.start(container);
    expect(await until(async () => starts.length === 2 && container.status === 'exited', 30, 30)).toBe(true);
    expect((starts[1] as number) - (starts[0] as number)).toBeGreaterThan(990);
    const open = () =>
      readdirSync('/proc/self/fd')
        .map((descriptor) => `/proc/self/fd/${descriptor}`)
        .filter((file) => existsSync(file) && readlinkSync(file) === container.logFile);
    expect(await until(async () => open().length === 0, 30, 30)).toBe(true);
    expect(readFileSync(container.logFile, 'utf8')).toBe('said\nsaid\n');
  });
});

describe('a task', () => {
  it('of a service is held back when it ends as soon as it starts, and one that somebody starts is not', async () => {
    const engine = createEngine({
      folder,
      number: 246,
      imageOf: () => ({ start: () => startProcess(process.execPath, ['-p', '"said"'], { env: process.env }) }),
    });
    /** Starts one after the other; milliseconds from the first start to the last. */
    async function starts(count: number, own: Readonly<Record<string, string>>): Promise<number> {
      const labels = { [TASK_LABEL]: 'arn:aws:ecs:us-east-1:000000000000:task/web/1', ...own };
      const at: number[] = [];
      for (let number = 0; number < count; number++) {
        const spec = { image: 'i', env: [], cmd: [], entrypoint: [], binds: [] };
        const container = engine.create({ ...spec, name: `${JSON.stringify(own)}-${number}`, labels });
        await engine.start(container);
        at.push(Date.parse(container.startedAt));
        await engine.ended(container);
      }
      return (at.at(-1) as number) - (at[0] as number);
    }
    // Pauses of 1 and of 2 seconds.
    expect(await starts(3, { 'certlab.service': 'web' })).toBeGreaterThan(2_900);
    // They would be 31 seconds.
    expect(await starts(6, {})).toBeLessThan(20_000);
    await engine.close(1);
  }, 60_000);
});

describe('a container that is being started', () => {
  const SPEC = { image: 'i', env: [], cmd: [], entrypoint: [], labels: {}, binds: [] };

  /** An engine whose containers take a moment to start, the processes that it began, and what it says of their ends. */
  function slowEngine(number: number) {
    const processes: ChildProcess[] = [];
    const ends: boolean[] = [];
    const engine = createEngine({
      folder: join(folder, String(number)),
      number,
      imageOf: () => ({
        start: async () => {
          await sleep(100);
          const child = await startProcess('sleep', ['60'], { env: process.env });
          processes.push(child);
          return child;
        },
      }),
      onEnd: (_, asked) => ends.push(asked),
    });
    return { engine, processes, ends };
  }

  it.each(['remove', 'stop', 'kill'] as const)('runs no more once it was told to %s', async (what) => {
    const { engine, processes, ends } = slowEngine({ remove: 243, stop: 244, kill: 245 }[what]);
    const container = engine.create({ ...SPEC, name: 'one' });
    const started = engine.start(container);
    await sleep(20);
    if (what === 'remove') await engine.remove(container);
    if (what === 'stop') await engine.stop(container, 1);
    if (what === 'kill') await engine.kill(container, 'SIGKILL');
    await started;
    expect(container.status).toBe('exited');
    expect(processes.map(({ pid }) => processOf(pid as number))).toEqual([undefined]);
    expect(ends).toEqual([what !== 'kill']);
    await engine.start(container);
    expect(container.status).toBe(what === 'remove' ? 'exited' : 'running');
    await engine.close(1);
  });

  it('is started once, however often it is asked for', async () => {
    const { engine, processes } = slowEngine(242);
    const container = engine.create({ ...SPEC, name: 'one' });
    await Promise.all([engine.start(container), engine.start(container)]);
    expect(processes.length).toBe(1);
    await engine.close(1);
  });
});

describe('the log of a container', () => {
  it('has all that was written when its end is told', async () => {
    const ends: string[] = [];
    const engine = createEngine({
      folder,
      number: 246,
      imageOf: () => ({
        start: () => startProcess(process.execPath, ['-p', '"x".repeat(30_000) + "last"'], { env: process.env }),
      }),
      onEnd: ({ logFile }) => ends.push(readFileSync(logFile, 'utf8').slice(-5)),
    });
    for (const name of ['one', 'two', 'three']) {
      await engine.start(engine.create({ name, image: 'i', env: [], cmd: [], entrypoint: [], labels: {}, binds: [] }));
    }
    // As on a busy machine: its last words and its end are there at the same moment.
    for (const busy = Date.now() + 400; Date.now() < busy; );
    expect(await until(async () => ends.length === 3, 30, 30)).toBe(true);
    expect(ends).toEqual(['last\n', 'last\n', 'last\n']);
  });
});

describe('places', () => {
  const WEB = { kind: 'web', region: 'us-east-1' };
  const taken = (zone: string, count: number, kind = 'web', region = 'us-east-1') =>
    Array.from({ length: count }, (_, host) => ({
      ...{ region, zone, kind },
      address: `127.9.${zone === 'a' ? 1 : 2}.${10 + host}`,
    }));

  it('are in the zone that has the fewest of the kind, unless that is lost', () => {
    expect(place(9, WEB, [...taken('a', 2), ...taken('b', 1)]).zone).toBe('b');
    expect(place(9, { ...WEB, kind: 'other' }, [...taken('a', 2, 'web')]).zone).toBe('a');
    expect(place(9, WEB, taken('a', 2), ['us-east-1b']).zone).toBe('a');
    expect(() => place(9, WEB, [], ['us-east-1a', 'us-east-1b'])).toThrow('No Availability Zone has capacity.');
  });

  it('of two regions share neither zones nor addresses', () => {
    const west = { ...WEB, region: 'us-west-2' };
    expect(place(9, west, taken('a', 1)).zone).toBe('a');
    expect(place(9, west, [], ['us-east-1a', 'us-east-1b', 'us-west-2a']).zone).toBe('b');
    const [here, there] = [place(7, WEB, []).address, place(7, west, []).address];
    expect(here.split('.').slice(0, 3)).not.toEqual(there.split('.').slice(0, 3));
  });

  it('that have just become free are not given at once', () => {
    const first = place(8, WEB, []);
    expect(place(8, WEB, []).address).not.toBe(first.address);
  });

  it('end when every address of a zone is taken', () => {
    expect(() => place(9, WEB, taken('a', 241), ['us-east-1b'])).toThrow('Every address of zone us-east-1a is taken.');
  });
});

describe('processes', () => {
  it('that an engine left are ended, with all that they started, and those of others are not', async () => {
    const program =
      'require("child_process").spawn("sleep", ["60"], { stdio: "inherit" }); setInterval(() => {}, 1000)';
    const left = await startProcess(process.execPath, ['-e', program], { env: process.env });
    const other = await startProcess('sleep', ['60'], { env: process.env });
    const file = join(folder, 'processes.json');
    processRecord(file).add(left.pid as number);
    const known = JSON.parse(readFileSync(file, 'utf8'));
    // The id of a process that is gone, and is another's now.
    writeFileSync(file, JSON.stringify([...known, { pid: other.pid, startedAt: '1' }]));

    expect(sweep(file)).toBe(1);
    expect(await until(async () => !isRunning(known[0]), 30, 30)).toBe(true);
    expect(processOf(other.pid as number)).toBeDefined();
    other.kill('SIGKILL');
    expect(sweep(file)).toBe(0);
  });

  it('that cannot be started say why', async () => {
    await expect(startProcess('no-such-program', [], {})).rejects.toThrow(/ENOENT/);
  });
});

describe('an image asset', () => {
  const DOCKERFILE = `
# syntax=docker/dockerfile:1
FROM --platform=linux/arm64 public.ecr.aws/docker/library/node:24-slim
ENV NODE_ENV=production \\
    GREETING="good morning"
WORKDIR /srv
WORKDIR app
COPY --chown=node:node server.mjs package.json ./
COPY public /srv/public
ADD --chmod=444 https://example.com/authorities.pem authorities.pem
COPY ["a file", "renamed"]
EXPOSE 8080
USER node
ENTRYPOINT ["node"]
CMD ["server.mjs"]
`;

  it('is laid out as an image would be', () => {
    const asset = join(folder, 'asset');
    mkdirSync(join(asset, 'public'), { recursive: true });
    writeFileSync(join(asset, 'Dockerfile'), DOCKERFILE);
    for (const name of ['server.mjs', 'package.json', 'public/style.css', 'a file'])
      writeFileSync(join(asset, name), name);
    layOutImage(asset, join(folder, 'images'), 'tag');
    const image = join(folder, 'images', 'tag');
    expect(imageConfig(image)).toMatchObject({
      env: { NODE_ENV: 'production', GREETING: 'good morning' },
      workingDirectory: '/srv/app',
      entrypoint: ['node'],
      cmd: ['server.mjs'],
    });
    for (const [path, content] of [
      ['srv/app/server.mjs', 'server.mjs'],
      ['srv/app/package.json', 'package.json'],
      ['srv/public/style.css', 'public/style.css'],
      ['srv/app/renamed', 'a file'],
    ] as const) {
      expect(readFileSync(join(rootOf(image), path), 'utf8')).toBe(content);
    }
  });

  it.each([
    ['FROM node\nRUN npm ci', /Line 2 .*RUN npm ci.* has to be done by a builder/],
    ['FROM node AS build\nFROM node', /Line 2 .* begins a second stage/],
    ['FROM node\nCOPY --from=build /a /b', /Line 2 .* copies from another stage/],
    ['FROM node\nADD site.tar.gz /', /Line 2 .* unpacks an archive/],
    ['FROM node\nCMD ["node"', /Line 2 .* is neither JSON nor/],
  ])('refuses %j', (text, why) => {
    expect(() => readDockerfile(text)).toThrow(why);
  });

  it('refuses to copy what is not there', () => {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM node\nCOPY server.mjs .');
    expect(() => layOutImage(folder, join(folder, 'images'), 'tag')).toThrow(/copies server.mjs, which is not there/);
  });
});

describe('the XML of an answer', () => {
  it('is read by names, lists and text', () => {
    const xml = parseXml(
      `<?xml version="1.0"?><R xmlns="urn:x"><DescribeResult><Groups><member><Name>a &amp; b&#33;</Name><Empty/></member>
      <member><Name>c</Name></member></Groups><None/></DescribeResult></R>`,
    );
    const result = xml.child('DescribeResult');
    expect(result?.list('Groups').map((group) => group.text('Name'))).toEqual(['a & b!', 'c']);
    expect(result?.list('None')).toEqual([]);
    expect(result?.list('Missing')).toEqual([]);
    expect(result?.list('Groups')[0]?.text('Empty')).toBe('');
    expect(xml.find('Name')?.text()).toBe('a & b!');
    expect(parseXml('no XML').name).toBe('');
  });
});

describe('security groups', () => {
  const rule = (from: number, to: number, peer: { groups?: string[]; cidrs?: string[] }, protocol = 'tcp') => ({
    ...{ protocol, from, to, groups: [], cidrs: [] },
    ...peer,
  });
  const all: SecurityGroups = new Map([
    [
      'balancer',
      { ingress: [rule(80, 80, { cidrs: ['0.0.0.0/0'] })], egress: [rule(8080, 8080, { groups: ['task'] })] },
    ],
    [
      'task',
      {
        ingress: [rule(8080, 8080, { groups: ['balancer'] })],
        egress: [rule(0, 65_535, { cidrs: ['0.0.0.0/0'] }, '-1')],
      },
    ],
    ['database', { ingress: [rule(5432, 5432, { cidrs: ['10.0.1.0/24'] })], egress: [] }],
    ['datagrams', { ingress: [rule(0, 65_535, { cidrs: ['0.0.0.0/0'] }, 'udp')], egress: [] }],
  ]);
  const place = (group: string, ...cidrs: string[]) => ({ groups: [group], cidrs });
  const [balancer, task, database] = [
    place('balancer', '10.0.0.0/24'),
    place('task', '10.0.1.0/25'),
    place('database'),
  ];

  it('let through what a rule on both sides names, by group and by block', () => {
    expect(blockedBetween(all, balancer, task, 8080)).toBeUndefined();
    expect(blockedBetween(all, task, database, 5432)).toBeUndefined();
  });

  it('let nothing else through, and it is said where it stops', () => {
    expect(blockedBetween(all, balancer, task, 80)).toBe('no rule lets port 80 out of balancer');
    expect(blockedBetween(all, balancer, database, 5432)).toBe('no rule lets port 5432 out of balancer');
    expect(blockedBetween(all, task, balancer, 8080)).toBe('no rule lets port 8080 into balancer');
    expect(blockedBetween(all, place('task', '10.0.2.0/24'), database, 5432)).toBe(
      'no rule lets port 5432 into database',
    );
    expect(blockedBetween(all, task, place('datagrams'), 5432)).toBe('no rule lets port 5432 into datagrams');
    expect(blockedBetween(all, task, place('gone'), 5432)).toBe('no rule lets port 5432 into gone');
  });

  it('cover a block when all of it is in theirs', () => {
    expect(covers('10.0.0.0/16', '10.0.255.0/24')).toBe(true);
    expect(covers('10.0.0.0/24', '10.0.0.0/16')).toBe(false);
    expect(covers('10.0.1.0/24', '10.0.2.0/24')).toBe(false);
  });
});

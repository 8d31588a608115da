/**
 * Every kind of request that MiniStack makes of a Docker Engine, made by the client that it has. How it uses Docker is no
 * contract: with another version of it, this list is compared with what it asks for.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installBeside, VENV } from '../../../lib/emulator/python.ts';
import { serveDockerApi } from '../../../lib/emulator/web/containers/docker-api.ts';
import { createEngine, type Engine } from '../../../lib/emulator/web/containers/engine.ts';
import { processOf } from '../../../lib/emulator/web/containers/processes.ts';
import { imagesOf, layOutImage } from '../../../lib/emulator/web/images/dockerfile.ts';
import { knownImages } from '../../../lib/emulator/web/images/known.ts';
import { ENGINE_REQUIREMENTS } from '../../../lib/emulator/web/service.ts';
import { until } from '../../../lib/until.ts';
import { dockerPy } from '../../support/web/docker-py.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-engine-'));
const IMAGE = '000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:0123abcd';
/** Says where it is, then who asked it to end, and ends with 3; `fail` ends with 7 at once. */
const PROGRAM = `
process.on('SIGTERM', () => { console.log('asked to end'); process.exit(3); });
process.on('SIGUSR2', () => console.log('signalled'));
console.log('started', process.env.GREETING, process.env.HOST, process.argv[2] ?? '');
if (process.argv[2] === 'fail') process.exit(7);
setInterval(() => {}, 1000);
`;

let engine: Engine;
let server: Server;
let py: ReturnType<typeof dockerPy>;

beforeAll(async () => {
  await installBeside(ENGINE_REQUIREMENTS);
  chmodSync(folder, 0o711);
  const asset = join(folder, 'asset');
  mkdirSync(asset);
  writeFileSync(join(asset, 'server.mjs'), PROGRAM);
  writeFileSync(
    join(asset, 'Dockerfile'),
    'FROM node:24-slim\nENV GREETING=hello\nWORKDIR /app\nCOPY server.mjs ./\nUSER node\nENTRYPOINT ["node", "server.mjs"]\nCMD []\n',
  );
  layOutImage(asset, imagesOf(folder), '0123abcd');
  engine = createEngine({ folder, number: 249, imageOf: knownImages(folder, VENV.folder, () => engine) });
  server = await serveDockerApi(engine, join(folder, 'engine.sock'));
  py = dockerPy(join(folder, 'engine.sock'));
});

afterEach(async () => {
  for (const container of engine.list()) await engine.remove(container);
});

afterAll(async () => {
  await py.close();
  await engine.close(1);
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (name: string, more = '') =>
  py.evaluate<string>(`client.containers.run("${IMAGE}", name="${name}", detach=True, network="certlab"${more}).id`);
const get = (name: string) => `client.containers.get("${name}")`;
const says = (name: string, text: string) =>
  until(async () => (await py.evaluate<string>(`${get(name)}.logs()`)).includes(text), 30, 50);

describe('the engine itself', () => {
  it('is pinged, tells its version, what it holds, and its one network', async () => {
    expect(await py.evaluate('client.ping()')).toBe(true);
    expect(await py.evaluate('client.version()["ApiVersion"]')).toBe('1.44');
    expect(await py.evaluate('client.info()["Containers"]')).toBe(0);
    expect(await py.evaluate('[network.name for network in client.networks.list()]')).toEqual(['certlab']);
    expect(await py.evaluate('client.networks.get("certlab").name')).toBe('certlab');
  });

  it('is found by MiniStack as the container that it is not, which shares that network', async () => {
    const networks = `${get('ministack')}.attrs["NetworkSettings"]["Networks"]["certlab"]["IPAddress"]`;
    expect(await py.evaluate(networks)).toBe('127.0.0.1');
  });

  it('says of a request that it does not know which one it was', async () => {
    const asked = py.evaluate('client.swarm.init()');
    await expect(asked).rejects.toThrow(/certlab's engine does not know GET \/swarm/);
  });
});

describe('volumes', () => {
  it('are created, found and removed', async () => {
    expect(await py.evaluate('client.volumes.create(name="data").name')).toBe('data');
    expect(await py.evaluate('client.volumes.get("data").name')).toBe('data');
    expect(await py.evaluate('client.volumes.get("data").remove()')).toBe(null);
    await expect(py.evaluate('client.volumes.get("data")')).rejects.toThrow(/NotFound/);
  });
});

describe('images', () => {
  it('are found, pulled and tagged', async () => {
    expect(await py.evaluate(`client.images.get("${IMAGE}").tags`)).toEqual([IMAGE]);
    expect(await py.evaluate(`client.images.pull("${IMAGE}").tags`)).toEqual([IMAGE]);
    expect(await py.evaluate(`client.images.get("${IMAGE}").tag("repository", tag="other")`)).toBe(true);
  });

  it('are pinned by the digest that the registry told, as ECS does for a service', async () => {
    const digest = await py.evaluate<string>(`client.images.get_registry_data("${IMAGE}").id`);
    const pinned = `${IMAGE.replace(/:\w+$/, '')}@${digest}`;
    expect(await py.evaluate(`client.images.pull("${pinned}").tags`)).toEqual([IMAGE]);
    expect(await py.evaluate(`client.containers.create("${pinned}", name="pinned").attrs["Config"]["Image"]`)).toBe(
      IMAGE,
    );
  });

  it('that there are not are said not to be there', async () => {
    await expect(py.evaluate('client.images.get("nginx:latest")')).rejects.toThrow(/ImageNotFound/);
    await expect(py.evaluate('client.images.pull("nginx", tag="latest")')).rejects.toThrow(/NotFound/);
    await expect(py.evaluate('client.containers.run("nginx:latest", detach=True)')).rejects.toThrow(/NotFound/);
  });
});

describe('containers', () => {
  it('run a program with its environment, at an address of their zone, and are told as they are', async () => {
    await run('one', ', environment={"GREETING": "good morning"}, labels={"a": "b"}, command=["x"]');
    expect(await says('one', 'started good morning 127.249.')).toBe(true);
    const attrs = await py.evaluate<Record<string, Record<string, unknown>>>(`${get('one')}.attrs`);
    expect(attrs.State).toMatchObject({ Status: 'running', Running: true });
    expect(processOf(attrs.State?.Pid as number)).toBeDefined();
    expect(attrs.Config).toMatchObject({ Labels: { a: 'b' }, Cmd: ['x'] });
    expect(attrs.NetworkSettings?.IPAddress).toMatch(/^127\.249\.[12]\.\d+$/);
  });

  it('of one kind are spread over the zones, and no two have one address', async () => {
    for (const name of ['one', 'two', 'three', 'four']) {
      await run(name, ', labels={"com.amazonaws.ecs.task-definition-family": "web"}');
    }
    expect(engine.list().map(({ zone }) => zone)).toEqual(['a', 'b', 'a', 'b']);
    expect(new Set(engine.list().map(({ address }) => address)).size).toBe(4);
  });

  it('are listed by label, and those that have ended with all of them', async () => {
    await run('one', ', labels={"ministack": "ecs"}');
    await run('two', ', labels={"ministack": "rds"}, command=["fail"]');
    await py.evaluate(`${get('two')}.wait()`);
    const names = (how: string) => py.evaluate(`[c.name for c in client.containers.list(${how})]`);
    expect(await names('')).toEqual(['one']);
    expect(await names('all=True')).toEqual(['one', 'two']);
    expect(await names('all=True, filters={"label": ["ministack=rds"]}')).toEqual(['two']);
    const sparse =
      '[c.attrs["Names"] for c in client.containers.list(sparse=True, filters={"label": "ministack=ecs"})]';
    expect(await py.evaluate(sparse)).toEqual([['/one']]);
  });

  it('are created, given files, and started', async () => {
    await py.evaluate(`client.containers.create("${IMAGE}", name="made", network="certlab").id`);
    expect(await py.evaluate(`${get('made')}.status`)).toBe('created');
    expect(await py.evaluate(`${get('made')}.put_archive("/", b"")`)).toBe(true);
    await py.evaluate(`${get('made')}.start()`);
    expect(await says('made', 'started hello')).toBe(true);
  });

  it('end by themselves with a code that is waited for', async () => {
    await run('failing', ', command=["fail"]');
    expect(await py.evaluate(`${get('failing')}.wait()["StatusCode"]`)).toBe(7);
    expect(await py.evaluate(`${get('failing')}.status`)).toBe('exited');
  });

  it('are asked to end before they are made to', async () => {
    await run('asked');
    await says('asked', 'started');
    await py.evaluate(`${get('asked')}.stop(timeout=5)`);
    expect(await py.evaluate(`${get('asked')}.attrs["State"]["ExitCode"]`)).toBe(3);
    expect(await py.evaluate(`${get('asked')}.logs()`)).toContain('asked to end');
  });

  it('are made to end when their time is up', async () => {
    const program = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('listening')";
    await run('deaf', `, entrypoint=["node", "-e", "${program}"]`);
    await says('deaf', 'listening');
    const pid = engine.find('deaf')?.process?.pid as number;
    const began = Date.now();
    await py.evaluate(`${get('deaf')}.stop(timeout=1)`);
    expect(Date.now() - began).toBeGreaterThan(900);
    expect(await py.evaluate(`${get('deaf')}.attrs["State"]["ExitCode"]`)).toBe(137);
    expect(processOf(pid)).toBeUndefined();
  });

  it('that hold more memory than they may are killed, with what they have started, and are told to be', async () => {
    // What ends by itself makes the next start of its kind wait.
    const ofItsKind = 'labels={"com.amazonaws.ecs.task-definition-family": "holds"}';
    const hold = (megabytes: number) => `globalThis.held = Buffer.alloc(${megabytes} * 2 ** 20, 1)`;
    const program = `require('child_process').spawn(process.execPath, ['-e', '${hold(150)}; setInterval(() => {}, 1000)'])`;
    const start = (name: string, limit: string) =>
      run(
        name,
        `, ${ofItsKind}, mem_limit="${limit}", entrypoint=["node", "-e", "${program}; setInterval(() => {}, 1000)"]`,
      );
    await start('small', '120m');
    const pid = engine.find('small')?.process?.pid as number;
    await start('large', '1g');
    expect(await py.evaluate(`${get('small')}.wait()["StatusCode"]`)).toBe(137);
    expect(processOf(pid)).toBeUndefined();
    expect(await py.evaluate(`${get('small')}.attrs["State"]["OOMKilled"]`)).toBe(true);
    expect(await py.evaluate(`${get('small')}.attrs["HostConfig"]["Memory"]`)).toBe(120 * 2 ** 20);
    expect(await py.evaluate(`${get('large')}.status`)).toBe('running');
    expect(await py.evaluate(`${get('large')}.attrs["State"]["OOMKilled"]`)).toBe(false);
    await py.evaluate(`${get('large')}.kill()`);
    expect(await py.evaluate(`${get('large')}.attrs["State"]`)).toMatchObject({ ExitCode: 137, OOMKilled: false });
  });

  it('get signals, and are restarted', async () => {
    await run('signalled');
    await says('signalled', 'started');
    await py.evaluate(`${get('signalled')}.kill(signal="SIGUSR2")`);
    expect(await says('signalled', 'signalled')).toBe(true);
    const first = engine.find('signalled')?.process?.pid;
    await py.evaluate(`${get('signalled')}.restart(timeout=5)`);
    expect(engine.find('signalled')?.process?.pid).not.toBe(first);
    await py.evaluate(`${get('signalled')}.kill()`);
    expect(await py.evaluate(`${get('signalled')}.attrs["State"]["ExitCode"]`)).toBe(137);
    await expect(py.evaluate(`${get('signalled')}.kill()`)).rejects.toThrow(/is not running/);
  });

  it('tell the end of their log, and what is added to it until they end', async () => {
    await run('talking');
    await says('talking', 'started');
    await py.evaluate(`${get('talking')}.stop(timeout=5)`);
    expect(await py.evaluate(`${get('talking')}.logs(tail=1)`)).toBe('asked to end\n');
    expect(await py.evaluate(`b"".join(${get('talking')}.logs(stream=True, follow=True))`)).toMatch(
      /^started hello .*\nasked to end\n$/,
    );
  });

  it('have commands run in them, whose output and code are told', async () => {
    await run('commanded');
    const command = (words: string) => py.evaluate(`tuple(${get('commanded')}.exec_run(${words}))`);
    expect(await command('["node", "-p", "process.env.HOST.split(\'.\')[1]"]')).toEqual([0, '249\n']);
    expect(await command('["node", "-e", "process.exit(4)"]')).toEqual([4, '']);
  });

  it('are removed when they have ended, or by force', async () => {
    await run('removed');
    await expect(py.evaluate(`${get('removed')}.remove()`)).rejects.toThrow(/is running/);
    const pid = engine.find('removed')?.process?.pid as number;
    await py.evaluate(`${get('removed')}.remove(force=True, v=True)`);
    expect(processOf(pid)).toBeUndefined();
    await expect(py.evaluate(get('removed'))).rejects.toThrow(/NotFound/);
  });

  it('of one name there are not two', async () => {
    await run('same');
    await expect(run('same')).rejects.toThrow(/Conflict/);
  });

  it('end with all that they have started', async () => {
    const child = 'require("child_process").spawn("sleep", ["60"], { stdio: "inherit" })';
    await run(
      'parent',
      `, entrypoint=["node", "-e", 'console.log("child", ${child}.pid); setInterval(() => {}, 1000)']`,
    );
    await says('parent', 'child ');
    const pid = Number(/child (\d+)/.exec(await py.evaluate(`${get('parent')}.logs()`))?.[1]);
    expect(processOf(pid)).toBeDefined();
    process.kill(engine.find('parent')?.process?.pid as number, 'SIGKILL');
    expect(await until(async () => processOf(pid) === undefined, 30, 30)).toBe(true);
  });
});

/** On the emulator nothing of the user's own AWS configuration is read or sent, and no request leaves loopback. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Emulator, stopEmulator } from '../../../lib/emulator/emulator.ts';
import { runLab } from '../../support/processes/lab-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'certlab-confined-'));
const stateFolder = join(folder, 'state');
const recording = join(folder, 'connections');
const POISON = 'AKIAPOISONPOISON0000';

let contacts = 0;
const trap = createServer((socket) => {
  contacts += 1;
  socket.destroy();
});

interface Line {
  readonly run?: string;
  readonly to?: string;
  readonly lookedUp?: string;
}
let lines: readonly Line[];
let up: Awaited<ReturnType<typeof runLab>>;
let emulator: Emulator;

/** All that could lead the lab astray, by variable and by the files of a home folder. */
function poisoned(port: number): NodeJS.ProcessEnv {
  const url = `http://127.0.0.1:${port}`;
  const home = join(folder, 'home');
  mkdirSync(join(home, '.aws'), { recursive: true });
  const profile = `region = eu-poison-1\nendpoint_url = ${url}\naws_access_key_id = ${POISON}\naws_secret_access_key = ${POISON}\n`;
  writeFileSync(join(home, '.aws/config'), `[default]\n${profile}[profile poison]\n${profile}`);
  writeFileSync(join(home, '.aws/credentials'), `[default]\n${profile}[poison]\n${profile}`);
  writeFileSync(join(home, '.cdk.json'), JSON.stringify({ app: `echo ${POISON}`, context: { projects: POISON } }));
  return {
    ...process.env,
    HOME: home,
    AWS_ACCESS_KEY_ID: POISON,
    AWS_SECRET_ACCESS_KEY: POISON,
    AWS_SESSION_TOKEN: POISON,
    AWS_PROFILE: 'poison',
    AWS_REGION: 'eu-poison-1',
    AWS_DEFAULT_REGION: 'eu-poison-1',
    AWS_CONFIG_FILE: join(home, '.aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws/credentials'),
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ENDPOINT_URL_CLOUDFORMATION: url,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    CDK_DEFAULT_ACCOUNT: '999999999999',
    CDK_DEFAULT_REGION: 'eu-poison-1',
    CDK_CONTEXT_JSON: JSON.stringify({ projects: POISON }),
    HTTP_PROXY: url,
    HTTPS_PROXY: url,
    ALL_PROXY: url,
    http_proxy: url,
    https_proxy: url,
    NODE_USE_ENV_PROXY: '1',
    RECORD_CONNECTIONS: recording,
    NODE_OPTIONS: `--import ${join(import.meta.dirname, '../../support/processes/record-connections.ts')}`,
  };
}

beforeAll(async () => {
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const env = poisoned((trap.address() as AddressInfo).port);
  up = await runLab(['up', 'serverless-api', '--json'], stateFolder, env);
  emulator = JSON.parse(readFileSync(join(stateFolder, 'emulator.json'), 'utf8'));
  // Calls the functions as well, in the processes that the emulator runs them in.
  await fetch(`${up.json().projects[0].outputs.ApiUrl}/v1/comparison`);
  await runLab(['status'], stateFolder, env);
  await runLab(['logs'], stateFolder, env);
  lines = readFileSync(recording, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
});
afterAll(async () => {
  trap.close();
  if (emulator) await stopEmulator(stateFolder, emulator);
  rmSync(folder, { recursive: true });
});

it('`lab up` deploys as ever', () => {
  expect(up.code, up.out + up.err).toBe(0);
  expect(up.json()).toMatchObject({ target: 'emulator', region: 'us-east-1', projects: [{ state: 'deployed' }] });
});

it('every process that it started in Node was watched: the entry, the lab and the CDK app', () => {
  const runs = lines.flatMap(({ run }) => run ?? []);
  for (const program of [/bin\/bootstrap\.mjs /, /bin\/lab\.ts up/, /bin\/app\.ts$/]) {
    expect(runs.some((run) => program.test(run))).toBe(true);
  }
});

it('every connection went to the emulator, and no other name was looked up', () => {
  const connections = lines.flatMap(({ to }) => to ?? []);
  expect(connections.length).toBeGreaterThan(10);
  const { port } = emulator;
  expect([...new Set(connections)].filter((to) => to !== `localhost:${port}` && to !== `127.0.0.1:${port}`)).toEqual(
    [],
  );
  const lookedUp = new Set(lines.flatMap((line) => line.lookedUp ?? []));
  // A free port is looked for on both addresses of this machine.
  expect([...lookedUp].filter((name) => !['localhost', '127.0.0.1', '::1'].includes(name))).toEqual([]);
  expect(lookedUp).toContain('localhost');
});

it('the endpoint and the proxies of the user were never contacted', () => {
  expect(contacts).toBe(0);
});

it('nothing of it reached the emulator, its log or its processes', () => {
  const log = readFileSync(emulator.logFile, 'utf8');
  const environments = spawnSync('ps', ['eww', '-o', 'command=', '-g', String(emulator.pid)], { encoding: 'utf8' });
  expect(environments.stdout).toContain('MINISTACK_REGION=us-east-1');
  for (const text of [log, environments.stdout]) {
    expect(text).not.toMatch(/AKIAPOISON|eu-poison|999999999999|PROXY/);
  }
});

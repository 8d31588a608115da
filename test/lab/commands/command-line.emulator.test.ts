/** The lab's commands as programs: what they print with `--json`, what they refuse, and how they exit. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, runningEmulator, stopEmulator } from '../../../lib/emulator/emulator.ts';
import { EMULATOR_CREDENTIALS } from '../../../lib/emulator/environment.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from '../../../lib/projects/registry.ts';
import { repository } from '../../../lib/repository.ts';
import { deployedTarget } from '../../support/deployed-target.ts';
import { runLab } from '../../support/processes/lab-process.ts';

const target = await deployedTarget();
const slugs = STARTED_BY_DEFAULT.map(({ project }) => project.slug);
/** As the deployment of the tests leaves them. */
const standing = CURRICULUM.map(({ project: { slug } }) => [slug, slugs.includes(slug) ? 'deployed' : 'not-deployed']);
const folder = mkdtempSync(join(tmpdir(), 'certlab-commands-'));
const nothingRuns = join(folder, 'nothing-runs');
const onTarget = (...args: string[]) => runLab(args, target.stateFolder);
const onNothing = (...args: string[]) => runLab(args, nothingRuns);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('where nothing runs', () => {
  it('`status --json` says so, project by project, and is no failure', async () => {
    const { code, json } = await onNothing('status', '--json');

    expect(code).toBe(0);
    expect(json()).toEqual({
      target: 'emulator',
      region: 'us-east-1',
      endpoint: null,
      site: null,
      projects: CURRICULUM.map(({ project: { slug, stackName } }) => ({
        slug,
        stack: stackName,
        state: 'not-deployed',
        outputs: {},
      })),
    });
  });

  it('`down --json` takes nothing down, and is no failure', async () => {
    const { code, json } = await onNothing('down', '--json');

    expect([code, json()]).toEqual([0, { destroyed: [], survivors: [], stays: [], emulatorStopped: false }]);
  });

  it.each([['logs'], ['env']])('refuses `%s`, and says how to start', async (command) => {
    const { code, json } = await onNothing(command, '--json');

    expect(code).toBe(1);
    expect(json().error).toEqual({ code: 'EmulatorNotRunning', message: expect.stringContaining('npm start') });
  });
});

describe('where every project is deployed', () => {
  it('`status --json` is how other programs find the API', async () => {
    const { code, json, err } = await onTarget('status', '--json');

    expect([code, err]).toEqual([0, '']);
    expect(Object.keys(json())).toEqual(['target', 'region', 'endpoint', 'site', 'projects']);
    expect(json()).toMatchObject({ target: 'emulator', region: 'us-east-1', endpoint: target.endpoint });
    expect(json().projects.map(({ slug, state }: Record<string, string>) => [slug, state])).toEqual(standing);
    const { outputs } = json().projects[0];
    expect((await fetch(`${outputs.ApiUrl}/health`)).status).toBe(200);
  });

  it('`status` tells people the same', async () => {
    const { code, out } = await onTarget('status');

    expect(code).toBe(0);
    for (const text of [target.endpoint, ...slugs]) expect(out).toContain(text);
  });

  it('`logs --json` is one object per line, of the request that was just made', async () => {
    await fetch(`${target.outputs.ServerlessApi?.ApiUrl}/v1/tracks`);

    const { code, out } = await onTarget('logs', 'serverless-api', '--since', '1', '--json');

    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const line of lines) expect(line).toMatchObject({ at: expect.any(String), message: expect.any(String) });
    expect(lines.some(({ source, message }) => source === 'ApiFunction' && message.includes('/v1/tracks'))).toBe(true);
  });

  it('`metrics --json` has the calls of the gateway and the function, and `logs --filter` what names them', async () => {
    await fetch(`${target.outputs.ServerlessApi?.ApiUrl}/v1/no-such-thing`);

    const { code, json } = await onTarget('metrics', 'serverless-api', '--since', '1', '--json');

    expect(code).toBe(0);
    const [{ series, tables }] = json().projects;
    const of = (source: string, metric: string) =>
      series.find((each: Record<string, string>) => each.source === source && each.metric === metric);
    expect(of('ApiFunction', 'Invocations').sum).toBeGreaterThan(0);
    expect(of('ApiFunction', 'Duration').max).toBeGreaterThan(0);
    expect(of('ApiAccess', '4xx').sum).toBeGreaterThan(0);
    expect(tables.some(({ items }: { items: number }) => items > 0)).toBe(true);

    const { out } = await onTarget('logs', 'serverless-api', '--since', '1', '--filter', 'NO-SUCH-THING');
    const lines = out.trim().split('\n');
    for (const line of lines) expect(line).toContain('no-such-thing');
  });

  it('`env` prints what a shell evaluates, and it leads to the emulator alone', async () => {
    const { code, out } = await onTarget('env');

    expect(code).toBe(0);
    expect(out).toContain(`export AWS_ENDPOINT_URL='${target.endpoint}'\n`);
    expect(out).toMatch(/^unset .*\bAWS_PROFILE\b/);
    for (const line of out.trim().split('\n').slice(1)) expect(line).toMatch(/^export \w+='[^']*'$/);
    const { json } = await onTarget('env', '--json');
    expect(json()).toMatchObject({ AWS_ENDPOINT_URL: target.endpoint, AWS_ACCESS_KEY_ID: 'test' });
  });

  it("reaches a bucket by `aws s3api`, and by any SDK in a shell with `env`'s variables", async () => {
    const buckets = await onTarget('aws', 's3api', 'list-buckets', '--query', 'Buckets[].Name');
    const bucket = buckets.json()[0] as string;

    const { code, json } = await onTarget('aws', 's3api', 'list-objects-v2', '--bucket', bucket);

    expect(code).toBe(0);
    const keys = json().Contents.map(({ Key }: { Key: string }) => Key);
    expect(keys.length).toBeGreaterThan(0);
    const program = `import { S3 } from '@aws-sdk/client-s3';
      const { Contents } = await new S3({}).listObjectsV2({ Bucket: '${bucket}' });
      console.log(JSON.stringify(Contents.map(({ Key }) => Key)));`;
    const env = { PATH: process.env.PATH, ...(await onTarget('env', '--json')).json() };
    const words = ['--input-type=module', '--eval', program];
    expect(JSON.parse((await promisify(execFile)(process.execPath, words, { cwd: repository, env })).stdout)).toEqual(
      keys,
    );
    const missing = await onTarget('aws', 's3api', 'head-bucket', '--bucket', 'nobody-has-this-bucket');
    expect([missing.code, missing.err]).toEqual([1, 'certlab: NotFound: the answer was 404\n']);
  });

  it('`doctor --json` finds everything that is needed', async () => {
    const { code, json } = await onTarget('doctor', '--json');

    expect(code).toBe(0);
    const states = Object.fromEntries(json().findings.map(({ what, state }: Record<string, string>) => [what, state]));
    expect(states).toMatchObject({ Node: 'ok', Python: 'ok', Disk: 'ok', Emulator: 'ok', 'Emulator packages': 'ok' });
  });

  it('`doctor` exits with 1 where something that is needed is missing', async () => {
    const { code, json } = await runLab(['doctor', '--json'], nothingRuns, { ...process.env, PATH: '' });

    expect(code).toBe(1);
    expect(json().findings).toContainEqual({
      what: 'Python',
      state: 'missing',
      detail: expect.stringContaining('install'),
    });
  });
});

describe('arguments that are wrong', () => {
  it.each([
    ['a project that there is not', ['up', 'serverless-appi', '--json'], 'UnknownProject', /serverless-api/],
    ['a profile without --target aws', ['up', '--profile', 'me', '--json'], 'OptionNeedsAws', /--target aws/],
    ['--target aws without a profile', ['status', '--target', 'aws', '--json'], 'ProfileMissing', /--profile/],
  ])('exit with 64 and one sentence: %s', async (_, args, code, sentence) => {
    const refused = await onNothing(...args);

    expect(refused.code).toBe(64);
    expect(refused.json()).toEqual({ error: { code, message: expect.stringMatching(sentence) } });
  });

  it.each([
    ['an option that there is not', ['up', '--fast'], /unknown option '--fast'/],
    ['a command that there is not', ['upp'], /unknown command 'upp'/],
    ['a target that there is not', ['up', '--target', 'azure'], /Allowed choices are emulator, aws/],
    ['a port out of range', ['up', '--port', '80'], /port from 1024 to 65535/],
    ['minutes that are no number', ['logs', '--since', 'yesterday'], /Needs minutes/],
  ])('exit with 64 and say where to look: %s', async (_, args, sentence) => {
    const { code, err, out } = await onNothing(...args);

    expect([code, out]).toEqual([64, '']);
    expect(err).toMatch(sentence);
    expect(err).toContain('--help');
  });

  it('a port that another program has is refused, and nothing is started', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    try {
      const { code, json } = await onNothing('up', '--port', String(port), '--json');

      expect(code).toBe(1);
      expect(json().error).toEqual({ code: 'PortTaken', message: expect.stringMatching(`${port}.*--port`) });
      expect(await runningEmulator(nothingRuns)).toBeUndefined();
    } finally {
      holder.close();
    }
  });
});

describe('a second lab beside this one', () => {
  const stateFolder = join(folder, 'second');
  const onSecond = (...args: string[]) => runLab(args, stateFolder);
  let up: Awaited<ReturnType<typeof runLab>>;

  beforeAll(async () => {
    up = await onSecond('up', 'serverless-api', '--json');
  });
  afterAll(async () => {
    const left = await runningEmulator(stateFolder);
    if (left) await stopEmulator(stateFolder, left);
  });

  it('has an emulator of its own, on a port of its own; `up --json` says where', async () => {
    expect([up.code, up.err]).toEqual([0, '']);
    expect(up.json()).toMatchObject({
      target: 'emulator',
      region: 'us-east-1',
      projects: [{ slug: 'serverless-api', state: 'deployed', outputs: { ApiUrl: expect.any(String) } }],
      leftOut: expect.any(Object),
    });
    expect(up.json().endpoint).not.toBe(target.endpoint);
    expect(up.json().projects[0].outputs.ApiUrl).toContain(up.json().endpoint);
    const { projects } = (await onTarget('status', '--json')).json();
    expect(projects.map(({ slug, state }: Record<string, string>) => [slug, state])).toEqual(standing);
  });

  it('`down` says what survived, and exits with 1; then it ends its own lab and no other', async () => {
    const { endpoint } = up.json();
    const client = new SQSClient({ endpoint, region: 'us-east-1', credentials: EMULATOR_CREDENTIALS });
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName: 'forgotten', tags: { certlab: 'serverless-api' } }),
    );

    const first = await onSecond('down', 'serverless-api', '--json');

    expect(first.code).toBe(1);
    expect(first.json()).toEqual({
      destroyed: ['ServerlessApi'],
      survivors: [
        {
          what: expect.stringMatching(/:forgotten$/),
          why: expect.stringContaining('certlab tag'),
          remove: expect.stringMatching(/^lab aws sqs delete-queue --queue-url .*forgotten$/),
        },
      ],
      stays: [],
      emulatorStopped: false,
    });
    expect((await onSecond('status', '--json')).json().projects[0].state).toBe('not-deployed');

    await client.send(new DeleteQueueCommand({ QueueUrl }));
    // A stack of this name with a resource that its template keeps, as an older version might have left one.
    const cloudformation = new CloudFormationClient({
      endpoint,
      region: 'us-east-1',
      credentials: EMULATOR_CREDENTIALS,
    });
    const Kept = { Type: 'AWS::SQS::Queue', DeletionPolicy: 'Retain', Properties: { QueueName: 'kept' } };
    const StackName = 'ServerlessApi';
    const TemplateBody = JSON.stringify({ Resources: { Kept } });
    await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody }));
    await waitUntilStackCreateComplete(
      { client: cloudformation, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
      { StackName },
    );
    const keeping = await onSecond('down', 'serverless-api', '--json');
    expect([keeping.code, keeping.json().survivors]).toEqual([
      1,
      [
        {
          what: expect.stringContaining('Kept'),
          why: expect.stringContaining('its template says so'),
          remove: expect.any(String),
        },
      ],
    ]);

    // With buckets to empty, and a key that waits for its end.
    expect((await onSecond('up', 'event-pipeline', 'delivery-pipeline', '--json')).code).toBe(0);
    const record = JSON.parse(readFileSync(join(stateFolder, 'emulator.json'), 'utf8')) as Emulator;
    const second = await onSecond('down', '--json');

    const destroyed = ['EventPipeline', 'DeliveryPipeline'];
    expect([second.code, second.json()]).toEqual([0, { destroyed, survivors: [], stays: [], emulatorStopped: true }]);
    await expect(fetch(`${record.endpoint}/_ministack/health`)).rejects.toThrow();
    expect((await fetch(`${target.endpoint}/_ministack/health`)).status).toBe(200);
  });
});

/** The commands that look and that take down, in every state that they can meet: what they say and end with. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { defineProject } from '../../../lib/project.ts';
import { sampleDrill, sampleProject } from '../../support/drills/sample-drill.ts';
import { type FakeEmulator, startFakeEmulator } from '../../support/fakes/fake-emulator.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const OTHER = defineProject({
  ...{ slug: 'other', title: 'Other', summary: 'A second one.', stackName: 'Other', idleUsdPerMonth: 0 },
  outputs: { ApiUrl: 'the address' },
});
const RESOURCES = {
  WorkerLogGroup0A1B2C3D: ['AWS::Logs::LogGroup', '/aws/lambda/worker'],
  GoneLogs4E5F6A7B: ['AWS::Logs::LogGroup', '/aws/lambda/gone'],
  Work11223344: ['AWS::SQS::Queue', 'http://localhost/000000000000/work'],
  Table55667788: ['AWS::DynamoDB::GlobalTable', 'table'],
  WaitsLong99AABBCC: ['AWS::CloudWatch::Alarm', 'waits'],
  Crashes99AABBCD: ['AWS::CloudWatch::Alarm', 'crashes'],
} as const;

let folder: string;
let lab: Lab;
let emulator: FakeEmulator;
const environment = { ...process.env };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-look-'));
  process.env.CERTLAB_STATE = folder;
  lab = openLab([{ project: sampleProject, drills: async () => [sampleDrill] }, { project: OTHER }], folder);
  emulator = await startFakeEmulator(folder, () => ({}));
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});

const deploy = (status = 'CREATE_COMPLETE') =>
  emulator.stacks.set('Sample', {
    ...{ id: 'arn:stack/1', status, resources: RESOURCES },
    outputs: { FunctionName: 'worker', QueueUrl: 'https://a1b2.execute-api.localhost:1/x', CertlabGapX: 'hidden' },
  });
const run = (line: string) => runCommand(lab, line);
const json = async (line: string) => {
  const { out, err, code } = await run(`${line} --json`);
  expect(err).toBe('');
  return { ...JSON.parse(out), code };
};
/** The emulator does not run: nothing answers, and no record says that it should. */
const stopped = () => rmSync(join(folder, 'emulator.json'));

describe('lab status', () => {
  it.each([
    ['CREATE_COMPLETE', 'deployed'],
    ['UPDATE_COMPLETE', 'deployed'],
    ['IMPORT_COMPLETE', 'deployed'],
    ['UPDATE_IN_PROGRESS', 'deploying'],
    ['ROLLBACK_IN_PROGRESS', 'deploying'],
    ['UPDATE_ROLLBACK_COMPLETE', 'failed'],
    ['CREATE_FAILED', 'failed'],
    ['DELETE_COMPLETE', 'not-deployed'],
  ])('calls a stack that is %s %s', async (status, state) => {
    deploy(status);
    const { projects } = await json('status');
    expect(projects[0].state).toBe(state);
  });

  it('says where everything answers, with addresses that work on this machine, and no outputs of gaps', async () => {
    deploy();
    expect(await json('status')).toEqual({
      ...{ site: null, target: 'emulator', region: 'us-east-1', endpoint: emulator.endpoint, code: 0 },
      projects: [
        {
          ...{ slug: 'sample', stack: 'Sample', state: 'deployed', stackStatus: 'CREATE_COMPLETE' },
          outputs: { FunctionName: 'worker', QueueUrl: `${emulator.endpoint}/_aws/execute-api/a1b2/x` },
        },
        { slug: 'other', stack: 'Other', state: 'not-deployed', outputs: {} },
      ],
    });
    const { out } = await run('status');
    expect(out).toMatch(/^emulator http:\/\/localhost:\d+, us-east-1\n\nsample {2}deployed, stack Sample\n/);
    expect(out).toMatch(/other {2}not deployed, stack Other/);
  });

  it('needs no emulator to say that there is none', async () => {
    stopped();
    expect((await run('status')).out).toMatch(/^The emulator is not running\.[\s\S]*sample {2}not deployed/);
    expect(await json('status')).toMatchObject({
      ...{ endpoint: null, region: 'us-east-1', code: 0 },
      projects: [{ state: 'not-deployed' }, { state: 'not-deployed' }],
    });
  });
});

describe('lab logs', () => {
  const at = Date.now() - 30_000;
  let asked: Record<string, unknown>[];
  beforeEach(() => {
    asked = [];
    emulator.answers.set('Logs.FilterLogEvents', (input) => {
      asked.push(input);
      if (input.logGroupName !== '/aws/lambda/worker')
        throw Object.assign(new Error('gone'), { name: 'ResourceNotFoundException' });
      return input.nextToken
        ? { events: [{ eventId: '3', timestamp: at, message: 'third ERROR\n' }] }
        : {
            nextToken: 'more',
            events: [
              { eventId: '2', timestamp: at + 1, message: 'second' },
              { eventId: '2', timestamp: at + 1, message: 'second' },
            ],
          };
    });
    deploy();
  });

  it('are of all pages, in order, each once, by who wrote them; a group that is gone is passed over', async () => {
    const { out, err, code } = await run('logs sample');
    const time = (moment: number) => new Date(moment).toISOString().slice(11, 23);
    expect([err, code]).toEqual(['', 0]);
    expect(out).toBe(`${time(at)} Worker         third ERROR\n${time(at + 1)} Worker         second\n`);
    expect(asked.map(({ logGroupName }) => logGroupName)).toContain('/aws/lambda/gone');
  });

  it('go as far back as is asked, by default ten minutes', async () => {
    await run('logs');
    await run('logs --since 60');
    const back = asked
      .filter(({ nextToken, logGroupName }) => !nextToken && logGroupName === '/aws/lambda/worker')
      .map(({ startTime }) => Math.round((Date.now() - Number(startTime)) / 60_000));
    expect(back).toEqual([10, 60]);
  });

  it('are filtered by a text in any case, and are one object per line for programs', async () => {
    expect((await run('logs --filter error')).out).toMatch(/^\S+ Worker +third ERROR\n$/);
    expect((await run('logs --filter WORKER')).out.split('\n')).toHaveLength(3);
    const lines = (await run('logs --json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ source: 'Worker', message: 'third ERROR' }, { message: 'second' }]);
  });

  it('of nothing say so', async () => {
    expect(await run('logs other')).toMatchObject({ out: '', err: expect.stringContaining('nothing is deployed') });
    stopped();
    expect(await run('logs')).toMatchObject({ code: 1, err: expect.stringContaining('The emulator is not running') });
  });

  it.each(['0', '-5', '10081', 'soon'])('refuse to go back %s minutes', async (minutes) => {
    expect(await run(`logs --since ${minutes}`)).toMatchObject({ code: 64 });
  });

  it('are taken for any age up to a week', async () => {
    expect(await run('logs --since 10080')).toMatchObject({ code: 0 });
    expect(await run('logs --since 0.5')).toMatchObject({ code: 0 });
  });
});

describe('lab metrics', () => {
  beforeEach(() => {
    const message = 'REPORT RequestId: a\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMax Memory Used: 80 MB';
    emulator.answers.set('Logs.FilterLogEvents', ({ logGroupName }) => ({
      events: logGroupName === '/aws/lambda/worker' ? [{ eventId: '1', timestamp: Date.now() - 1_000, message }] : [],
    }));
    emulator.answers.set('AmazonSQS.GetQueueAttributes', () => ({
      Attributes: {
        ApproximateNumberOfMessages: '3',
        ApproximateNumberOfMessagesNotVisible: '2',
        ApproximateNumberOfMessagesDelayed: '1',
      },
    }));
    emulator.answers.set('DynamoDB.DescribeTable', () => ({ Table: { ItemCount: 41 } }));
    const alarm = { Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, Threshold: 1 };
    const named = (AlarmName: string, Namespace: string, MetricName: string, Name: string, Value: string) => ({
      ...{ AlarmName, Namespace, MetricName, Dimensions: [{ Name, Value }] },
      ...{ ...alarm, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
    });
    emulator.answers.set('GraniteServiceVersion20100801.DescribeAlarms', () => ({
      MetricAlarms: [
        named('waits', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', 'work'),
        named('crashes', 'AWS/Lambda', 'Errors', 'FunctionName', 'worker'),
      ],
    }));
  });

  it('tell what was called, how long it took, and what waits', async () => {
    deploy();
    const { projects, from, to } = await json('metrics --since 5');
    expect(Date.parse(to) - Date.parse(from)).toBe(300_000);
    expect(projects).toMatchObject([
      {
        project: 'sample',
        series: [{ metric: 'Duration', max: 12.34 }, { metric: 'Invocations', sum: 1 }, { metric: 'MaxMemoryUsed' }],
        queues: [{ queue: 'Work', waiting: 3, inFlight: 2, delayed: 1 }],
        tables: [{ table: 'Table', items: 41 }],
        alarms: [
          { alarm: 'WaitsLong', of: ['Work'], state: 'ALARM' },
          { alarm: 'Crashes', state: null },
        ],
      },
    ]);
    const { out } = await run('metrics sample');
    expect(out).toMatch(/^\nsample, the last 10 min\n/);
    expect(out).toMatch(/Worker +Duration .*max 12\.3 ms\nWorker +Invocations .* 1\nWorker +MaxMemoryUsed .*max 80 MB/);
    expect(out).toMatch(/queue +waiting +in flight +delayed\nWork +3 +2 +1\n\ntable +items\nTable +41/);
    expect(out).toMatch(
      /alarm +says +rings at\nWaitsLong +ALARM +Maximum of \w+ ≥ 1 in 60 s\n.* measures nothing: Crashes\./,
    );
  });

  it('say so where nobody called, and where nothing is deployed', async () => {
    expect((await run('metrics')).err).toContain('nothing is deployed');
    emulator.answers.set('Logs.FilterLogEvents', () => ({ events: [] }));
    emulator.stacks.set('Other', { id: 'o', status: 'CREATE_COMPLETE', outputs: { ApiUrl: 'x' } });
    const { out, err } = await run('metrics');
    expect([out, err]).toEqual(['\nother, the last 10 min\n  Nobody called it. Call it, and look again.\n', '']);
  });
});

describe('lab env', () => {
  // It asks an AWS CLI for its version, and one that somebody has may take seconds to say it.
  beforeEach(() => {
    vi.stubEnv('PATH', folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('points a shell at the emulator and at nothing else', async () => {
    const variables = await json('env');
    expect(variables).toMatchObject({
      ...{ AWS_ENDPOINT_URL: emulator.endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test' },
      AWS_CONFIG_FILE: expect.stringContaining(folder),
    });
  });

  it.each([
    ['env', 'export AWS_ENDPOINT_URL='],
    ['env --shell fish', 'set -gx AWS_ENDPOINT_URL '],
  ])('in the words of the shell: `lab %s`', async (line, before) => {
    expect((await run(line)).out).toContain(`${before}'${emulator.endpoint}'`);
  });

  it('points it at another region, where a project has one', async () => {
    const both = { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'us-west-2' };
    expect(await json('env --region us-west-2')).toMatchObject({ ...both, AWS_ENDPOINT_URL: emulator.endpoint });
  });

  it('refuses a shell or a region that it does not know, and to point at nothing', async () => {
    expect(await run('env --shell csh')).toMatchObject({ code: 64, out: '' });
    const { code, err } = await run('env --region us-west-3');
    expect([code, err]).toEqual([64, expect.stringContaining('--region: got us-west-3')]);
    stopped();
    expect(await run('env --json')).toMatchObject({ code: 1, out: expect.stringContaining('EmulatorNotRunning') });
  });
});

describe('lab aws', () => {
  it('gives what the service answers, whole or by a query', async () => {
    emulator.answers.set('DynamoDB.DescribeTable', ({ TableName }) => ({ Table: { TableName, ItemCount: 41 } }));
    const { out, code } = await run('aws dynamodb describe-table --table-name t');
    expect([JSON.parse(out), code]).toEqual([{ Table: { TableName: 't', ItemCount: 41 } }, 0]);
    const some = await run('aws dynamodb describe-table --table-name t --query Table.ItemCount');
    expect(JSON.parse(some.out)).toBe(41);
  });

  it('hands on what the service refuses, by its name', async () => {
    emulator.answers.set('DynamoDB.DescribeTable', () => {
      throw Object.assign(new Error('not found: t'), { name: 'ResourceNotFoundException' });
    });
    const said = await run('aws dynamodb describe-table --table-name t');
    expect(said).toMatchObject({ code: 1, out: '', err: 'certlab: ResourceNotFoundException: not found: t\n' });
  });

  it.each([
    ['aws nothing list', 'nothing'],
    ['aws dynamodb dance', 'dance'],
    ['aws dynamodb describe-table --tabel-name t', 'tabel-name'],
    ['aws dynamodb list-tables --region us-west-22', '--region: got us-west-22; on the emulator wanted one of ap-'],
    ['aws --region eu-west dynamodb list-tables', '--region: got eu-west'],
  ])('refuses `%s`', async (line, what) => {
    const said = await run(line);
    expect(said).toMatchObject({ code: 64, out: '' });
    expect(said.err).toContain(what);
  });
});

describe('lab down', () => {
  it('has nothing to do where nothing runs', async () => {
    stopped();
    expect((await run('down')).out).toMatch(/not running, so there is nothing to take down/);
    expect(await json('down')).toEqual({ destroyed: [], survivors: [], stays: [], emulatorStopped: false, code: 0 });
    expect(await run('down --region eu-west-1')).toMatchObject({ code: 64 });
    expect(await run('down nobody')).toMatchObject({ code: 64 });
  });

  it('with a project named leaves the emulator running', async () => {
    expect(await run('down sample')).toEqual({ out: 'Nothing was deployed.\n', err: '', code: 0 });
    expect(await json('down sample')).toEqual({
      destroyed: [],
      survivors: [],
      stays: [],
      emulatorStopped: false,
      code: 0,
    });
    expect(existsSync(join(folder, 'emulator.json'))).toBe(true);
  });

  it('without one stops it', async () => {
    await emulator.close();
    const stand = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    const over = new Promise((done) => stand.on('exit', (_, signal) => done(signal)));
    emulator = await startFakeEmulator(folder, () => ({}), stand.pid);
    const { out, code } = await run('down');
    expect([out, code]).toEqual(['Nothing was deployed.\nThe emulator is stopped.\n', 0]);
    expect(await over).toBe('SIGTERM');
    expect(existsSync(join(folder, 'emulator.json'))).toBe(false);
  });
});

describe('lab up', () => {
  it.each([
    ['up nobody', 'The projects are sample, other.'],
    ['up --port 80', 'port from 1024 to 65535'],
    ['up --port 65536', 'port from 1024 to 65535'],
    ['up --port 2000.5', 'port from 1024 to 65535'],
    ['up --profile me', '--profile belongs to --target aws'],
    ['up --target moon', 'moon'],
    ['up --target aws', '--target aws needs a profile by name'],
    ['start nobody', 'The projects are sample, other.'],
    ['start --port 1', 'port from 1024 to 65535'],
  ])('refuses `lab %s`', async (line, why) => {
    const said = await run(line);
    expect(said).toMatchObject({ code: 64, out: '' });
    expect(said.err.replace(/\s+/g, ' ')).toContain(why);
  });
});

describe('lab completion', () => {
  it('knows commands, projects, drills and options', async () => {
    const { out, code } = await run('completion bash');
    expect(code).toBe(0);
    for (const word of ['metrics', 'sample/1', 'other', '--dry-run', 'fish']) expect(out).toContain(word);
    expect(await run('completion csh')).toMatchObject({ code: 64 });
  });
});

describe('what the lab was not asked right', () => {
  it('is a document for programs, and help is a success', async () => {
    const argv = process.argv;
    process.argv = [...argv, '--json'];
    const said = await run('status --nonsense --json');
    process.argv = argv;
    expect(said.code).toBe(64);
    expect(JSON.parse(said.out)).toEqual({
      error: { code: 'WrongArguments', message: expect.stringMatching(/^unknown option '--nonsense'/) },
    });
    expect(await run('status --nonsense')).toMatchObject({ code: 64, out: '' });
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('Drills:') });
  });

  it('keeps its stack trace where the lab did not foresee it', async () => {
    deploy();
    emulator.answers.set('Logs.FilterLogEvents', () => {
      throw Object.assign(new Error('no'), { name: 'InvalidParameterException' });
    });
    await expect(run('logs')).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

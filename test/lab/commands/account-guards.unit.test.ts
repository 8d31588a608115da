/**
 * The guards of an account, for every command of the real program that takes `--target aws`, the projects' own among
 * them: a new one is in one of the two lists, or this fails. The account is a loopback service with stacks of our names
 * that are not ours; it notes every question, and whatever is no question.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { append, openJournal } from '../../../lib/lab/drills/journal.ts';
import { type Lab, openLab } from '../../../lib/lab/lab.ts';
import { labProgram } from '../../../lib/lab/program.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import type { Target, TargetOptions } from '../../../lib/target.ts';
import { runCommand } from '../../support/processes/run-command.ts';

const ACCOUNT = '111122223333';
let endpoint: string;

/** A profile `sandbox` whose account passed; any other goes the real way. */
vi.mock('../../../lib/lab/aws/aws-target.ts', async (original) => {
  const real = await original<typeof import('../../../lib/lab/aws/aws-target.ts')>();
  const awsTarget = async (options: TargetOptions): Promise<Target> => {
    if (options.profile !== 'sandbox') return real.awsTarget(options);
    const region = options.region ?? 'eu-west-1';
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { name: 'aws', region, account: ACCOUNT, clientConfig: { region, endpoint, credentials } };
  };
  return { ...real, awsTarget };
});

/** What works on a stack, or shows what is in it. */
const ON_STACKS = [
  'up serverless-api',
  'down serverless-api',
  'logs serverless-api',
  'metrics serverless-api',
  'break event-pipeline/1',
  'check',
  'watch',
  'restore',
  'events publish',
  'events replay --from 2026-11-23T10:00:00Z --to 2026-11-23T11:00:00Z',
  'events redrive',
  'events drain-report',
];
/** What does not: it says where stacks stand, what a journal has, or makes the one call that was typed. */
const ELSEWHERE = [
  'status',
  'ticket',
  'hint',
  'solution',
  'report --push ada@example.org',
  // It refuses an account altogether.
  'reset',
  'aws sts get-caller-identity',
];

let lab: Lab;
let server: Server;
let tags: string;
const asked: string[] = [];
const environment = { ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'certlab-account-'));

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const form = new URLSearchParams(body);
      asked.push(form.get('Action') ?? `${request.method} ${request.url} ${request.headers['x-amz-target'] ?? ''}`);
      if (request.headers['x-amz-target'] === 'AmazonSSM.GetParameter') {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end('{"Parameter":{"Value":"30"}}');
        return;
      }
      const name = form.get('StackName');
      const stack =
        `<member><StackName>${name}</StackName><StackId>arn:1</StackId><StackStatus>CREATE_COMPLETE</StackStatus>` +
        `<Tags>${tags}</Tags></member>`;
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  lab = openLab(CURRICULUM, folder);
  const [first] = (await CURRICULUM[0]?.drills?.()) ?? [];
  // One open incident: restoring and grading have something to go on.
  const journal = openJournal(join(folder, 'drills', `${ACCOUNT}-eu-west-1`), first?.id as string, null, 'arn:1');
  append(journal, {
    entry: 'change',
    kind: 'lambda.reservedConcurrency',
    target: { FunctionName: 'f' },
    before: null,
    after: 0,
  });
  append(journal, { entry: 'broken' });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked.length = 0;
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment, {
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    CERTLAB_STATE: folder,
  });
});

const tag = (Key: string, Value: string) => `<member><Key>${Key}</Key><Value>${Value}</Value></member>`;
const onSandbox = (line: string) => {
  // What follows the operation of `lab aws` is the operation's.
  const [first = '', ...rest] = line.split(' ');
  return runCommand(lab, [first, '--target aws --profile sandbox --region eu-west-1', ...rest].join(' '));
};
const withOptions = (line: string, options: string) => {
  const words = line.split(' ');
  const name = words[0] === 'events' ? words.splice(0, 2).join(' ') : (words.shift() as string);
  return runCommand(lab, [name, options, ...words].join(' ').trim());
};

it('every command that takes an account is tried here', async () => {
  const found: string[] = [];
  const walk = (command: Command, path: readonly string[]) => {
    if (command.options.some(({ long }) => long === '--target')) found.push(path.join(' '));
    for (const sub of command.commands) walk(sub, [...path, sub.name()]);
  };
  walk(await labProgram(lab), []);
  const nameOf = (line: string) =>
    line
      .split(' ')
      .slice(0, line.startsWith('events') ? 2 : 1)
      .join(' ');

  expect([...ON_STACKS, ...ELSEWHERE].map(nameOf).sort()).toEqual(found.sort());
});

describe.each([...ON_STACKS, ...ELSEWHERE].filter((line) => line !== 'reset'))('lab %s --target aws', (line) => {
  it('refuses an account that nobody named', async () => {
    const said = await withOptions(line, '--target aws');
    expect([said.code, said.err]).toEqual([64, expect.stringContaining('--profile')]);
  });

  it('refuses a profile that is misspelled, and uses no other credentials of the machine', async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIAOFTHEENVIRONMENT',
      AWS_SECRET_ACCESS_KEY: 's',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/container`,
      AWS_EC2_METADATA_SERVICE_ENDPOINT: `${endpoint}/instance`,
    });
    const said = await withOptions(line, '--target aws --profile misspelt --region eu-west-1');
    expect(said.err.replace(/\s+/g, ' ')).toContain('Profile misspelt could not sign in');
    expect(said.code).not.toBe(0);
    expect(asked).toEqual([]);
  });

  it('refuses an address that is not AWS’s', async () => {
    process.env.AWS_ENDPOINT_URL_LAMBDA = endpoint;
    const said = await withOptions(line, '--target aws --profile sandbox2 --region eu-west-1');
    expect(said.err).toContain('AWS_ENDPOINT_URL_LAMBDA');
  });
});

describe.each(ON_STACKS)('lab %s on a stack', (line) => {
  it.each([
    ['that certlab did not make', () => tag('owner', 'them'), 'certlab did not make'],
    ['that is production', () => tag('certlab', 'x') + tag('env', 'Production'), 'does not touch production'],
  ])('%s is refused, and nothing but stacks was looked at', async (_, stackTags, why) => {
    tags = stackTags();
    const { err, code } = await withOptions(line, '--target aws --profile sandbox --region eu-west-1');
    expect(err.replace(/\s+/g, ' ')).toContain(why);
    expect(code).not.toBe(0);
    expect([...new Set(asked)]).toEqual(['DescribeStacks']);
  });
});

/** Of those that work on stacks, what changes one. */
const CHANGING = ON_STACKS.filter((line) => !/^(logs|metrics|check|watch|events drain-report)/.test(line));

it.each(CHANGING)('lab %s changes nothing on our own stack where nobody is there to confirm it', async (line) => {
  tags = tag('certlab', 'serverless-api');
  vi.spyOn(process, 'stdin', 'get').mockReturnValue({ isTTY: false } as typeof process.stdin);
  const { err, code } = await withOptions(line, '--target aws --profile sandbox --region eu-west-1');
  vi.restoreAllMocks();
  expect([code, err]).toEqual([1, expect.stringContaining('needs a confirmation')]);
  expect(asked.filter((call) => !/^(DescribeStacks|GetTemplate)$|SSM.GetParameter$/.test(call))).toEqual([]);
});

it('lab reset refuses an account, and says what sets things back there', async () => {
  const said = await onSandbox('reset');
  expect([said.code, said.err]).toEqual([1, expect.stringContaining('revert-drift')]);
  expect(asked).toEqual([]);
});

it('lab up refuses a region before anything is asked or made there', async () => {
  const said = await runCommand(lab, 'up event-pipeline --target aws --profile sandbox --region ap-southeast-4');
  expect([said.code, said.err]).toEqual([1, expect.stringContaining('AWS::Pipes::Pipe')]);
  expect(asked).toEqual([]);
});

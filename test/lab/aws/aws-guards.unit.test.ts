/** The guards of a real account, on what CloudFormation and STS answer: no network but loopback. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { confirmOnAws, priceOf, refuseForeignStacks } from '../../../lib/lab/aws/aws-guards.ts';
import { leaveOnlyTheProfile, profileCredentials } from '../../../lib/lab/aws/aws-profile.ts';
import { accountsFile, awsTarget } from '../../../lib/lab/aws/aws-target.ts';
import { isProduction } from '../../../lib/lab/stacks/foreign-stacks.ts';
import { outputsOf, statusOf } from '../../../lib/lab/stacks/stacks.ts';
import { deliveryPipeline } from '../../../lib/projects/delivery-pipeline/project.ts';
import { serverlessApi } from '../../../lib/projects/serverless-api/project.ts';
import type { Target } from '../../../lib/target.ts';

const { asked, answer } = vi.hoisted(() => ({ asked: [] as unknown[], answer: { yes: false } }));
/** Somebody at a terminal. */
vi.mock('@inquirer/confirm', () => ({
  default: async (question: unknown) => {
    asked.push(question);
    return answer.yes;
  },
}));

const before = { ...process.env };
let folder: string;
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-guards-'));
  for (const name of Object.keys(process.env)) if (/^AWS_/.test(name)) delete process.env[name];
  process.env.XDG_CONFIG_HOME = folder;
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
  writeFileSync(
    process.env.AWS_CONFIG_FILE,
    [
      '[profile keys]\nregion = eu-west-1\naws_access_key_id = AKIAOFTHEPROFILE\naws_secret_access_key = s\n',
      '[profile mfa]\nregion = eu-west-1\nsource_profile = keys\nrole_arn = arn:aws:iam::111122223333:role/r\n',
      'mfa_serial = arn:aws:iam::111122223333:mfa/me\n',
    ].join(''),
  );
});
afterEach(() => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
  for (const server of servers.splice(0)) server.close();
});

/** A loopback service that notes what it is asked, and gives one answer. */
async function answering(status: number, type: string, body: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    request.resume().on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** An account whose CloudFormation has this stack, or refuses with this message. */
async function account(answer: { tags: Record<string, string>; status?: string } | string): Promise<Target> {
  const describe = (tags: Record<string, string>, status: string) =>
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>ServerlessApi</StackName><StackId>arn:1</StackId>` +
    `<StackStatus>${status}</StackStatus><Tags>${Object.entries(tags)
      .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
      .join('')}</Tags><Outputs><member><OutputKey>ApiUrl</OutputKey><OutputValue>https://x</OutputValue></member>` +
    `</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  const { url } =
    typeof answer === 'string'
      ? await answering(
          400,
          'text/xml',
          `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${answer}</Message></Error></ErrorResponse>`,
        )
      : await answering(200, 'text/xml', describe(answer.tags, answer.status ?? 'CREATE_COMPLETE'));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const clientConfig = { region: 'eu-west-1', endpoint: url, credentials };
  return { name: 'aws', region: 'eu-west-1', account: '111122223333', clientConfig };
}

describe('a stack that is tagged as production', () => {
  it.each(['prod', 'Prod', 'PROD', 'production', 'PRODUCTION', ' Production '])('is known by the value %j', (Value) => {
    expect(
      isProduction([
        { Key: 'owner', Value: 'me' },
        { Key: 'env', Value },
      ])?.Key,
    ).toBe('env');
  });

  it.each(['beta', 'product', 'nonprod', 'prod-like', 'reproduction', ''])('is not seen in the value %j', (Value) => {
    expect(isProduction([{ Key: 'env', Value }])).toBeUndefined();
  });
});

describe('a stack with the name of a project', () => {
  const guarded = async (answer: Parameters<typeof account>[0]) =>
    refuseForeignStacks(await account(answer), [serverlessApi]);

  it('passes where certlab made it, or where there is none', async () => {
    await expect(guarded({ tags: { certlab: 'serverless-api' } })).resolves.toBeUndefined();
    await expect(guarded('Stack with id ServerlessApi does not exist')).resolves.toBeUndefined();
    await expect(guarded({ tags: {}, status: 'DELETE_COMPLETE' })).resolves.toBeUndefined();
  });

  it.each([
    ['refuses one that certlab did not make', { owner: 'somebody' }, 'NotOurStack'],
    ['refuses one that is tagged Prod, even if certlab made it', { certlab: 'x', stage: 'Prod' }, 'TaggedProduction'],
  ])('%s, in every command that works on it', async (_, tags, code) => {
    await expect(guarded({ tags })).rejects.toMatchObject({ code, message: expect.stringContaining('111122223333') });
    await expect(outputsOf(serverlessApi, await account({ tags }))).rejects.toMatchObject({ code });
  });

  it('says what went wrong where CloudFormation refuses for another reason', async () => {
    await expect(guarded('Rate exceeded')).rejects.toMatchObject({ message: 'Rate exceeded' });
  });

  it('is read only to say where it stands', async () => {
    const [status] = await statusOf([serverlessApi], await account({ tags: { owner: 'somebody' } }));
    expect(status).toMatchObject({ state: 'deployed', outputs: { ApiUrl: 'https://x' } });
  });
});

describe('the question', () => {
  it('refuses to go on where nobody is there to answer it', async () => {
    const target = await account({ tags: {} });
    vi.spyOn(process, 'stdin', 'get').mockReturnValue({ isTTY: false } as typeof process.stdin);
    await expect(confirmOnAws(target, [serverlessApi], 'Deploy')).rejects.toMatchObject({ code: 'NotConfirmed' });
  });

  it.each([
    [
      'a project',
      [serverlessApi],
      /^Deploy ServerlessApi in account 111122223333, region eu-west-1: about \$.*\. Go on\?$/,
    ],
    ['two', [serverlessApi, deliveryPipeline], /^Deploy ServerlessApi, DeliveryPipeline in account /],
    ['nothing that costs', [], /^Deploy in account 111122223333, region eu-west-1\. Go on\?$/],
  ])('names place and price of %s, and takes nothing but a yes for one', async (_, projects, words) => {
    const target = await account({ tags: {} });
    vi.spyOn(process, 'stdin', 'get').mockReturnValue({ isTTY: true } as typeof process.stdin);
    asked.length = 0;
    answer.yes = false;
    await expect(confirmOnAws(target, projects, 'Deploy')).rejects.toMatchObject({ code: 'NotConfirmed' });
    answer.yes = true;
    await expect(confirmOnAws(target, projects, 'Deploy', ['It makes more.'])).resolves.toBeUndefined();

    expect(asked[0]).toEqual({ message: expect.stringMatching(words), default: false });
    expect(asked[1]).toMatchObject({ message: expect.stringMatching(/ It makes more\. Go on\?$/) });
  });

  it('names the price of all of the projects', () => {
    const two = [
      { ...serverlessApi, idleUsdPerMonth: 7 },
      { ...serverlessApi, idleUsdPerMonth: 0.3 },
    ];
    expect(priceOf(two)).toMatch(/^about \$7\.30 a month when idle \(\$0\.0100 an hour\), list prices/);
  });

  it('names the worst day of all of the projects, where their throttles bound it', () => {
    const two = [
      { ...serverlessApi, worstDayUsd: 15 },
      { ...serverlessApi, worstDayUsd: 4 },
    ];
    expect(priceOf(two)).toContain('about $19 on the worst day');
    expect(priceOf([{ ...serverlessApi, worstDayUsd: undefined }])).not.toContain('worst');
  });

  it('names what a pipeline deploys on top of it', () => {
    expect(priceOf([deliveryPipeline])).toMatch(
      /^about \$4\.00 .*, and \$11\.30 once the pipeline has deployed its stages,/,
    );
  });
});

describe('a profile', () => {
  it('gives its own keys, whatever the environment has', async () => {
    process.env.AWS_ACCESS_KEY_ID = 'AKIAOFTHEENVIRONMENT';
    process.env.AWS_SECRET_ACCESS_KEY = 's';
    leaveOnlyTheProfile('keys');
    expect(await (await profileCredentials('keys'))()).toMatchObject({ accessKeyId: 'AKIAOFTHEPROFILE' });
    expect(process.env.AWS_ACCESS_KEY_ID).toBeUndefined();
  });

  it('is asked once for its keys, and again when they end within five minutes', async () => {
    const ends = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
    /** A program that gives keys, each time others, and that says when they end. */
    const keysUntil = (name: string, expiration: string) => {
      const keys = { Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 's', Expiration: expiration };
      const program = join(folder, `${name}.sh`);
      writeFileSync(program, `echo x >> ${folder}/${name}.asked\necho '${JSON.stringify(keys)}'\n`);
      appendFileSync(process.env.AWS_CONFIG_FILE as string, `[profile ${name}]\ncredential_process = sh ${program}\n`);
    };
    keysUntil('lasting', ends(6));
    keysUntil('ending', ends(4));
    const timesAsked = async (name: string) => {
      for (const _ of [1, 2]) await (await profileCredentials(name))();
      return readFileSync(join(folder, `${name}.asked`), 'utf8').split('x').length - 1;
    };
    expect(await timesAsked('lasting')).toBe(1);
    expect(await timesAsked('ending')).toBe(2);
    expect(await profileCredentials('lasting')).toBe(await profileCredentials('lasting'));
  });

  it('refuses one that is misspelled, and asks no container, instance or token for others', async () => {
    const others = await answering(
      200,
      'application/json',
      JSON.stringify({
        AccessKeyId: 'AKIAOFTHECONTAINER',
        SecretAccessKey: 's',
        Token: 't',
        Expiration: '2099-01-01T00:00:00Z',
      }),
    );
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `${others.url}/container`;
    process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = `${others.url}/instance`;
    mkdirSync(join(accountsFile(), '..'), { recursive: true });
    writeFileSync(accountsFile(), '{"accounts": ["111122223333"]}');

    await expect(awsTarget({ target: 'aws', profile: 'kyes', region: 'eu-west-1' })).rejects.toMatchObject({
      code: 'NotSignedIn',
      message: expect.stringContaining('kyes'),
    });

    expect(others.asked).toEqual([]);
    expect(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI).toBeUndefined();
    expect(process.env.AWS_EC2_METADATA_DISABLED).toBe('true');
  });

  it('refuses one with MFA where nobody can type the code, and names the device', async () => {
    vi.spyOn(process, 'stdin', 'get').mockReturnValue({ isTTY: false } as typeof process.stdin);
    await expect(awsTarget({ target: 'aws', profile: 'mfa' })).rejects.toMatchObject({
      code: 'MfaNeedsTerminal',
      message: expect.stringContaining('mfa/me'),
    });
  });
});

/** The guards in front of a real account. The emulator answers for AWS: as STS behind the public host names, and as CloudFormation. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { confirmOnAws, priceOf, refuseForeignStacks } from '../../../lib/lab/aws/aws-guards.ts';
import { accountsFile, awsTarget } from '../../../lib/lab/aws/aws-target.ts';
import { serverlessApi } from '../../../lib/projects/serverless-api/project.ts';
import type { Target } from '../../../lib/target.ts';
import { EMULATOR_ACCOUNT } from '../../../lib/target.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';

const emulator = await deployedTarget();
const before = { ...process.env };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-aws-'));
  for (const name of Object.keys(process.env)) if (/^AWS_/.test(name)) delete process.env[name];
  process.env.XDG_CONFIG_HOME = folder;
  process.env.AWS_CONFIG_FILE = join(folder, 'config');
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, 'credentials');
  const keys = 'aws_access_key_id = test\naws_secret_access_key = test\n';
  writeFileSync(
    process.env.AWS_CONFIG_FILE,
    `[profile sandbox]\nregion = eu-west-1\n${keys}[profile homeless]\n${keys}[profile local]\nregion = eu-west-1\nendpoint_url = ${emulator.endpoint}\n${keys}`,
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(folder, { recursive: true });
});

function listAccounts(text: string): void {
  mkdirSync(dirname(accountsFile()), { recursive: true });
  writeFileSync(accountsFile(), text);
}

/** Puts the emulator where the internet is: what was meant for a public host arrives there, and the host is noted. */
function emulatorAsInternet(): string[] {
  const hosts: string[] = [];
  const { port } = new URL(emulator.endpoint);
  vi.spyOn(https, 'request').mockImplementation(((
    options: https.RequestOptions,
    answer: (response: http.IncomingMessage) => void,
  ) => {
    hosts.push(`${options.host}:${options.port ?? 443}`);
    // The emulator answers to its own name alone; a web page that is led here by DNS is refused.
    const headers = { ...(options.headers as http.OutgoingHttpHeaders), host: `localhost:${port}` };
    return http.request({ ...options, headers, agent: undefined, protocol: 'http:', host: 'localhost', port }, answer);
  }) as typeof https.request);
  return hosts;
}

describe('--target aws', () => {
  it('signs in at AWS itself, in the region of the profile, and has no endpoint', async () => {
    listAccounts(JSON.stringify({ accounts: [EMULATOR_ACCOUNT] }));
    const hosts = emulatorAsInternet();

    const target = await awsTarget({ target: 'aws', profile: 'sandbox' });

    expect(hosts).toEqual(['sts.eu-west-1.amazonaws.com:443']);
    expect(target).toEqual({
      name: 'aws',
      region: 'eu-west-1',
      account: EMULATOR_ACCOUNT,
      clientConfig: { region: 'eu-west-1', credentials: expect.any(Function) },
    });
    expect(Object.keys(process.env).filter((name) => name.startsWith('AWS_ENDPOINT_URL'))).toEqual([]);
  });

  it('is not led elsewhere by an endpoint in the profile', async () => {
    listAccounts(JSON.stringify({ accounts: [EMULATOR_ACCOUNT] }));
    const hosts = emulatorAsInternet();

    await awsTarget({ target: 'aws', profile: 'local' });

    expect(hosts).toEqual(['sts.eu-west-1.amazonaws.com:443']);
  });

  it('takes the keys of the profile that was named, not those of the environment', async () => {
    listAccounts(JSON.stringify({ accounts: [EMULATOR_ACCOUNT] }));
    emulatorAsInternet();
    process.env.AWS_ACCESS_KEY_ID = 'AKIAOFANOTHERACCOUNT';
    process.env.AWS_SECRET_ACCESS_KEY = 'of another account';

    await awsTarget({ target: 'aws', profile: 'sandbox', region: 'eu-north-1' });

    expect(process.env).toMatchObject({ AWS_PROFILE: 'sandbox', AWS_REGION: 'eu-north-1' });
    expect(process.env.AWS_ACCESS_KEY_ID).toBeUndefined();
  });

  it('refuses an account that the user has not listed, and says where to list it', async () => {
    listAccounts(JSON.stringify({ accounts: ['111122223333'] }));
    emulatorAsInternet();

    await expect(awsTarget({ target: 'aws', profile: 'sandbox' })).rejects.toMatchObject({
      code: 'AccountNotListed',
      message: expect.stringContaining(accountsFile()),
    });
  });

  it('refuses every account where there is no list', async () => {
    emulatorAsInternet();

    await expect(awsTarget({ target: 'aws', profile: 'sandbox' })).rejects.toMatchObject({ code: 'AccountNotListed' });
  });

  it.each([['not JSON'], ['{"accounts": "111122223333"}'], ['{"accounts": ["1111"]}'], ['[]']])(
    'refuses a list of another shape, and shows the one that is wanted: %s',
    async (text) => {
      listAccounts(text);
      emulatorAsInternet();

      await expect(awsTarget({ target: 'aws', profile: 'sandbox' })).rejects.toMatchObject({
        code: 'BadConfig',
        message: expect.stringContaining('{"accounts": ['),
      });
    },
  );

  it.each([
    ['no profile', {}, {}, 'ProfileMissing'],
    ['an endpoint in the environment', { profile: 'sandbox' }, { AWS_ENDPOINT_URL: 'http://x' }, 'EndpointOverridden'],
    ['an endpoint of one service', { profile: 'sandbox' }, { AWS_ENDPOINT_URL_STS: 'http://x' }, 'EndpointOverridden'],
    ['a profile without a region', { profile: 'homeless' }, {}, 'RegionMissing'],
    ['a profile that there is not', { profile: 'nobody', region: 'eu-west-1' }, {}, 'NotSignedIn'],
  ])('refuses %s, before anything is sent', async (_, options, environment, code) => {
    const hosts = emulatorAsInternet();
    Object.assign(process.env, environment);

    await expect(awsTarget({ target: 'aws', ...options })).rejects.toMatchObject({ code });

    expect(hosts).toEqual([]);
  });
});

describe('a stack that has the name of one of the lab', () => {
  const config = clientConfigOf(emulator);
  const client = new CloudFormationClient(config);
  const target: Target = { name: 'aws', region: emulator.region, account: EMULATOR_ACCOUNT, clientConfig: config };
  const project = { ...serverlessApi, stackName: 'SomebodysStack' };

  const create = (tags: Record<string, string>) =>
    client.send(
      new CreateStackCommand({
        StackName: project.stackName,
        TemplateBody: JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
  afterEach(() => client.send(new DeleteStackCommand({ StackName: project.stackName })));

  it('is refused where certlab did not make it', async () => {
    await create({ owner: 'somebody' });

    await expect(refuseForeignStacks(target, [project])).rejects.toMatchObject({ code: 'NotOurStack' });
  });

  it.each(['prod', 'Production'])('is refused where it is tagged %s, even if certlab made it', async (stage) => {
    await create({ certlab: 'serverless-api', stage });

    await expect(refuseForeignStacks(target, [project])).rejects.toMatchObject({ code: 'TaggedProduction' });
  });

  it('passes where certlab made it, or where there is none', async () => {
    await expect(refuseForeignStacks(target, [project])).resolves.toBeUndefined();
    await create({ certlab: 'serverless-api' });

    await expect(refuseForeignStacks(target, [project])).resolves.toBeUndefined();
  });

  it('is not deployed where nobody is there to be asked', async () => {
    await expect(confirmOnAws(target, [project], 'Deploy')).rejects.toMatchObject({ code: 'NotConfirmed' });
    expect(priceOf([{ ...project, idleUsdPerMonth: 7.3 }])).toMatch(
      /^about \$7\.30 a month when idle \(\$0\.0100 an hour\)/,
    );
  });
});

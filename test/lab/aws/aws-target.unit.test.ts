/** Which account is taken for a target, by what AWS says of the profile and what the user has listed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LabError, UsageError } from '../../../lib/errors.ts';
import { accountsFile, awsTarget, type Identity } from '../../../lib/lab/aws/aws-target.ts';

const before = { ...process.env };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-target-'));
  for (const name of Object.keys(process.env)) if (/^AWS_/.test(name)) delete process.env[name];
  process.env.XDG_CONFIG_HOME = folder;
});
afterEach(() => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(folder, { recursive: true });
});

const list = (text: string) => {
  mkdirSync(dirname(accountsFile()), { recursive: true });
  writeFileSync(accountsFile(), text);
};
const ME: Identity = { region: async () => 'eu-west-1', account: async () => '111122223333' };
const OPTIONS = { target: 'aws', profile: 'me' } as const;
const asked: string[] = [];
const target = (identity: Partial<Identity> = {}, options: Parameters<typeof awsTarget>[0] = OPTIONS) =>
  awsTarget(options, async (profile) => {
    asked.push(profile);
    return { ...ME, ...identity };
  });

it('is the account of the profile, in its region, with its credentials, once it is listed', async () => {
  list('{"accounts": ["999999999999", "111122223333"]}');
  expect(await target()).toEqual({
    ...{ name: 'aws', region: 'eu-west-1', account: '111122223333' },
    clientConfig: { region: 'eu-west-1', credentials: expect.any(Function) },
  });
  expect([asked.at(-1), process.env.AWS_PROFILE, process.env.AWS_REGION]).toEqual(['me', 'me', undefined]);
});

it('is in the region that was given, which the SDK reads from the environment', async () => {
  list('{"accounts": ["111122223333"]}');
  const region = async () => process.env.AWS_REGION as string;
  expect((await target({ region }, { ...OPTIONS, region: 'us-west-2' })).region).toBe('us-west-2');
});

it.each([undefined, ''])('needs a profile by name, and asks nobody for %o', async (profile) => {
  const count = asked.length;
  await expect(target({}, { target: 'aws', profile })).rejects.toThrow(UsageError);
  await expect(target({}, { target: 'aws', profile })).rejects.toMatchObject({ code: 'ProfileMissing' });
  expect(asked).toHaveLength(count);
});

it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB'])('refuses where %s is set, and names it', async (name) => {
  process.env[name] = 'http://localhost:4566';
  await expect(target()).rejects.toMatchObject({ code: 'EndpointOverridden', message: expect.stringContaining(name) });
});

it.each([
  ['none', async () => ''],
  ['a failure', () => Promise.reject(new Error('Region is missing'))],
])('says how to give a region where the profile has %s', async (_, region) => {
  await expect(target({ region })).rejects.toMatchObject({ code: 'RegionMissing', message: /me.*--region/ });
});

it('says what AWS said where the profile cannot sign in, and how to', async () => {
  const cause = new Error('The SSO session has expired');
  const failing = target({ account: () => Promise.reject(cause) });
  await expect(failing).rejects.toMatchObject({
    code: 'NotSignedIn',
    cause,
    message: /SSO session has expired.*aws sso login --profile me/,
  });
});

it('passes on what the lab itself refuses while it signs in', async () => {
  const refusal = new LabError('MfaNeedsTerminal', 'This is not a terminal.');
  await expect(target({ account: () => Promise.reject(refusal) })).rejects.toBe(refusal);
});

it.each([
  ['no list', undefined],
  ['an empty list', '{"accounts": []}'],
  ['a list of others', '{"accounts": ["999999999999"]}'],
])('refuses an account with %s, and says where it would be listed', async (_, text) => {
  if (text) list(text);
  await expect(target()).rejects.toMatchObject({
    code: 'AccountNotListed',
    message: expect.stringContaining(`${accountsFile()}: {"accounts": ["111122223333"]}`),
  });
});

it.each([
  '',
  'accounts: 111122223333',
  'null',
  '{}',
  '{"accounts": "111122223333"}',
  '{"accounts": [1111222233]}',
  '{"accounts": ["1111222233334"]}',
  '{"accounts": ["a111122223333"]}',
  '{"accounts": ["111122223333", "sandbox"]}',
])('refuses a list that reads %j', async (text) => {
  list(text);
  await expect(target()).rejects.toMatchObject({ code: 'BadConfig', message: expect.stringContaining(accountsFile()) });
});

it('looks for the list in the folder of the user where no other is named', () => {
  expect(accountsFile()).toBe(join(folder, 'certlab', 'config.json'));
  delete process.env.XDG_CONFIG_HOME;
  expect(accountsFile()).toBe(join(homedir(), '.config', 'certlab', 'config.json'));
});

/** `/_lab/cognito`: what anybody may ask of a user pool goes to the emulator, unsigned, and nothing else does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLab } from '../../../lib/lab/lab.ts';
import { type Site, serveSite } from '../../../lib/lab/site/server.ts';
import { type FakeEmulator, startFakeEmulator } from '../../support/fakes/fake-emulator.ts';

const SERVICE = 'AWSCognitoIdentityProviderService';
let folder: string;
let site: Site;
let emulator: FakeEmulator;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certlab-cognito-'));
  emulator = await startFakeEmulator(folder, () => ({}));
  site = await serveSite(openLab([], folder), [0]);
});
afterEach(async () => {
  site.close();
  await emulator.close();
  rmSync(folder, { recursive: true });
});

async function ask(target: string, body: object = {}, headers: Record<string, string> = {}, method = 'POST') {
  const answer = await fetch(`${site.address}_lab/cognito`, {
    method,
    headers: { 'certlab-session': site.session, 'x-amz-target': target, ...headers },
    ...(method === 'POST' && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, ...((await answer.json()) as { code?: string; detail?: string }) };
}

describe('what is passed on', () => {
  it.each([
    ...['SignUp', 'ConfirmSignUp', 'ResendConfirmationCode', 'ForgotPassword', 'ConfirmForgotPassword'],
    ...['InitiateAuth', 'RevokeToken', 'DeleteUser'],
  ])('%s, with what it says and what it is answered', async (operation) => {
    emulator.answers.set(`${SERVICE}.${operation}`, (input) => ({ heard: input }));
    expect(await ask(`${SERVICE}.${operation}`, { ClientId: 'c' })).toEqual({ status: 200, heard: { ClientId: 'c' } });
  });

  it('a refusal, under the pool’s own code and words', async () => {
    emulator.answers.set(`${SERVICE}.InitiateAuth`, () => {
      throw Object.assign(new Error('Incorrect username or password.'), { name: 'NotAuthorizedException' });
    });
    expect(await ask(`${SERVICE}.InitiateAuth`)).toMatchObject({
      ...{ status: 400, code: 'NotAuthorizedException', detail: 'Incorrect username or password.' },
    });
  });
});

describe('what is not', () => {
  it.each([
    `${SERVICE}.AdminCreateUser`,
    `${SERVICE}.ListUsers`,
    `${SERVICE}.AdminInitiateAuth`,
    `${SERVICE}.GetUser`,
    `${SERVICE}.signup`,
    `x.${SERVICE}.SignUp`,
    `${SERVICE}.SignUp.AdminDeleteUser`,
    'AWSCognitoIdentityService.GetId',
    'DynamoDB_20120810.ListTables',
    '',
  ])('refuses %s', async (target) => {
    emulator.answers.set(target.replace(/_\d{8}\./, '.'), () => ({ reached: true }));
    expect(await ask(target)).toMatchObject({ status: 403, code: 'NotPublic' });
  });

  it('refuses a body that no operation has', async () => {
    expect(await ask(`${SERVICE}.SignUp`, { Username: 'x'.repeat(20_000) })).toMatchObject({ status: 413 });
  });

  it('refuses another origin, another session and another method', async () => {
    emulator.answers.set(`${SERVICE}.SignUp`, () => ({ reached: true }));
    const target = `${SERVICE}.SignUp`;
    expect(await ask(target, {}, { origin: 'http://evil.example' })).toMatchObject({
      status: 403,
      code: 'ForeignPage',
    });
    expect(await ask(target, {}, { 'certlab-session': 'another' })).toMatchObject({
      status: 403,
      code: 'OtherSession',
    });
    expect(await ask(target, {}, {}, 'GET')).toMatchObject({ status: 405 });
  });

  it('says so where no emulator runs', async () => {
    rmSync(join(folder, 'emulator.json'));
    expect(await ask(`${SERVICE}.SignUp`)).toMatchObject({ status: 503, code: 'EmulatorNotRunning' });
  });
});

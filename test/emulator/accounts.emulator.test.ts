/** What the emulator's user pool does otherwise than AWS: a version that does it differently turns this red, and the entry goes. */
import { describe, expect, it } from 'vitest';
import { DIFFERENCES } from '../../lib/emulator/gaps.ts';
import { CONFIRMATION_CODE, learnersOf, PASSWORD } from '../support/api/learners.ts';
import { deployedTarget } from '../support/deployed-target.ts';

const target = await deployedTarget();
const { cognito, clientId, outputs, signUp, signIn, ask } = learnersOf(target);
const UserPoolId = outputs.UserPoolId as string;
/** More than AWS takes: it locks after five wrong passwords. */
const TRIES = Array.from({ length: 7 });

type Of = (typeof DIFFERENCES)[number]['of'];

/** By the name of each difference, whether it is still one. */
const STILL: Readonly<Record<Of, () => Promise<void>>> = {
  'the code of a sign-up': async () => {
    const [one, other] = [await signUp(), await signUp()];
    expect([await isConfirmed(one), await isConfirmed(other)]).toEqual([true, true]);
  },

  'the code of a forgotten password': async () => {
    for (const email of [await signUp(), await signUp()]) {
      await cognito.forgotPassword({ ClientId: clientId, Username: email });
      await reset(email, '654321');
      await expect(signIn(email)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
      await signIn(email, OTHER_PASSWORD);
    }
  },

  'wrong codes': async () => {
    const email = await signUp();
    await cognito.forgotPassword({ ClientId: clientId, Username: email });
    for (const _ of TRIES)
      await expect(reset(email, '000000')).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await reset(email, '654321');
  },

  'wrong passwords': async () => {
    const email = await signUp();
    for (const _ of TRIES)
      await expect(signIn(email, OTHER_PASSWORD)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await signIn(email);
  },

  'a refresh token': async () => {
    const { refresh } = await signIn(await signUp());
    const claims = JSON.parse(Buffer.from(refresh.split('.')[1] as string, 'base64url').toString());
    expect(claims).toMatchObject({ token_use: 'refresh' });
    expect((await ask(`Bearer ${refresh}`, 'GET', '/v1/me')).status).toBe(403);
  },

  'how long tokens last': async () => {
    const { UserPoolClient: made } = await cognito.createUserPoolClient({
      UserPoolId,
      ClientName: 'of a second',
      AccessTokenValidity: 1,
      RefreshTokenValidity: 1,
      TokenValidityUnits: { AccessToken: 'seconds', RefreshToken: 'seconds' },
    });
    expect(made).toMatchObject({ AccessTokenValidity: 1, RefreshTokenValidity: 1 });
    await cognito.deleteUserPoolClient({ UserPoolId, ClientId: made?.ClientId });
  },
};

const OTHER_PASSWORD = `${PASSWORD}-other`;

async function isConfirmed(email: string): Promise<boolean> {
  const { UserStatus } = await cognito.adminGetUser({ UserPoolId, Username: email });
  return UserStatus === 'CONFIRMED';
}

const reset = (email: string, ConfirmationCode: string) =>
  cognito.confirmForgotPassword({ ClientId: clientId, Username: email, ConfirmationCode, Password: OTHER_PASSWORD });

describe('the emulator still differs from AWS', () => {
  it.each(DIFFERENCES)('in $of: $differs', ({ of }) => STILL[of]());

  it('and tells its code of a sign-up from another one', async () => {
    const user = { ClientId: clientId, Username: 'wrong-code@example.com' };
    await cognito.signUp({ ...user, Password: PASSWORD, UserAttributes: [{ Name: 'email', Value: user.Username }] });
    const confirmed = (ConfirmationCode: string) => cognito.confirmSignUp({ ...user, ConfirmationCode });
    await expect(confirmed('000000')).rejects.toMatchObject({ name: 'CodeMismatchException' });
    await confirmed(CONFIRMATION_CODE);
  });
});

/** Learners of the deployed user pool, as pages sign them up and in, and requests with their tokens. */
import { randomUUID } from 'node:crypto';
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import { clientConfigOf, type DeployedTarget } from '../deployed-target.ts';

/** What the emulator mails nobody: the same for every sign-up (test/emulator/accounts.emulator.test.ts). */
export const CONFIRMATION_CODE = '123456';
export const PASSWORD = 'Correct-horse-9';

export interface Tokens {
  readonly access: string;
  readonly id: string;
  readonly refresh: string;
}

export function learnersOf(
  target: DeployedTarget,
  clientId = target.outputs.ServerlessApi?.UserPoolClientId as string,
) {
  const outputs = target.outputs.ServerlessApi as Readonly<Record<string, string>>;
  const cognito = new CognitoIdentityProvider(clientConfigOf(target));
  const signIn = async (email: string, password = PASSWORD): Promise<Tokens> => {
    const { AuthenticationResult: result } = await cognito.initiateAuth({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: email, PASSWORD: password },
    });
    return { access: `${result?.AccessToken}`, id: `${result?.IdToken}`, refresh: `${result?.RefreshToken}` };
  };
  const signUp = async (email = `${randomUUID()}@example.com`): Promise<string> => {
    const { UserAttributes, ...user } = {
      ClientId: clientId,
      Username: email,
      UserAttributes: [{ Name: 'email', Value: email }],
    };
    await cognito.signUp({ ...user, Password: PASSWORD, UserAttributes });
    await cognito.confirmSignUp({ ...user, ConfirmationCode: CONFIRMATION_CODE });
    return email;
  };
  /** @param authorization the header whole; undefined for none */
  const ask = (authorization: string | undefined, method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${outputs.ApiUrl}${path}`, {
      method,
      headers: {
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { cognito, clientId, outputs, signUp, signIn, ask };
}

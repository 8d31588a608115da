/**
 * `/_lab/cognito`: the user pool of the emulator, for the pages of this address. On AWS a page asks Cognito itself; here it may not
 * speak to the emulator, where every service answers. So what anybody may ask of a user pool is passed on, and nothing else.
 */
import { LabError } from '../../errors.ts';
import type { Lab } from '../lab.ts';
import { openTarget } from '../target.ts';
import { type LabRequest, type LabRoutes, Refused } from './lab-routes.ts';

/** What takes no signature of an AWS account: the seven by the client's id, and the last by the learner's own token. */
const PUBLIC = [
  ...['SignUp', 'ConfirmSignUp', 'ResendConfirmationCode', 'ForgotPassword', 'ConfirmForgotPassword'],
  ...['InitiateAuth', 'RevokeToken', 'DeleteUser'],
];
const PREFIX = 'AWSCognitoIdentityProviderService.';
/** The longest that a page sends is a refresh token. */
const MAX_BODY_BYTES = 16_384;
const PATIENCE_MS = 10_000;

export const cognitoRoutes = (lab: Lab): LabRoutes => ({
  cognito: { POST: async (asked) => passOnToPool(asked, await endpointOf(lab)) },
});

/** @throws Refused where no emulator runs */
async function endpointOf({ stateFolder }: Lab): Promise<string | undefined> {
  try {
    return (await openTarget({ target: 'emulator' }, stateFolder)).endpoint;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw refused(503, error.code, 'The lab is not running', error.message);
  }
}

/** @throws Refused what is not public, and what the pool refused, under its own code */
async function passOnToPool({ request, body }: LabRequest, endpoint: string | undefined): Promise<object> {
  const target = String(request.headers['x-amz-target']);
  if (!PUBLIC.some((operation) => target === `${PREFIX}${operation}`))
    throw refused(403, 'NotPublic', 'Not for pages', `Pages may ask a user pool for: ${PUBLIC.join(', ')}.`);
  if (body.length > MAX_BODY_BYTES)
    throw refused(413, 'TooLarge', 'Content Too Large', `Send at most ${MAX_BODY_BYTES} bytes.`);
  const answer = await fetch(`${endpoint}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => undefined);
  const said = (await answer?.json().catch(() => undefined)) as { __type?: string; message?: string } | undefined;
  if (!answer || !said) throw refused(502, 'NoAnswer', 'The emulator gave no answer', 'See `npm run lab -- status`.');
  if (answer.ok) return said;
  throw refused(
    answer.status,
    said.__type ?? 'Unknown',
    'The user pool refused it',
    said.message ?? 'It said no more.',
  );
}

const refused = (status: number, code: string, title: string, sentence: string) =>
  new Refused({ status, code, title, sentence });

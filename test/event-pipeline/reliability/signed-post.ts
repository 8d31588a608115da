/** Requests as a producer with a role sends them: signed by IAM. */
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../../../lib/emulator/environment.ts';
import { signed } from '../../../lib/signature.ts';
import type { Pipeline } from './pipeline.ts';

/** The pipeline's API by the address that resolves everywhere; `*.localhost` names do not. */
export const apiOf = (pipeline: Pipeline) =>
  `${pipeline.endpoint}/_aws/execute-api/${pipeline.output('ApiId')}/$default`;

/** Posts `body`, signed with Signature Version 4 for `execute-api`. */
export async function signedPost(address: string, body: string, contentType = 'application/json') {
  const post = { service: 'execute-api', region: EMULATOR_REGION, url: address, body };
  const headers = signed({ ...post, headers: { 'content-type': contentType } }, EMULATOR_CREDENTIALS);
  const answer = await fetch(address, { method: 'POST', headers, body });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
}

/** A request as a producer with a role sends it: signed with the credentials of the lab. */
import type { CheckContext, HttpAnswer } from '../../../lab/drills/drill.ts';
import { signed } from '../../../signature.ts';

/** Posts JSON to an API that asks for IAM. */
export async function signedPost(lab: CheckContext, url: string, body: string): Promise<HttpAnswer> {
  const { config } = lab.aws.sqs;
  const [credentials, region] = await Promise.all([config.credentials(), config.region()]);
  const headers = { 'content-type': 'application/json' };
  return lab.request(url, {
    method: 'POST',
    headers: signed({ service: 'execute-api', region, url, headers, body }, credentials),
    body,
  });
}

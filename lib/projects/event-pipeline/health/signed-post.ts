/**
 * A request as a producer with a role sends it: signed by Signature Version 4 with the credentials of the lab.
 * AWS Identity and Access Management User Guide, "Create a signed AWS API request".
 */
import { createHash, createHmac } from 'node:crypto';
import type { CheckContext, HttpAnswer } from '../../../lab/drills/drill.ts';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Posts JSON to an API that asks for IAM. */
export async function signedPost(lab: CheckContext, url: string, body: string): Promise<HttpAnswer> {
  const { config } = lab.aws.sqs;
  const [{ accessKeyId, secretAccessKey, sessionToken }, region] = await Promise.all([
    config.credentials(),
    config.region(),
  ]);
  const { host, pathname } = new URL(url);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Readonly<Record<string, string>> = {
    'content-type': 'application/json',
    host,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const request = ['POST', pathname, '', ...lines, '', names, sha256(body)].join('\n');
  const scope = [time.slice(0, 8), region, 'execute-api', 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const credential = `Credential=${accessKeyId}/${scope.join('/')}`;
  const { host: _, ...sent } = headers;
  return lab.request(url, {
    method: 'POST',
    headers: {
      ...sent,
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
    },
    body,
  });
}

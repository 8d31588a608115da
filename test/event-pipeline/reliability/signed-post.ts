/** Requests as a producer with a role sends them: signed by IAM. */
import { createHash, createHmac } from 'node:crypto';
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../../../lib/emulator/environment.ts';
import type { Pipeline } from './pipeline.ts';

/** The pipeline's API by the address that resolves everywhere; `*.localhost` names do not. */
export const apiOf = (pipeline: Pipeline) =>
  `${pipeline.endpoint}/_aws/execute-api/${pipeline.output('ApiId')}/$default`;

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Posts `body`, signed with Signature Version 4 for `execute-api`. */
export async function signedPost(address: string, body: string, contentType = 'application/json') {
  const { host, pathname } = new URL(address);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${EMULATOR_REGION}/execute-api/aws4_request`;
  const signedHeaders = 'content-type;host;x-amz-date';
  const path = encodeURIComponent(pathname).replaceAll('%2F', '/');
  const request = [
    'POST',
    path,
    '',
    `content-type:${contentType}`,
    `host:${host}`,
    `x-amz-date:${time}`,
    '',
    signedHeaders,
  ];
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256([...request, sha256(body)].join('\n'))].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${EMULATOR_CREDENTIALS.secretAccessKey}`);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${EMULATOR_CREDENTIALS.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': contentType, 'x-amz-date': time, authorization },
    body,
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
}

/**
 * Signs a POST to the emulator's root path, as Signature Version 4 demands
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 */
import { createHash, createHmac } from 'node:crypto';
import { EMULATOR_REGION } from '../environment.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * The headers of the request with those that sign it.
 * @param host as in the request's `Host`
 */
export function signed(
  service: string,
  host: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  now = new Date(),
): Record<string, string> {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const sent: Record<string, string> = {
    ...headers,
    'x-amz-date': time,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const all = Object.entries({ ...sent, host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = all.map(([name]) => name).join(';');
  const canonical = ['POST', '/', '', ...all.map(([name, value]) => `${name}:${value.trim()}`), '', names, hash(body)];
  const scope = `${day}/${EMULATOR_REGION}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, hash(canonical.join('\n'))].join('\n');
  const key = [day, EMULATOR_REGION, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...sent, authorization };
}

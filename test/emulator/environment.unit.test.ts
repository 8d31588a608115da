import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { confineToEmulator, EMULATOR_CREDENTIALS, emulatorEnvironment } from '../../lib/emulator/environment.ts';

const ENDPOINT = 'http://localhost:4599';
const STATE = join('/', 'state');

/** Everything by which a user's configuration is known to lead a request elsewhere, or to sign it. */
const POISON = {
  AWS_ACCESS_KEY_ID: 'poison',
  AWS_SECRET_ACCESS_KEY: 'poison',
  AWS_SESSION_TOKEN: 'poison',
  AWS_SECURITY_TOKEN: 'poison',
  AWS_PROFILE: 'poison',
  AWS_DEFAULT_PROFILE: 'poison',
  AWS_REGION: 'poison',
  AWS_DEFAULT_REGION: 'poison',
  AWS_ENDPOINT_URL: 'http://poison',
  AWS_ENDPOINT_URL_S3: 'http://poison',
  AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://poison',
  AWS_CONFIG_FILE: '/poison',
  AWS_SHARED_CREDENTIALS_FILE: '/poison',
  AWS_ROLE_ARN: 'poison',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/poison',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://poison',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://poison',
  AWS_CA_BUNDLE: '/poison',
  AWS_USE_FIPS_ENDPOINT: 'poison',
  AMAZON_SESSION_TOKEN: 'poison',
  CDK_DEFAULT_ACCOUNT: 'poison',
  CDK_DEFAULT_REGION: 'poison',
  CDK_CONTEXT_JSON: 'poison',
  CDK_OUTDIR: '/poison',
  CDK_HOME: '/poison',
  LOCALSTACK_HOSTNAME: 'poison',
  HTTP_PROXY: 'http://poison',
  HTTPS_PROXY: 'http://poison',
  ALL_PROXY: 'http://poison',
  http_proxy: 'http://poison',
  https_proxy: 'http://poison',
  no_proxy: 'poison',
  NODE_USE_ENV_PROXY: 'poison',
  NODE_EXTRA_CA_CERTS: '/poison',
};

describe('the environment of everything that the lab starts for the emulator', () => {
  it("has nothing of the user's AWS, CDK or proxy configuration", () => {
    const environment = emulatorEnvironment(ENDPOINT, STATE, POISON);

    expect(Object.entries(environment).filter(([, value]) => value?.includes('poison'))).toEqual([]);
  });

  it("has the emulator's in its place", () => {
    expect(emulatorEnvironment(ENDPOINT, STATE, POISON)).toMatchObject({
      AWS_ENDPOINT_URL: ENDPOINT,
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4599',
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      no_proxy: '*',
    });
  });

  it('reads configuration files in the state folder alone', () => {
    const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, CDK_HOME } = emulatorEnvironment(ENDPOINT, STATE, POISON);

    for (const file of [AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, CDK_HOME]) {
      expect(file?.startsWith(STATE)).toBe(true);
    }
  });

  it('keeps what is not of AWS', () => {
    const base = { PATH: '/bin', LANG: 'C', AWSOME: 'kept', MY_AWS_REGION: 'kept' };

    expect(emulatorEnvironment(ENDPOINT, STATE, base)).toMatchObject(base);
  });

  it('becomes that of this process, without what was there', () => {
    const before = { ...process.env };
    try {
      Object.assign(process.env, POISON);

      confineToEmulator(ENDPOINT, STATE);

      expect(Object.entries(process.env).filter(([, value]) => value?.includes('poison'))).toEqual([]);
      expect(process.env.AWS_ENDPOINT_URL).toBe(ENDPOINT);
    } finally {
      for (const name of Object.keys(process.env)) delete process.env[name];
      Object.assign(process.env, before);
    }
  });
});

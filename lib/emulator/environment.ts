/**
 * The emulator's region, and the environment in which everything that the lab starts for it runs.
 * Nothing of the user's own AWS configuration gets through: no credential, profile, region, endpoint or proxy.
 */
import { join } from 'node:path';
import { bucketsUrl } from './local-url.ts';

export const EMULATOR_REGION = 'us-east-1';

/**
 * The emulator takes this pair as the account's root, whatever the signature. Everybody knows it, and functions run as
 * programs on this machine: so the guard (front/guard.py) lets no web page speak to the emulator.
 */
export const EMULATOR_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** Variables that could lead a request off this machine, or sign it as the user. */
const USER_AWS_VARIABLES =
  /^(AWS_|AMAZON_|CDK_|LOCALSTACK_|HTTPS?_PROXY$|ALL_PROXY$|NO_PROXY$|NODE_USE_ENV_PROXY$|NODE_EXTRA_CA_CERTS$)/i;

/** `base` without the user's AWS configuration and with the emulator's in its place. */
export function emulatorEnvironment(
  endpoint: string,
  stateFolder: string,
  base: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !USER_AWS_VARIABLES.test(name));
  const nowhere = join(stateFolder, 'no-aws-config');
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    AWS_REGION: EMULATOR_REGION,
    AWS_DEFAULT_REGION: EMULATOR_REGION,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: bucketsUrl(endpoint),
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
    AWS_EC2_METADATA_DISABLED: 'true',
    // Node keeps the proxy it started with (NODE_USE_ENV_PROXY), even once its variable is gone, but reads this each time.
    no_proxy: '*',
    CDK_HOME: join(stateFolder, 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** Makes this very process one that can only speak to the emulator: the CDK toolkit and the SDK read `process.env`. */
export function confineToEmulator(endpoint: string, stateFolder: string): void {
  const confined = emulatorEnvironment(endpoint, stateFolder);
  for (const name of Object.keys(process.env)) if (!(name in confined)) delete process.env[name];
  Object.assign(process.env, confined);
}

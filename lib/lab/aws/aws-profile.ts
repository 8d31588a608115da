/** The credentials of one profile of the user's AWS configuration, and of nothing else on the machine. */
import type { fromIni } from '@aws-sdk/credential-providers';
import { LabError } from '../../errors.ts';

export type CredentialProvider = ReturnType<typeof fromIni>;

/**
 * Variables by which the SDK, the CDK toolkit or the app would find other credentials than those of the profile: keys,
 * a role for a web identity, those of a container.
 */
const OTHER_CREDENTIALS = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
];

/** Takes every other way to credentials from this process and from those that it starts. */
export function leaveOnlyTheProfile(profile: string): void {
  for (const name of OTHER_CREDENTIALS) delete process.env[name];
  // The instance's credentials are found by address, not by variable.
  process.env.AWS_EC2_METADATA_DISABLED = 'true';
  process.env.AWS_PROFILE = profile;
  // A profile can name an endpoint as well, for example one made for an emulator.
  process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
}

/** By profile: a command opens its target more than once, and a code of an MFA device is good for one use. */
const providers = new Map<string, CredentialProvider>();

/** The provider of this profile alone. A profile that is misspelled fails; it never leads to other credentials. */
export async function profileCredentials(profile: string): Promise<CredentialProvider> {
  const known = providers.get(profile);
  if (known) return known;
  const { fromIni } = await import('@aws-sdk/credential-providers');
  const provider = fromIni({ profile, mfaCodeProvider: (device) => askForCode(profile, device) });
  let current: ReturnType<CredentialProvider> | undefined;
  const remembering: CredentialProvider = async (context) => {
    const held = await current?.catch(() => undefined);
    const stale = held?.expiration && held.expiration.getTime() - Date.now() < FIVE_MINUTES;
    if (!held || stale) current = provider(context);
    return current as ReturnType<CredentialProvider>;
  };
  providers.set(profile, remembering);
  return remembering;
}

const FIVE_MINUTES = 300_000;

/** @throws LabError `MfaNeedsTerminal` where nobody is there to type the code */
async function askForCode(profile: string, device: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new LabError(
      'MfaNeedsTerminal',
      `Profile ${profile} needs a code of the MFA device ${device}, and this is not a terminal. Run the command in one.`,
    );
  }
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`Code of the MFA device ${device}: `)).trim();
  } finally {
    terminal.close();
  }
}

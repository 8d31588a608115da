/**
 * A real AWS account as a target: a named profile by its own credentials alone, and an account that the user has listed.
 * The emulator's endpoint is never set here. What stands in front of a stack is in `aws-guards.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError, UsageError } from '../../errors.ts';
import type { Target, TargetOptions } from '../../target.ts';
import { type CredentialProvider, leaveOnlyTheProfile, profileCredentials } from './aws-profile.ts';

/** The user's own list of sandbox accounts: `{ "accounts": ["111122223333"] }`. */
export function accountsFile(): string {
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'certlab', 'config.json');
}

function listedAccounts(): readonly string[] {
  const file = accountsFile();
  if (!existsSync(file)) return [];
  try {
    const { accounts } = JSON.parse(readFileSync(file, 'utf8'));
    if (Array.isArray(accounts) && accounts.every((account) => /^\d{12}$/.test(account))) return accounts;
  } catch {
    // Falls through to the sentence below: a file that is not JSON and one of another shape are the same mistake.
  }
  throw new LabError('BadConfig', `${file} has another form than it must have: {"accounts": ["<12 digits>", …]}.`);
}

/** What AWS and the user's configuration say of a profile. */
export interface Identity {
  /** Fails, or is empty, where nothing names a region. */
  readonly region: () => Promise<string>;
  readonly account: () => Promise<string | undefined>;
}

async function askAws(profile: string, credentials: CredentialProvider): Promise<Identity> {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const sts = new STSClient({ profile, credentials });
  return {
    region: sts.config.region,
    account: async () => (await sts.send(new GetCallerIdentityCommand({}))).Account,
  };
}

/**
 * The account of a profile, once it has passed the guards.
 * @param ask what says whose the profile is
 * @throws UsageError `ProfileMissing`; LabError `RegionMissing`, `EndpointOverridden`, `MfaNeedsTerminal`, `NotSignedIn`,
 * `AccountNotListed`
 */
export async function awsTarget({ profile, region }: TargetOptions, ask = askAws): Promise<Target> {
  if (!profile) {
    throw new UsageError(
      'ProfileMissing',
      '--target aws needs a profile by name: --profile <name>. There is no default.',
    );
  }
  const override = Object.keys(process.env).find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if (override) {
    throw new LabError('EndpointOverridden', `${override} is set, so this would not be AWS. Unset it and try again.`);
  }
  leaveOnlyTheProfile(profile);
  if (region) process.env.AWS_REGION = region;

  const credentials = await profileCredentials(profile);
  const identity = await ask(profile, credentials);
  const resolvedRegion = await identity.region().catch(() => undefined);
  if (!resolvedRegion) {
    throw new LabError(
      'RegionMissing',
      `There is no profile ${profile}, or it names no region. Give one with --region, for example us-east-1.`,
    );
  }
  const account = await identity.account().catch((cause: Error) => {
    if (cause instanceof LabError) throw cause;
    throw new LabError(
      'NotSignedIn',
      `Profile ${profile} could not sign in: ${cause.message}. Sign in (for example \`aws sso login --profile ${profile}\`) and try again.`,
      { cause },
    );
  });
  if (!account || !listedAccounts().includes(account)) {
    throw new LabError(
      'AccountNotListed',
      `Account ${account} is not one of your sandbox accounts. If it is one, add it to ${accountsFile()}: {"accounts": ["${account}"]}.`,
    );
  }
  return { name: 'aws', region: resolvedRegion, account, clientConfig: { region: resolvedRegion, credentials } };
}

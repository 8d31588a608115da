/**
 * A real AWS account as a target, behind its guards: a named profile, an account that the user has listed, nothing
 * that is tagged as production. The emulator's endpoint is never set here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError, UsageError } from '../errors.ts';
import type { Project } from '../project.ts';
import type { Target, TargetOptions } from '../target.ts';

const HOURS_PER_MONTH = 730;

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
  throw new LabError('BadConfig', `${file} is not what was wanted: {"accounts": ["<12 digits>", …]}.`);
}

/**
 * The account of a profile, once it has passed the guards.
 * @throws UsageError `ProfileMissing`; LabError `RegionMissing`, `EndpointOverridden`, `NotSignedIn`, `AccountNotListed`
 */
export async function awsTarget({ profile, region }: TargetOptions): Promise<Target> {
  if (!profile) {
    throw new UsageError(
      'ProfileMissing',
      '--target aws wants a profile by name: --profile <name>. There is no default.',
    );
  }
  const override = Object.keys(process.env).find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if (override) {
    throw new LabError('EndpointOverridden', `${override} is set, so this would not be AWS. Unset it and try again.`);
  }
  // A key in the environment would win over the profile that was named.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete process.env[name];
  process.env.AWS_PROFILE = profile;
  // A profile can name an endpoint as well, for example one made for an emulator.
  process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
  if (region) process.env.AWS_REGION = region;

  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  const sts = new STSClient({});
  const resolvedRegion = await sts.config.region().catch(() => undefined);
  if (!resolvedRegion) {
    throw new LabError(
      'RegionMissing',
      `Profile ${profile} names no region. Give one with --region, for example us-east-1.`,
    );
  }
  const identity = await sts.send(new GetCallerIdentityCommand({})).catch((cause: Error) => {
    throw new LabError(
      'NotSignedIn',
      `Profile ${profile} could not sign in: ${cause.message}. Sign in (for example \`aws sso login --profile ${profile}\`) and try again.`,
      { cause },
    );
  });
  const account = identity.Account as string;
  if (!listedAccounts().includes(account)) {
    throw new LabError(
      'AccountNotListed',
      `Account ${account} is not one of your sandbox accounts. If it is one, add it to ${accountsFile()}: {"accounts": ["${account}"]}.`,
    );
  }
  return { name: 'aws', region: resolvedRegion, account, clientConfig: { region: resolvedRegion } };
}

/**
 * Refuses to touch stacks of these names that are not the lab's, or are tagged as production.
 * @throws LabError `NotOurStack` or `TaggedProduction`
 */
export async function refuseForeignStacks(target: Target, projects: readonly Project[]): Promise<void> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(target.clientConfig);
  for (const { stackName } of projects) {
    const found = await client.send(new DescribeStacksCommand({ StackName: stackName })).catch((error: Error) => {
      if (error.message.includes('does not exist')) return undefined;
      throw error;
    });
    const tags = found?.Stacks?.[0]?.Tags;
    if (!tags) continue;
    const production = tags.find(({ Value = '' }) => /^prod(uction)?$/i.test(Value));
    if (production) {
      throw new LabError(
        'TaggedProduction',
        `Stack ${stackName} in account ${target.account} is tagged ${production.Key}=${production.Value}. The lab does not touch production.`,
      );
    }
    if (!tags.some(({ Key }) => Key === 'certlab')) {
      throw new LabError(
        'NotOurStack',
        `Account ${target.account} has a stack named ${stackName} that certlab did not make (it has no certlab tag). Rename or remove it, or use another account.`,
      );
    }
  }
}

/** What leaving these projects deployed costs, as a sentence: list prices of us-east-1, idle. */
export function priceOf(projects: readonly Project[]): string {
  const month = projects.reduce((sum, { idleUsdPerMonth }) => sum + idleUsdPerMonth, 0);
  return `about $${month.toFixed(2)} a month when idle ($${(month / HOURS_PER_MONTH).toFixed(4)} an hour), list prices of us-east-1, plus what you call`;
}

/**
 * Shows account, region and price, and asks.
 * @throws LabError `NotConfirmed` when the answer is no, or nobody is there to ask
 */
export async function confirmOnAws(target: Target, projects: readonly Project[], what: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new LabError(
      'NotConfirmed',
      `${what} on a real account is asked for first, and this is not a terminal. Run it in one.`,
    );
  }
  const { default: confirm } = await import('@inquirer/confirm');
  const stacks = projects.map(({ stackName }) => stackName).join(', ');
  const message = `${what} ${stacks} in account ${target.account}, region ${target.region}: ${priceOf(projects)}. Go on?`;
  if (!(await confirm({ message, default: false }))) throw new LabError('NotConfirmed', 'Nothing was changed.');
}

/** What a run looks at in both regions, and how long it waits for it. */
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { CheckState } from '../../../lib/emulator/web/dns/checker.ts';
import { DATABASE_SECRET } from '../../../lib/projects/disaster-recovery/names.ts';
import { until } from '../../../lib/until.ts';
import type { DeployedRegions } from '../deployed-regions.ts';
import type { NameServer } from './candidates.ts';

/** Of the balancers' HTTPS listeners, at their own addresses. */
export const PORT = 8_443;
/** Nobody waits longer for one step of a run. */
const PATIENCE_SECONDS = 240;
/** Of the log: some seconds of this load. */
const MOST_BEHIND_BYTES = 100_000;

interface DnsState extends NameServer {
  readonly speed: number;
  readonly healthChecks: readonly CheckState[];
}

/** @param seen asked for where it did not hold */
export async function hold(
  what: string,
  so: () => Promise<boolean>,
  everyMs = 50,
  seen?: () => Promise<unknown>,
): Promise<void> {
  if (await until(so, PATIENCE_SECONDS, everyMs)) return;
  const found = seen ? ` Seen: ${JSON.stringify(await seen())}` : '';
  throw new Error(`Waited ${PATIENCE_SECONDS} s: ${what}.${found}`);
}

/** The name that people ask for. */
export const named = (regions: DeployedRegions) => new URL(regions.outputs.primary.SiteUrl as string).hostname;
export const dnsOf = (regions: DeployedRegions) => regions.told<DnsState>('dns');
export const leadsTo = async (regions: DeployedRegions, name = named(regions)) =>
  (await regions.told<{ readonly values: readonly string[] } | null>(`dns/${name}`))?.values[0];
export const instancesOf = async (regions: DeployedRegions, region: string) =>
  (await regions.containers(region)).filter(({ role }) => role);

/** How the exam room's own user comes to its database, but for the address. */
export async function userOf(regions: DeployedRegions, region: string) {
  const secrets = new SecretsManager(regions.config(region));
  const { username, password } = JSON.parse(
    (await secrets.getSecretValue({ SecretId: DATABASE_SECRET })).SecretString ?? '',
  );
  return { user: username as string, password: password as string };
}

/** The database that takes writes in this region, as its own user comes to it. */
export async function writerOf(regions: DeployedRegions, region: string) {
  const writer = (await regions.containers(region)).find(({ role }) => role === 'writer');
  return { host: writer?.address as string, ...(await userOf(regions, region)) };
}

/** Under load nobody is ever wholly in step: it is behind by what is on the line. */
export async function follows(regions: DeployedRegions, region: string): Promise<boolean> {
  type Member = { readonly region: string; readonly bytesBehind?: number };
  const [database] = await regions.told<readonly { readonly members: readonly Member[] }[]>('global-databases');
  const member = database?.members.find((each) => each.region === region);
  return member?.bytesBehind !== undefined && member.bytesBehind < MOST_BEHIND_BYTES;
}

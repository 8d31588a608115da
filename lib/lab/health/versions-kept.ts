/**
 * That every release of before a fault can be gone back to after the repair. The number of a version that is deleted is never
 * given again (AWS Lambda Developer Guide, "Manage Lambda function versions"), and no template lists those that later releases have published:
 * they are looked at before the break, and the journal keeps their numbers.
 */
import type { AwsClients } from '../aws/aws-clients.ts';
import { orMissing } from '../aws/missing.ts';
import { publishedVersions } from '../aws/published-versions.ts';
import { deployedStack } from '../deployed/template.ts';
import type { Finding, Probe } from '../drills/drill.ts';
import type { StoredVersions } from '../drills/journal.ts';

const WANTED = 'every release of before';

/**
 * Asked with every repair, of the functions that a template reaches by an alias. What was published since, the broken release for
 * one, may go; a deployment publishes one more, and deletes none that its template retains.
 */
export function versionsAreKept(stackName: string): Probe {
  return {
    expects: 'Every release that could be gone back to before the fault can be gone back to still',
    remember: ({ aws }) => versionsIn(aws, stackName),
    async look({ aws, remembered }): Promise<Finding> {
      const before = remembered().filter((stored) => 'versions' in stored);
      const lost = await Promise.all(before.map((stored) => isLost(aws, stored)));
      const ok = !lost.includes(true);
      return { ok, saw: ok ? WANTED : 'a release of before is gone for good', wanted: WANTED };
    },
  };
}

/** The published versions of each function of a stack that has an alias. */
export async function versionsIn(aws: AwsClients, stackName: string): Promise<StoredVersions[]> {
  const { resources } = await deployedStack(aws, stackName);
  const named = resources.filter(({ type }) => type === 'AWS::Lambda::Alias');
  const functionNames = new Set(named.map(({ properties }) => properties.FunctionName as string));
  return Promise.all(
    [...functionNames].map(async (functionName) => ({ functionName, versions: await numbersOf(aws, functionName) })),
  );
}

const numbersOf = async (aws: AwsClients, functionName: string) =>
  (await publishedVersions(aws, functionName)).map(({ Version = '' }) => Version);

async function isLost(aws: AwsClients, { functionName, versions }: StoredVersions): Promise<boolean> {
  const now = new Set(await orMissing(numbersOf(aws, functionName)));
  return versions.some((version) => !now.has(version));
}

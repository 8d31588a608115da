/**
 * Puts a change set into words for the person who approves it. The pipeline bundles this file with the release and runs
 * it with STACK_NAME and CHANGE_SET_NAME; one JSON object on standard output: `{ "url": …, "changes": … }`.
 */
import { type Change, CloudFormation } from '@aws-sdk/client-cloudformation';

/** CodePipeline gives the text of an approval 1,000 characters, and revision and link need some of them. */
const MOST_CHARACTERS = 500;

/** What the CDK puts behind a construct's path, and behind that for a version of a function. */
const HASH = /[0-9A-F]{8}([0-9a-f]{32})?$/;

/** For example `2 to modify (Function Api…, Alias …), 1 to replace (…)`; the most dangerous kind first. */
export function inWords(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing changes.';
  const kinds: Readonly<Record<string, string[]>> = { remove: [], replace: [], modify: [], add: [], other: [] };
  for (const { ResourceChange: change } of changes) {
    const kind =
      change?.Action === 'Modify' && change.Replacement === 'True' ? 'replace' : (change?.Action ?? '').toLowerCase();
    const type = change?.ResourceType?.split('::').at(-1);
    (kinds[kind] ?? kinds.other)?.push(`${type} ${change?.LogicalResourceId?.replace(HASH, '')}`);
  }
  const text = Object.entries(kinds)
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${names.length} to ${kind}: ${names.sort().join(', ')}`)
    .join('. ');
  return text.length <= MOST_CHARACTERS ? `${text}.` : `${text.slice(0, MOST_CHARACTERS)} …`;
}

async function main(): Promise<void> {
  const { STACK_NAME: StackName, CHANGE_SET_NAME: ChangeSetName, AWS_REGION: region } = process.env;
  if (!StackName || !ChangeSetName || !region) {
    throw new Error('STACK_NAME, CHANGE_SET_NAME and AWS_REGION say which change set to describe; one is missing.');
  }
  const cloudFormation = new CloudFormation();
  const changes: Change[] = [];
  let NextToken: string | undefined;
  let ids: { StackId?: string; ChangeSetId?: string } = {};
  do {
    const page = await cloudFormation.describeChangeSet({ StackName, ChangeSetName, ...(NextToken && { NextToken }) });
    changes.push(...(page.Changes ?? []));
    ids = page;
    NextToken = page.NextToken;
  } while (NextToken);
  const query = `stackId=${encodeURIComponent(ids.StackId ?? '')}&changeSetId=${encodeURIComponent(ids.ChangeSetId ?? '')}`;
  const url = `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks/changesets/changes?${query}`;
  console.log(JSON.stringify({ url, changes: inWords(changes) }));
}

// Imported by its test, it does nothing.
if (process.env.STACK_NAME) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

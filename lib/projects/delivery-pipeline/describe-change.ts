/**
 * Puts a change set into words for the person who approves it. The pipeline bundles this file with the release and runs
 * it with STACK_NAME and CHANGE_SET_NAME; one JSON object on standard output: `{ "url": …, "changes": … }`.
 */
import { type Change, CloudFormation, type DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation';

/** An approval's text has at most 1,000 characters; the revision (a commit's id) and the link need up to 490 of them. */
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

/** What it asks CloudFormation: one page of a change set. */
export type DescribeChangeSet = Pick<CloudFormation, 'describeChangeSet'>;

/** CloudFormation's words for a change set without changes, which it calls failed. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/;

/**
 * The change set in words, with a link to it. One without changes, or one that CodePipeline has already cleared away
 * for that reason, is described as such: whether it still exists then is not documented, so neither stops the run.
 * @throws Error when the change set failed for another reason
 */
export async function describeChange(
  cloudFormation: DescribeChangeSet,
  names: { readonly stackName: string; readonly changeSetName: string; readonly region: string },
): Promise<{ readonly url: string; readonly changes: string }> {
  const { stackName: StackName, changeSetName: ChangeSetName, region } = names;
  const home = `https://${region}.console.aws.amazon.com/cloudformation/home?region=${region}#/stacks`;
  const changes: Change[] = [];
  let page: DescribeChangeSetOutput | undefined;
  do {
    try {
      page = await cloudFormation.describeChangeSet({
        StackName,
        ChangeSetName,
        ...(page?.NextToken && { NextToken: page.NextToken }),
      });
    } catch (error) {
      if (!/^ChangeSetNotFound/.test((error as Error).name)) throw error;
      return { url: `${home}?filteringText=${StackName}`, changes: inWords([]) };
    }
    if (page.Status === 'FAILED' && !NO_CHANGES.test(page.StatusReason ?? '')) {
      throw new Error(`The change set of ${StackName} failed: ${page.StatusReason}`);
    }
    changes.push(...(page.Changes ?? []));
  } while (page.NextToken);
  const ids = [
    `stackId=${encodeURIComponent(page.StackId ?? '')}`,
    `changeSetId=${encodeURIComponent(page.ChangeSetId ?? '')}`,
  ];
  return { url: `${home}/changesets/changes?${ids.join('&')}`, changes: inWords(changes) };
}

async function main(): Promise<void> {
  const { STACK_NAME: stackName, CHANGE_SET_NAME: changeSetName, AWS_REGION: region } = process.env;
  if (!stackName || !changeSetName || !region) {
    throw new Error('STACK_NAME, CHANGE_SET_NAME and AWS_REGION say which change set to describe; one is missing.');
  }
  console.log(JSON.stringify(await describeChange(new CloudFormation(), { stackName, changeSetName, region })));
}

// Imported by its test, it does nothing.
if (process.env.STACK_NAME) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}

import { describe, expect, it } from 'vitest';
import {
  type DescribeChangeSet,
  describeChange,
  inWords,
} from '../../lib/projects/delivery-pipeline/describe-change.ts';

const change = (
  Action: 'Add' | 'Modify' | 'Remove',
  type: string,
  LogicalResourceId: string,
  Replacement?: 'True',
) => ({
  ResourceChange: { Action, ResourceType: type, LogicalResourceId, ...(Replacement && { Replacement }) },
});

describe('a change set in words', () => {
  it('begins with what is dangerous: what goes and what is replaced', () => {
    expect(
      inWords([
        change('Add', 'AWS::Lambda::Version', 'ApiVersion478B78C84619e6b2b16b199177f0c2a8359f8645'),
        change('Modify', 'AWS::Lambda::Function', 'Api'),
        change('Modify', 'AWS::DynamoDB::GlobalTable', 'Content', 'True'),
        change('Modify', 'AWS::Lambda::Alias', 'Live7AE1C96A'),
        change('Remove', 'AWS::Logs::LogGroup', 'OldLog'),
      ]),
    ).toBe(
      '1 to remove: LogGroup OldLog. 1 to replace: GlobalTable Content. 2 to modify: Alias Live, Function Api. ' +
        '1 to add: Version ApiVersion.',
    );
  });

  it('says so when nothing changes', () => {
    expect(inWords([])).toBe('Nothing changes.');
  });

  it('leaves room for revision and link in the thousand characters of an approval', () => {
    const many = Array.from({ length: 300 }, (_, n) => change('Modify', 'AWS::Lambda::Function', `Function${n}`));
    expect(inWords(many).length).toBeLessThanOrEqual(502);
    expect(inWords(many)).toMatch(/^300 to modify: /);
  });

  it('does not lose an action that it does not know', () => {
    expect(
      inWords([{ ResourceChange: { Action: 'Import', ResourceType: 'AWS::S3::Bucket', LogicalResourceId: 'B' } }]),
    ).toBe('1 to other: Bucket B.');
  });
});

describe('the description of a change set', () => {
  const names = { stackName: 'Prod-ServerlessApi', changeSetName: 'delivery-pipeline', region: 'ap-southeast-1' };
  const StackId = `arn:aws:cloudformation:ap-southeast-1:111122223333:stack/Prod-ServerlessApi/${'a'.repeat(36)}`;
  const ChangeSetId = `arn:aws:cloudformation:ap-southeast-1:111122223333:changeSet/delivery-pipeline/${'b'.repeat(36)}`;

  /** CloudFormation that answers with these pages, one after the other, or fails with an error. */
  function answering(...pages: readonly (object | Error)[]) {
    const asked: unknown[] = [];
    const describeChangeSet = async (request: unknown) => {
      asked.push(request);
      const page = pages[asked.length - 1];
      if (page instanceof Error) throw page;
      return { $metadata: {}, StackId, ChangeSetId, ...page };
    };
    return { asked, cloudFormation: { describeChangeSet } as unknown as DescribeChangeSet };
  }

  it('holds the changes of every page, and a link to it', async () => {
    const { asked, cloudFormation } = answering(
      { Status: 'CREATE_COMPLETE', Changes: [change('Add', 'AWS::S3::Bucket', 'One')], NextToken: 'next' },
      { Status: 'CREATE_COMPLETE', Changes: [change('Remove', 'AWS::S3::Bucket', 'Two')] },
    );
    const { url, changes } = await describeChange(cloudFormation, names);
    expect(changes).toBe('1 to remove: Bucket Two. 1 to add: Bucket One.');
    expect(url).toContain(`stackId=${encodeURIComponent(StackId)}&changeSetId=${encodeURIComponent(ChangeSetId)}`);
    expect(asked).toEqual([
      { StackName: 'Prod-ServerlessApi', ChangeSetName: 'delivery-pipeline' },
      { StackName: 'Prod-ServerlessApi', ChangeSetName: 'delivery-pipeline', NextToken: 'next' },
    ]);
  });

  it('says that nothing changes of a change set that CloudFormation calls failed for that reason', async () => {
    const StatusReason = "The submitted information didn't contain changes. Submit different information.";
    const { cloudFormation } = answering({ Status: 'FAILED', StatusReason });
    expect((await describeChange(cloudFormation, names)).changes).toBe('Nothing changes.');
  });

  it('says the same, with a link to the stack, of one that is no longer there', async () => {
    const gone = Object.assign(new Error('does not exist'), { name: 'ChangeSetNotFoundException' });
    const { url, changes } = await describeChange(answering(gone).cloudFormation, names);
    expect([changes, url.endsWith('#/stacks?filteringText=Prod-ServerlessApi')]).toEqual(['Nothing changes.', true]);
  });

  it('refuses a change set that failed for any other reason, and an answer that is an error', async () => {
    const failed = answering({ Status: 'FAILED', StatusReason: 'Template error' }).cloudFormation;
    await expect(describeChange(failed, names)).rejects.toThrow('Prod-ServerlessApi failed: Template error');
    const denied = answering(Object.assign(new Error('denied'), { name: 'AccessDenied' })).cloudFormation;
    await expect(describeChange(denied, names)).rejects.toThrow('denied');
  });

  it('fits into an approval, which has 1,000 characters, with the longest names and a commit’s id', async () => {
    const stage = 'S'.repeat(20);
    const Changes = Array.from({ length: 300 }, (_, n) => change('Modify', 'AWS::Lambda::Function', `Function${n}`));
    const long = { StackId: StackId.replace('Prod', stage), Status: 'CREATE_COMPLETE', Changes };
    const { url, changes } = await describeChange(answering(long).cloudFormation, names);
    const text = `Revision ${'c'.repeat(40)}. ${changes} Diff: ${url}`;
    expect(text.length).toBeLessThanOrEqual(1000);
  });
});

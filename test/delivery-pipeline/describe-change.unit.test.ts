import { describe, expect, it } from 'vitest';
import { inWords } from '../../lib/projects/delivery-pipeline/describe-change.ts';

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

import { expect, it } from 'vitest';
import { evidenceCommand } from '../../../lib/lab/drills/evidence.ts';

const outputs = { TableName: 'exams', ClusterArn: 'arn:aws:rds:us-east-1:123456789012:cluster:exams' };

it('a command has the values of the outputs that it names, and of an ARN its account', () => {
  expect(evidenceCommand('lab aws dynamodb scan --table-name {TableName}', outputs)).toMatch(/--table-name exams$/);
  expect(evidenceCommand('arn:aws:states:us-west-2:{ClusterArn.account}:x', outputs)).toBe(
    'arn:aws:states:us-west-2:123456789012:x',
  );
});

it('what is no output, or has no account, stays as it is', () => {
  expect(evidenceCommand('{Unknown} {Unknown.account} {TableName.account}', outputs)).toBe(
    '{Unknown} {Unknown.account} {TableName.account}',
  );
});

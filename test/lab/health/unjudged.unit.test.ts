import { describe, expect, it } from 'vitest';
import { differences } from '../../../lib/lab/deployed/normal-form.ts';
import { judgeOf } from '../../../lib/lab/health/accepted.ts';
import { isChanged } from '../../../lib/lab/health/unjudged.ts';
import { EMULATOR_ACCOUNT } from '../../../lib/target.ts';

const AWS = { account: '111122223333' };

/** A resource with these properties, of which these are as somebody left them; null where it is gone. */
function changed(type: string, properties: Record<string, unknown>, now: Record<string, unknown> | null, place = AWS) {
  const found = now === null ? undefined : { properties: { ...properties, ...now } };
  const differing = found
    ? differences(properties, found.properties)
    : [{ path: '', expected: properties, found: undefined }];
  const resource = { stackName: 'S', logicalId: 'One', type, physicalId: 'one', properties };
  return isChanged({ ...resource, found, differences: differing }, place);
}

describe('what no rule judges is as deployed', () => {
  it.each([
    ['a value that was asked for', 'AWS::Logs::LogGroup', { LogGroupName: 'one' }, { LogGroupName: 'two' }],
    ['a property that nobody asked for', 'AWS::Logs::LogGroup', {}, { KmsKeyId: 'arn:aws:kms:::key/mine' }],
    [
      'a type of which nobody judges anything',
      'AWS::Cognito::UserPool',
      { MfaConfiguration: 'ON' },
      { MfaConfiguration: 'OFF' },
    ],
    [
      'a part beside one that is judged',
      'AWS::ApiGatewayV2::Stage',
      {},
      { DefaultRouteSettings: { DataTraceEnabled: true } },
    ],
    ['a batch beside the filter that is judged', 'AWS::Pipes::Pipe', sourceOf(10), sourceOf(1)],
    [
      'an exception from a type that is judged whole',
      'AWS::CloudWatch::Alarm',
      {},
      { InsufficientDataActions: ['one'] },
    ],
  ])('refuses %s', (_, type, properties, now) => {
    expect(changed(type, properties, now)).toBe(true);
  });

  it('refuses that a resource is gone of whose absence nobody judges', () => {
    expect(changed('AWS::IAM::Role', {}, null)).toBe(true);
    expect(changed('AWS::Events::Rule', {}, null)).toBe(false);
  });

  it.each([
    ['words', 'AWS::Lambda::Function', { Description: 'mine' }],
    ['what a rule judges', 'AWS::Lambda::Function', { MemorySize: 256 }],
    ['a part of what a rule judges', 'AWS::Lambda::Function', { Environment: { Variables: { MINE: '1' } } }],
    ['anything of a type that is simulated', 'AWS::IAM::Policy', { PolicyDocument: {} }],
  ])('accepts %s', (_, type, now) => {
    expect(changed(type, {}, now)).toBe(false);
  });

  it('accepts a part of a property that a rule judges', () => {
    const limits = (ThrottlingRateLimit: number) => ({ DefaultRouteSettings: { ThrottlingRateLimit } });

    expect(changed('AWS::ApiGatewayV2::Stage', limits(10), limits(9))).toBe(false);
  });

  it('accepts on the emulator alone what the emulator cannot make', () => {
    const parameters = { TargetParameters: { StepFunctionStateMachineParameters: {} } };
    const onEmulator = { account: EMULATOR_ACCOUNT };

    expect(changed('AWS::Pipes::Pipe', parameters, { TargetParameters: undefined })).toBe(true);
    expect(changed('AWS::Pipes::Pipe', parameters, { TargetParameters: undefined }, onEmulator)).toBe(false);
  });

  it('accepts what cannot be said, since it names something that is gone', () => {
    const Source = 'Table.StreamArn of a resource that is gone';

    expect(changed('AWS::Pipes::Pipe', { Source }, { Source: 'arn:aws:dynamodb:::table/one/stream/now' })).toBe(false);
  });
});

it('knows the nearest judge: of the part before that of the whole', () => {
  expect(judgeOf('AWS::CloudWatch::Alarm', 'Threshold')).toBe('ringsAsDeployed');
  expect(judgeOf('AWS::CloudWatch::Alarm', 'OKActions')).not.toBe('ringsAsDeployed');
  expect(judgeOf('AWS::CloudWatch::Alarm', 'InsufficientDataActions')).toBe('');
  expect(judgeOf('AWS::Nobody::Knows', 'Anything')).toBe('');
});

function sourceOf(BatchSize: number) {
  return { SourceParameters: { DynamoDBStreamParameters: { BatchSize }, FilterCriteria: {} } };
}

import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Trigger } from 'aws-cdk-lib/triggers';
import { beforeAll, describe, expect, it } from 'vitest';
import { VendedProviderRules } from '../../lib/constructs/vended-providers.ts';

describe('a function by which the CDK runs a custom resource', () => {
  let template: Template;

  beforeAll(() => {
    const stack = new Stack(new App(), 'Triggered');
    Aspects.of(stack).add(new VendedProviderRules());
    const handler = new LambdaFunction(stack, 'Handler', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    });
    new Trigger(stack, 'Trigger', { handler });
    template = Template.fromStack(stack);
  });

  const provider = (type: string) => {
    const [found] = Object.entries(template.findResources(type)).filter(([id]) => id.includes('ResourceProvider'));
    expect(found, type).toBeDefined();
    return found?.[1];
  };

  it('logs for a week into a group that goes with the stack', () => {
    const group = provider('AWS::Lambda::Function')?.Properties.LoggingConfig.LogGroup.Ref;
    expect(template.findResources('AWS::Logs::LogGroup')[group]).toMatchObject({
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 7 },
    });
  });

  it('may do its work and write to that group, and cannot make another', () => {
    const { ManagedPolicyArns, Policies } = provider('AWS::IAM::Role')?.Properties ?? {};
    expect(ManagedPolicyArns).toBeUndefined();
    const statements = Policies[0].PolicyDocument.Statement as { Action: string[] }[];
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });
});

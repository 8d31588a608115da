import { Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import recommended from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import cdkJson from '../cdk.json' with { type: 'json' };
import { createApp } from '../lib/app.ts';
import { SettingError } from '../lib/constructs/setting-error.ts';
import { STARTED_BY_DEFAULT } from '../lib/projects/registry.ts';

/** The app with a stack beside its own, to put something careless into. */
const careless = async () => {
  const app = await createApp({ postCliContext: { projects: 'serverless-api' } });
  return { app, stack: new Stack(app, 'Careless') };
};

describe('the app', () => {
  it('makes the stacks of those that come up by default when none is chosen', async () => {
    const app = await createApp();
    const stacks = app.node.children.filter(Stack.isStack).map(({ stackName }) => stackName);
    expect(stacks).toEqual(STARTED_BY_DEFAULT.map(({ project }) => project.stackName));
  });

  it('makes the chosen ones only', async () => {
    const app = await createApp({ postCliContext: { projects: 'serverless-api' } });
    expect(app.node.children.filter(Stack.isStack).map(({ stackName }) => stackName)).toEqual(['ServerlessApi']);
  });

  it('refuses a project that it does not have, and says which there are', async () => {
    const made = createApp({ postCliContext: { projects: 'serverless-api,sreverless-api' } });
    await expect(made).rejects.toThrow(SettingError);
    await expect(made).rejects.toThrow(/sreverless-api.*serverless-api/);
  });

  it('runs with the feature flags of a new CDK project, but for two', () => {
    expect(cdkJson.context).toEqual({
      ...recommended,
      // `Tags.of(stack)` reaches the stack, and by it what the CDK makes without tags.
      '@aws-cdk/core:explicitStackTags': false,
      // What a learner builds is nobody's usage data.
      '@aws-cdk/core:enableAdditionalMetadataCollection': false,
    });
  });
});

describe('the policy checks', () => {
  it('refuses a finding of the AwsSolutions pack', async () => {
    const { app, stack } = await careless();
    new Bucket(stack, 'Open');
    expect(() => app.synth()).toThrow('AwsSolutions-S10');
  });

  it('refuses a finding of the Serverless pack', async () => {
    const { app, stack } = await careless();
    new LambdaFunction(stack, 'Old', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    });
    expect(() => app.synth()).toThrow('Serverless-LambdaDefaultTimeout');
  });
});

import { Aspects, type CfnResource, CustomResourceProviderBase, type IAspect, RemovalPolicy } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CustomResourceConfig } from 'aws-cdk-lib/custom-resources';
import type { Construct, IConstruct } from 'constructs';

/**
 * Holds the functions by which the CDK runs its own custom resources (triggers, bucket emptying) to the rules of our
 * own. As they come, they log forever into a group that outlives the stack, and may write to every log of the account.
 * Called for the app, and again for a stage in it: aspects do not reach into a stage.
 */
export function applyVendedProviderRules(scope: Construct): void {
  Aspects.of(scope).add(new VendedProviderRules());
  CustomResourceConfig.of(scope).addLambdaRuntime(Runtime.NODEJS_24_X);
}

/** The rules as an aspect, for what {@link applyVendedProviderRules} is given. */
export class VendedProviderRules implements IAspect {
  visit(node: IConstruct): void {
    if (!(node instanceof CustomResourceProviderBase)) return;
    const handler = node.node.findChild('Handler') as CfnResource;
    const role = node.node.findChild('Role') as CfnResource;

    const logs = new LogGroup(node, 'Logs', {
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    handler.addPropertyOverride('LoggingConfig', { LogGroup: logs.logGroupName, LogFormat: 'JSON' });
    role.addPropertyDeletionOverride('ManagedPolicyArns');
    node.addToRolePolicy({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: logs.logGroupArn,
    });
  }
}

import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The CDK's default qualifier, which is part of every name that `cdk bootstrap` gives. */
const QUALIFIER = 'hnb659fds';

/** Where `cdk bootstrap` leaves its version, https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html */
export const BOOTSTRAP_VERSION = `/cdk-bootstrap/${QUALIFIER}/version`;

/** ARN of that parameter in the stack's account and region. */
export function bootstrapVersionArn(scope: Construct): string {
  return Stack.of(scope).formatArn({
    service: 'ssm',
    resource: 'parameter',
    resourceName: BOOTSTRAP_VERSION.slice(1),
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

/**
 * ARN of a role that `cdk bootstrap` made in the stack's account and region. By `Fn::Sub`: where an action of a pipeline
 * names a role, cfn-lint (E3703) asks for it, and `formatArn` writes `Fn::Join`.
 */
export function bootstrapRoleArn(name: 'file-publishing' | 'cfn-exec'): string {
  const role = `cdk-${QUALIFIER}-${name}-role-\${AWS::AccountId}-\${AWS::Region}`;
  return Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${role}`);
}

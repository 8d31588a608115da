import { Stack, Validations } from 'aws-cdk-lib';
import { type IPrincipal, type PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A role that holds these statements and nothing else. Give it to a construct by `withoutPolicyUpdates()`, or the
 * construct adds grants of its own, among them wildcards such as `s3:GetObject*`.
 * Exam: one role for a whole pipeline would let the test stage do what only the production stage may.
 */
export function exactRole(
  scope: Construct,
  id: string,
  assumedBy: IPrincipal,
  statements: readonly PolicyStatement[] = [],
): Role {
  const role = new Role(scope, id, { assumedBy });
  for (const statement of statements) {
    role.addToPolicy(statement);
    for (const resource of statement.resources.filter((arn) => arn.endsWith('/*'))) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${asCdkNagWritesIt(Stack.of(scope).resolve(resource))}]`,
        reason:
          'What stands under one named thing, whose own names cannot be known before: objects of the artifact bucket, ' +
          'and the id that CloudFormation adds to the name of a stack.',
      });
    }
  }
  return role;
}

/** References in angle brackets, as in the ids of cdk-nag's findings. */
function asCdkNagWritesIt(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, 'Fn::GetAtt': getAtt, 'Fn::Join': join } = resource as Record<string, unknown>;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(asCdkNagWritesIt).join(join[0]);
  return `<${Array.isArray(getAtt) ? getAtt.join('.') : Ref}>`;
}

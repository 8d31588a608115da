import { CfnOutput, type Stack } from 'aws-cdk-lib';

/**
 * Publishes a value for every output that a project names in its `project.ts`; the compiler refuses a missing or an
 * unknown one. Outputs have no export name: an export would tie stacks together.
 */
export function publishOutputs<Name extends string>(
  stack: Stack,
  descriptions: Readonly<Record<Name, string>>,
  values: Readonly<Record<NoInfer<Name>, string>>,
): void {
  for (const [name, description] of Object.entries<string>(descriptions)) {
    new CfnOutput(stack, name, { description, value: values[name as Name] });
  }
}

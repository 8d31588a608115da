/** Whether an account has what the CDK deploys with. */
import type { Target } from '../../target.ts';

/** What an assembly of this CDK asks for (`requiresBootstrapStackVersion` in its manifest). */
const VERSION_NEEDED = 6;
const VERSION_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

/**
 * What `cdk bootstrap` would make, as a sentence for the question, or undefined where it is there already. Who may deploy
 * but not read the parameter is believed to have it: the deployment says so where the bootstrap is missing.
 */
export async function bootstrapNeeded(target: Target): Promise<string | undefined> {
  const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const makes = 'the stack CDKToolkit with a bucket, a repository, and five roles; one of them may do anything';
  try {
    const { Parameter } = await new SSMClient(target.clientConfig).send(
      new GetParameterCommand({ Name: VERSION_PARAMETER }),
    );
    const version = Number(Parameter?.Value);
    return version >= VERSION_NEEDED
      ? undefined
      : `The CDK's bootstrap here has version ${Parameter?.Value}, ${VERSION_NEEDED} is needed: it is renewed (${makes}).`;
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ParameterNotFound')
      return `The CDK is bootstrapped first: that makes ${makes}. \`lab down\` leaves it.`;
    if (name === 'AccessDeniedException') return undefined;
    throw error;
  }
}

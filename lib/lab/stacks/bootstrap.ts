/** Whether an account has what the CDK deploys with. */
import type { Target } from '../../target.ts';

/** What an assembly of this CDK asks for (`requiresBootstrapStackVersion` in its manifest). */
const VERSION_NEEDED = 6;
const VERSION_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

export interface BootstrapNeeded {
  /** In the region that needs it. */
  readonly target: Target;
  /** What it makes, for the question. */
  readonly sentence: string;
  /** Whether there is none at all: then it is the lab's own, and `lab down` names it. */
  readonly first: boolean;
}

/**
 * What `cdk bootstrap` would make, or undefined where it is there already. Who may deploy
 * but not read the parameter is believed to have it: the deployment says so where the bootstrap is missing.
 */
export async function bootstrapNeeded(target: Target): Promise<BootstrapNeeded | undefined> {
  const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const makes = 'the stack CDKToolkit with a bucket, a repository, and five roles; one of them may do anything';
  try {
    const { Parameter } = await new SSMClient(target.clientConfig).send(
      new GetParameterCommand({ Name: VERSION_PARAMETER }),
    );
    const version = Number(Parameter?.Value);
    if (version >= VERSION_NEEDED) return undefined;
    const sentence = `The CDK's bootstrap in ${target.region} has version ${Parameter?.Value}, ${VERSION_NEEDED} is needed: it is renewed (${makes}).`;
    return { target, sentence, first: false };
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ParameterNotFound') {
      const sentence = `The CDK is bootstrapped in ${target.region} first: that makes ${makes}. \`lab down\` leaves it, and says so.`;
      return { target, sentence, first: true };
    }
    if (name === 'AccessDeniedException') return undefined;
    throw error;
  }
}

import { type CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { faultsOf, type Invocation, RELEASE_CHECKS, requestFor } from './release-checks.ts';

/** What CodeDeploy sends to a hook function. */
export interface LifecycleHookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

export interface VerifyDependencies {
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly codeDeploy: Pick<CodeDeployClient, 'send'>;
  /** ARN of the version or the alias that is called. */
  readonly releaseArn: string;
  /** Number of the version that has to answer there. */
  readonly releaseVersion: string;
}

/** What the hook reported, and why. */
export interface Verified {
  readonly status: 'Succeeded' | 'Failed';
  readonly faults: string[];
}

/**
 * The hook: it reports `Succeeded` when every check holds, `Failed` otherwise, and returns what it reported.
 * Exam: a hook that never reports holds the deployment for an hour, so a check that throws is a `Failed` as well.
 * @throws the SDK's errors when the report itself is refused, for Lambda to run the hook again
 */
export function verifyRelease(dependencies: VerifyDependencies): (event: LifecycleHookEvent) => Promise<Verified> {
  const { codeDeploy, releaseArn } = dependencies;
  return async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
    const faults = await allFaults(dependencies, lifecycleEventHookExecutionId);
    const status = faults.length === 0 ? 'Succeeded' : 'Failed';
    console.log(JSON.stringify({ message: 'Release verified', deploymentId, releaseArn, status, faults }));
    await codeDeploy.send(
      new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status }),
    );
    return { status, faults };
  };
}

async function allFaults(release: VerifyDependencies, executionId: string): Promise<string[]> {
  const perCheck = await Promise.all(
    RELEASE_CHECKS.map(async (check) => {
      try {
        const faults = faultsOf(check, release.releaseVersion, await call(release, check.path, executionId));
        return faults.map((fault) => `${check.expects}: ${fault}`);
      } catch (error) {
        return [`${check.expects}: could not be called: ${(error as Error).message}`];
      }
    }),
  );
  return perCheck.flat();
}

async function call({ lambda, releaseArn }: VerifyDependencies, path: string, requestId: string): Promise<Invocation> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: releaseArn, Payload: JSON.stringify(requestFor(path, requestId)) }),
  );
  return {
    executedVersion: answer.ExecutedVersion,
    functionError: answer.FunctionError,
    payload: JSON.parse(answer.Payload?.transformToString() || 'null'),
  };
}

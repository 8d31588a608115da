/**
 * CodeDeploy's hook before and after the traffic moves: calls the release for real and tells CodeDeploy whether to
 * go on. The same code twice in the stack; what differs is whom it calls (the version, or the alias).
 */
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { faultsOf, type Invocation, RELEASE_CHECKS, requestFor } from './release-checks.ts';

/** What CodeDeploy sends to a hook function. */
export interface LifecycleHookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

const { RELEASE_ARN: releaseArn, RELEASE_VERSION: releaseVersion } = readEnvironment(VARIABLES, [
  'RELEASE_ARN',
  'RELEASE_VERSION',
]);
// The release answers within its own time limit of 10 s, a cold start included.
const lambda = new LambdaClient(clientLimits(12_000));
const codeDeploy = new CodeDeployClient(clientLimits());

/**
 * Reports `Succeeded` when every check holds, `Failed` otherwise, and returns what it reported.
 * Exam: a hook that never reports holds the deployment for an hour, so a check that throws is a `Failed` as well.
 */
export async function handler(
  event: LifecycleHookEvent,
): Promise<{ status: 'Succeeded' | 'Failed'; faults: string[] }> {
  const faults = await allFaults(event.LifecycleEventHookExecutionId);
  const status = faults.length === 0 ? 'Succeeded' : 'Failed';
  console.log(
    JSON.stringify({ message: 'Release verified', deploymentId: event.DeploymentId, releaseArn, status, faults }),
  );
  await codeDeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: event.DeploymentId,
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
      status,
    }),
  );
  return { status, faults };
}

async function allFaults(executionId: string): Promise<string[]> {
  const perCheck = await Promise.all(
    RELEASE_CHECKS.map(async (check) => {
      try {
        const faults = faultsOf(check, releaseVersion, await call(check.path, executionId));
        return faults.map((fault) => `${check.promise}: ${fault}`);
      } catch (error) {
        return [`${check.promise}: could not be called: ${(error as Error).message}`];
      }
    }),
  );
  return perCheck.flat();
}

async function call(path: string, requestId: string): Promise<Invocation> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName: releaseArn, Payload: JSON.stringify(requestFor(path, requestId)) }),
  );
  return {
    executedVersion: answer.ExecutedVersion,
    functionError: answer.FunctionError,
    payload: JSON.parse(answer.Payload?.transformToString() || 'null'),
  };
}

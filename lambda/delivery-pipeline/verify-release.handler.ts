/**
 * CodeDeploy's hook before and after the traffic moves: calls the release for real and tells CodeDeploy whether to
 * go on. The same code twice in the stack; what differs is whom it calls (the version, or the alias).
 */
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientLimits } from '../shared/runtime/clients.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { VARIABLES } from './env.ts';
import { verifyRelease } from './verify-release.ts';

const { RELEASE_ARN: releaseArn, RELEASE_VERSION: releaseVersion } = readEnvironment(VARIABLES, [
  'RELEASE_ARN',
  'RELEASE_VERSION',
]);

export const handler = verifyRelease({
  // The release answers within its own time limit of 10 s, a cold start included.
  lambda: new LambdaClient(clientLimits(12_000)),
  codeDeploy: new CodeDeployClient(clientLimits()),
  releaseArn,
  releaseVersion,
});

/** Plays the action UpdatePipeline: CloudFormation is handed the commit's own template, as the action's own role. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Capability, CloudFormation, type StackEvent } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { STS } from '@aws-sdk/client-sts';
import { ASSEMBLY } from '../projects/delivery-pipeline/pipeline/buildspecs.ts';
import { until } from '../until.ts';
import { adaptedCopy, PIPELINE } from './deploy.ts';
import { asStackAction } from './permissions.ts';
import { type Acting, actionOf, arnIn, stopWhereRefused } from './roles.ts';
import { type Run, RunStopped, type Say, scratchOf } from './run.ts';

const UPDATE_SECONDS = 120;

/**
 * Updates the pipeline's stack from the artifact, as CodePipeline's action CREATE_UPDATE does. From here on the run is
 * on the commit's own pipeline. CodePipeline would restart it there; the rehearsal goes on.
 */
export async function updatePipeline(run: Run, say: Say): Promise<string> {
  const { target } = run;
  const { Configuration } = actionOf(run.pipeline, 'UpdatePipeline');
  const { StackName = '', Capabilities = '', RoleArn } = Configuration;
  if (!RoleArn) throw new Error('The action UpdatePipeline names no role for CloudFormation.');
  const RoleARN = arnIn(RoleArn, target);
  const action = await asStackAction(run, ['Update', 'UpdatePipeline']);
  const assembly = join(run.artifact, ASSEMBLY);
  await new STS(target.clientConfig)
    .assumeRole({ RoleArn: RoleARN, RoleSessionName: 'AWSCloudFormation' })
    .catch(stopWhereRefused);

  const cloudFormation = cloudFormationAs(action);
  const TemplateURL = await uploadAdapted(run, assembly);
  const ClientRequestToken = `rehearsal-${Date.now()}`;
  try {
    await cloudFormation.updateStack({
      StackName,
      TemplateURL,
      RoleARN,
      Capabilities: Capabilities.split(',') as Capability[],
      ClientRequestToken,
    });
  } catch (error) {
    if (!/No updates are to be performed/.test((error as Error).message)) stopWhereRefused(error as Error);
    run.pipeline = assembly;
    return `${StackName} is as the commit says already`;
  }
  const events = await untilUpdated(cloudFormation, StackName, ClientRequestToken, say);
  run.pipeline = assembly;
  const changed = events.filter(
    ({ ResourceType, ResourceStatus }) =>
      ResourceType !== 'AWS::CloudFormation::Stack' && /_COMPLETE$/.test(ResourceStatus ?? ''),
  );
  return `${StackName} updated as ${action.roleName}: ${[...new Set(changed.map(({ LogicalResourceId }) => LogicalResourceId))].join(', ')}`;
}

/** Puts the template, adapted to the emulator, where it can be named by URL: as text it may be longer than allowed. */
async function uploadAdapted(run: Run, assembly: string): Promise<string> {
  const { target } = run;
  const scratch = scratchOf(run);
  adaptedCopy(assembly, PIPELINE.template, scratch);
  const Bucket = `cdk-hnb659fds-assets-${target.account}-${target.region}`;
  const Key = 'rehearsal/pipeline.template.json';
  await new S3({ ...target.clientConfig, forcePathStyle: true }).putObject({
    Bucket,
    Key,
    Body: readFileSync(join(scratch, PIPELINE.template)),
  });
  return `${target.endpoint}/${Bucket}/${Key}`;
}

/** A client that works as the action. The emulator looks for the stack that a call is about in the query alone. */
function cloudFormationAs({ clientConfig }: Acting): CloudFormation {
  const client = new CloudFormation(clientConfig);
  client.middlewareStack.add(
    (next) => (args) => {
      const { StackName } = args.input as { StackName?: string };
      const request = args.request as { query: Record<string, string> };
      if (StackName) request.query.StackName = StackName;
      return next(args);
    },
    { step: 'build', name: 'stackNameInQuery' },
  );
  return client;
}

/**
 * Waits for the end of an update, asking as the action does.
 * @returns what happened to each resource
 * @throws RunStopped when the update failed or was rolled back, with CloudFormation's first reason
 */
async function untilUpdated(
  cloudFormation: CloudFormation,
  StackName: string,
  token: string,
  say: Say,
): Promise<StackEvent[]> {
  let status = '';
  const ended = await until(
    async () => {
      const { Stacks = [] } = await cloudFormation.describeStacks({ StackName }).catch(stopWhereRefused);
      status = Stacks[0]?.StackStatus ?? '';
      return !status.endsWith('IN_PROGRESS');
    },
    UPDATE_SECONDS,
    100,
  );
  const { StackEvents = [] } = await cloudFormation.describeStackEvents({ StackName }).catch(stopWhereRefused);
  const events = StackEvents.filter(({ ClientRequestToken }) => ClientRequestToken === token);
  for (const { ResourceStatus, ResourceType, LogicalResourceId } of events.toReversed()) {
    say(`${ResourceStatus} ${ResourceType} ${LogicalResourceId}`);
  }
  if (!ended || status !== 'UPDATE_COMPLETE') {
    const failed = events.findLast(({ ResourceStatus }) => /_FAILED$/.test(ResourceStatus ?? ''));
    throw new RunStopped(
      `The update of ${StackName} ended as ${status}: ${failed?.ResourceStatusReason ?? 'no reason'}`,
    );
  }
  return events;
}

/** A commit on its way through the deployed pipeline, by CodePipeline itself: uploaded, approved, followed to its end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { type Break, cloneWithCommit } from '../../lib/rehearsal/commits.ts';
import { repository } from '../../lib/repository.ts';
import type { Target } from '../../lib/target.ts';
import { until } from '../../lib/until.ts';
import { zipFolder } from '../../lib/zip.ts';

/** Two builds, beta's tests, a canary of five minutes, and the update of the pipeline, which begins the run again. */
export const RELEASE_SECONDS = 75 * 60;
const LOOK_EVERY_MS = 15_000;

/**
 * Uploads a commit and approves it where the pipeline asks.
 * @param broken what is wrong with the commit; nothing for a good one
 * @returns the status of the run's last execution, for example `Succeeded`, and the stages that failed
 */
export async function release(
  target: Target,
  outputs: Readonly<Record<string, string>>,
  broken?: Break,
): Promise<{ readonly status: string; readonly failed: readonly string[] }> {
  const { PipelineName: name = '', SourceBucketName: Bucket } = outputs;
  const pipeline = new CodePipeline(target.clientConfig);
  const folder = mkdtempSync(join(tmpdir(), 'certlab-release-'));
  try {
    await cloneWithCommit(repository, join(folder, 'source'), broken);
    const before = new Set((await executions()).map(({ pipelineExecutionId }) => pipelineExecutionId));
    await new S3(target.clientConfig).putObject({ Bucket, Key: 'source.zip', Body: zipFolder(join(folder, 'source')) });

    let status = 'none';
    await until(
      async () => {
        // The newest: an update of the pipeline by itself stops this run and begins it again.
        const newest = (await executions()).find(({ pipelineExecutionId }) => !before.has(pipelineExecutionId));
        status = newest?.status ?? 'none';
        if (status === 'InProgress') await approve();
        return ['Succeeded', 'Failed', 'Stopped', 'Cancelled'].includes(status);
      },
      RELEASE_SECONDS,
      LOOK_EVERY_MS,
    );
    const { stageStates = [] } = await pipeline.getPipelineState({ name });
    const failed = stageStates.filter(({ latestExecution }) => latestExecution?.status === 'Failed');
    return { status, failed: failed.map(({ stageName = '' }) => stageName) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }

  /** The newest first, as CodePipeline lists them. */
  async function executions() {
    return (await pipeline.listPipelineExecutions({ pipelineName: name })).pipelineExecutionSummaries ?? [];
  }

  async function approve(): Promise<void> {
    const { stageStates = [] } = await pipeline.getPipelineState({ name });
    for (const { stageName, actionStates = [] } of stageStates) {
      for (const { actionName, latestExecution } of actionStates) {
        if (latestExecution?.status !== 'InProgress' || !latestExecution.token) continue;
        await pipeline.putApprovalResult({
          ...{ pipelineName: name, stageName, actionName, token: latestExecution.token },
          result: { status: 'Approved', summary: 'npm run test:aws' },
        });
      }
    }
  }
}

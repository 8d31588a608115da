/**
 * Every drill that runs on the emulator breaks, is not fooled by its shortcuts, and heals, by restore and by its
 * reference fix. The projects go side by side, the drills of one project one after the other.
 */
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import { clientConfigOf, deployedTarget } from '../../support/deployed-target.ts';
import { type ProofSeconds, proveDrill } from '../../support/drills/prove-drill.ts';
import { triedOnEventPipeline } from '../careless/event-pipeline.ts';
import { withTried } from '../careless/model.ts';
import { triedOnServerlessApi } from '../careless/serverless-api.ts';

const target = await deployedTarget();
const proofs = new Map<string, ProofSeconds>();
const start = performance.now();

const perProject = await Promise.all(
  CURRICULUM.map(async ({ project, drills }) => ({
    project,
    drills: ((await drills?.()) ?? []).filter(({ runsOn }) => runsOn.includes('emulator')),
  })),
);

for (const { project, drills } of perProject.filter((entry) => entry.drills.length > 0)) {
  describe.concurrent(project.slug, () => {
    test.for(drills)('$name breaks and heals', { timeout: 300_000, concurrent: false }, async (drill) => {
      const tried = withTried(withTried(drill, triedOnServerlessApi), triedOnEventPipeline);
      const proof = await proveDrill(tried, {
        aws: awsClients(clientConfigOf(target)),
        outputs: target.outputs[project.stackName] ?? {},
        notes: join(target.stateFolder, 'drill-proof', drill.id),
        // Nothing here is far away: what has not come in half the time does not come.
        patience: 0.5,
      });
      proofs.set(drill.id, proof);
    });
  });
}

afterAll(async () => {
  // What failed on purpose would come back for minutes, into the tests that share this deployment.
  const { sqs } = awsClients(clientConfigOf(target));
  const { ActivityQueueUrl, ActivityDeadLetterQueueUrl, MilestoneDeadLetterQueueUrl } =
    target.outputs.EventPipeline ?? {};
  for (const QueueUrl of [ActivityQueueUrl, ActivityDeadLetterQueueUrl, MilestoneDeadLetterQueueUrl]) {
    await sqs.purgeQueue({ QueueUrl });
  }
  const median = (part: keyof ProofSeconds) =>
    [...proofs.values()].map((proof) => proof[part]).sort((a, b) => a - b)[proofs.size >> 1] ?? 0;
  const line = (name: string, seconds: readonly number[]) =>
    name.padEnd(36) + seconds.map((each) => each.toFixed(1).padStart(9)).join('');
  const parts = ['break', 'check', 'restore'] as const;
  console.log(
    [
      `${'seconds'.padEnd(36)}${parts.map((part) => part.padStart(9)).join('')}`,
      ...[...proofs].map(([id, proof]) =>
        line(
          id,
          parts.map((part) => proof[part]),
        ),
      ),
      line('median', parts.map(median)),
      `${proofs.size} drills proven in ${Math.round((performance.now() - start) / 1_000)} s.`,
    ].join('\n'),
  );
});

/**
 * The proofs of the drills that run on the emulator, in halves: one after the other they take ten minutes, most of it waiting,
 * so that each half is a file of its own, with an emulator of its own.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { awsClients } from '../../../lib/lab/aws/aws-clients.ts';
import type { ProjectDrill } from '../../../lib/lab/drills/drill.ts';
import { check } from '../../../lib/lab/drills/run-drill.ts';
import type { Project } from '../../../lib/project.ts';
import { STARTED_BY_DEFAULT } from '../../../lib/projects/registry.ts';
import { until } from '../../../lib/until.ts';
import { triedOnEventPipeline } from '../../lab/careless/event-pipeline.ts';
import { eighthOnEventPipeline } from '../../lab/careless/event-pipeline-eighth.ts';
import { fifthOnEventPipeline } from '../../lab/careless/event-pipeline-fifth.ts';
import { seventhOnEventPipeline } from '../../lab/careless/event-pipeline-seventh.ts';
import { sixthOnEventPipeline } from '../../lab/careless/event-pipeline-sixth.ts';
import { thirdOnEventPipeline } from '../../lab/careless/event-pipeline-third.ts';
import { withTried } from '../../lab/careless/model.ts';
import { triedOnServerlessApi } from '../../lab/careless/serverless-api.ts';
import { eighthOnServerlessApi } from '../../lab/careless/serverless-api-eighth.ts';
import { fifthOnServerlessApi } from '../../lab/careless/serverless-api-fifth.ts';
import { ninthOnServerlessApi } from '../../lab/careless/serverless-api-ninth.ts';
import { seventhOnServerlessApi } from '../../lab/careless/serverless-api-seventh.ts';
import { sixthOnServerlessApi } from '../../lab/careless/serverless-api-sixth.ts';
import { thirdOnServerlessApi } from '../../lab/careless/serverless-api-third.ts';
import { clientConfigOf, type DeployedTarget, deployedTarget } from '../deployed-target.ts';
import { type ProofSeconds, proveDrill } from './prove-drill.ts';

/**
 * Every drill of this half breaks, is not fooled by its shortcuts, and heals, by restore and by its reference fix. The
 * projects go side by side, the drills of one project one after the other.
 */
export async function proveDrills(half: 'odd' | 'even'): Promise<void> {
  // Other right fixes make a rule or a mapping again under another name or id: the tests of a shared deployment expect their own.
  const target = await deployedTarget(`drill-proof-${half}`);
  const proofs = new Map<string, ProofSeconds>();
  const start = performance.now();

  // What is deployed when it is named has a proof of its own, on its own deployment.
  for (const { project, drills } of STARTED_BY_DEFAULT) {
    const here = ((await drills?.()) ?? [])
      .filter((_, index) => (index % 2 === 0) === (half === 'odd'))
      .filter(({ runsOn }) => runsOn.includes('emulator'));
    if (here.length > 0) proveProject(project, here, target, proofs);
  }
  afterAll(() => tell(target, proofs, start));
}

function proveProject(
  project: Project,
  drills: readonly ProjectDrill[],
  target: DeployedTarget,
  proofs: Map<string, ProofSeconds>,
): void {
  const deployment = { aws: awsClients(clientConfigOf(target)), outputs: target.outputs[project.stackName] ?? {} };
  describe.concurrent(project.slug, () => {
    // This may be the first file on a new deployment, whose functions start with their first call: that is no fault. What is
    // not healthy by then fails the first proof, which says why.
    beforeAll(async () => {
      const contractOnly = { ...(drills[0] as ProjectDrill), check: [] as unknown as ProjectDrill['check'] };
      const notes = join(target.stateFolder, 'drill-proof', 'warm');
      await until(async () => (await check(contractOnly, { ...deployment, notes })).verdict === 'fixed', 60);
    }, 180_000);

    test.for(drills)('$name breaks and heals', { timeout: 600_000, concurrent: false }, async (drill) => {
      const tried = withTried(withTried(drill, triedOnServerlessApi), triedOnEventPipeline);
      const third = withTried(withTried(tried, thirdOnServerlessApi), thirdOnEventPipeline);
      const fifth = withTried(withTried(third, fifthOnServerlessApi), fifthOnEventPipeline);
      const sixth = withTried(withTried(fifth, sixthOnServerlessApi), sixthOnEventPipeline);
      const seventh = withTried(withTried(sixth, seventhOnServerlessApi), seventhOnEventPipeline);
      const eighth = withTried(withTried(seventh, eighthOnServerlessApi), eighthOnEventPipeline);
      const all = withTried(eighth, ninthOnServerlessApi);
      const proof = await proveDrill(all, {
        ...deployment,
        notes: join(target.stateFolder, 'drill-proof', drill.id),
        // Nothing here is far away: what is not to come, and has not in half the time, does not.
        patience: 0.5,
      });
      proofs.set(drill.id, proof);
    });
  });
}

async function tell(target: DeployedTarget, proofs: Map<string, ProofSeconds>, start: number): Promise<void> {
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
}

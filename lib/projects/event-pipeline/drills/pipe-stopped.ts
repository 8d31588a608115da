import type { CreatePipeRequest, UpdatePipeRequest } from '@aws-sdk/client-pipes';
import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { attach } from '../../../lab/drills/policy-fixes.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { milestonesWait, pipeFromNow } from '../health/waiting.ts';
import { eventPipeline } from '../project.ts';
import { activityMapping, awarded, firstMilestone, type Output } from './event-pipeline.ts';

/** Starts the pipe by an update, which may change more of it. */
async function startByUpdate(lab: FixContext<Output>, change: Partial<UpdatePipeRequest>): Promise<void> {
  const pipe = { pipe: lab.outputs.MilestonePipeName };
  await lab.set('pipe-state', pipe, await lab.get('pipe-state', pipe));
  const { RoleArn } = await lab.aws.pipes.describePipe({ Name: pipe.pipe });
  await lab.aws.pipes.updatePipe({ Name: pipe.pipe, RoleArn, DesiredState: 'RUNNING', ...change });
}

/** Which metrics a pipe has: EventBridge User Guide, "Logging and monitoring Amazon EventBridge Pipes". */
export const pipeStopped = defineDrill(eventPipeline, {
  name: 'pipe-stopped',
  title: 'A hundred points, and no congratulations',
  level: 1,
  causes: 1,
  ticket: {
    report:
      'Learners pass a hundred points, their standing shows level 1, and no message comes. In the table of milestones ' +
      'the new ones have no date of award.',
    impact: 'Everybody who reached a milestone since this morning.',
    evidence:
      'The workflow has no failed executions. It has no executions at all since nine. Items go on being added to the ' +
      'table of milestones.',
  },
  evidence: [
    {
      command: 'lab metrics event-pipeline',
      finds: /^(?![\s\S]*MilestonesTask\s+Invocations)[\s\S]*ApiAccess\s+Requests/,
    },
  ],
  exam: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'],
  hints: [
    'The item is written, the workflow does not start. What carries the one to the other?',
    'A stream does nothing by itself: here a pipe reads it. Ask for its state: pipes describe-pipe.',
    'DesiredState tells what somebody wanted, CurrentState what is.',
    'Start the pipe. A stream keeps its records for a day: after that what was missed is gone.',
  ],
  lesson: {
    architect:
      'A stream is a buffer of 24 hours and not a day more: the alarm on what reads it has to ring well before. Lambda ' +
      'says how far behind a reader is (IteratorAge); a pipe has no such metric, so watch what should have been done.',
    developer:
      'An outbox item and its stream make sure that nothing is forgotten while the reader is down: it goes on where it ' +
      'stopped. That holds for the reader you restart, not for one that you replace by a new one.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'STOPPED');
  },
  backlog: milestonesWait,
  check: [{ expects: 'Who reaches a hundred points is awarded the milestone', look: awarded }],
  solution: {
    steps: ['pipes start-pipe with the name MilestonePipeName.'],
    apply: (lab) => lab.set('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'RUNNING'),
  },
  otherFixes: [
    {
      title: 'Updates the pipe with the state that it should be in',
      apply: async (lab) => startByUpdate(lab, {}),
    },
    {
      title: 'Deletes the pipe and recreates it, from the oldest record of the stream on',
      async apply(lab) {
        const Name = lab.outputs.MilestonePipeName;
        const { Source, Target, RoleArn, SourceParameters, TargetParameters } = await lab.aws.pipes.describePipe({
          Name,
        });
        await lab.aws.pipes.deletePipe({ Name });
        const pipe = { Name, Source, Target, RoleArn, SourceParameters, TargetParameters } as CreatePipeRequest;
        await lab.aws.pipes.createPipe({ ...pipe, DesiredState: 'RUNNING' });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Starts the workflow by hand for the learner who complained',
      async apply(lab) {
        const key = firstMilestone(lab.nonce());
        const record = { eventName: 'INSERT', dynamodb: { Keys: key, NewImage: key } };
        await lab.aws.sfn.startExecution({
          stateMachineArn: lab.outputs.MilestoneMachineArn,
          input: JSON.stringify([record]),
        });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Restarts the worker of the activity queue instead',
      async apply(lab) {
        const mapping = await activityMapping(lab);
        await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: true });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Gives the task of the workflow more memory',
      apply: (lab) =>
        lab.set(
          'function-setting',
          { functionName: lab.outputs.AwardFunctionName, field: 'MemorySize' },
          liveAndLatest(1024),
        ),
    },
    {
      kind: 'too-wide',
      title: 'Starts the pipe, and makes its role an administrator in case it was refused something',
      async apply(lab) {
        await lab.set('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'RUNNING');
        const { RoleArn = '' } = await lab.aws.pipes.describePipe({ Name: lab.outputs.MilestonePipeName });
        await attach(lab, RoleArn.split('/').at(-1) as string, 'arn:aws:iam::aws:policy/AdministratorAccess');
      },
    },
    {
      kind: 'too-narrow',
      title: 'Recreates the pipe to begin with what comes now',
      destroys: true,
      apply: pipeFromNow,
    },
  ],
});

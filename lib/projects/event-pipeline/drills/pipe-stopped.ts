import { defineDrill } from '../../../lab/drill.ts';
import { eventPipeline } from '../project.ts';
import { awarded } from './event-pipeline.ts';

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
  exam: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'],
  hints: [
    'The item is written, the workflow does not start. What carries the one to the other?',
    'A stream does nothing by itself: here a pipe reads it. Ask for its state: pipes describe-pipe.',
    'DesiredState tells what somebody wanted, CurrentState what is.',
    'Start the pipe. A stream keeps its records for a day: after that what was missed is gone.',
  ],
  lesson: {
    architect:
      'A stream is a buffer of 24 hours and not a day more: the alarm on what reads it has to ring well before. Age of ' +
      'the iterator is to a stream what age of the oldest message is to a queue.',
    developer:
      'An outbox item and its stream make sure that nothing is forgotten while the reader is down: it goes on where it ' +
      'stopped. That holds for the reader you restart, not for one that you replace by a new one.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    await lab.change('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'STOPPED');
  },
  check: [{ promise: 'Who reaches a hundred points is awarded the milestone', look: awarded }],
  solution: {
    steps: ['pipes start-pipe with the name MilestonePipeName.'],
    apply: (lab) => lab.set('pipe-state', { pipe: lab.outputs.MilestonePipeName }, 'RUNNING'),
  },
  shortcuts: [
    {
      title: 'Starts the workflow by hand for the learner who complained',
      async apply(lab) {
        const key = { pk: { S: `LEARNER#${lab.nonce()}` }, sk: { S: 'MILESTONE#SAA-C03/2#1' } };
        const record = { eventName: 'INSERT', dynamodb: { Keys: key, NewImage: key } };
        await lab.aws.sfn.startExecution({
          stateMachineArn: lab.outputs.MilestoneMachineArn,
          input: JSON.stringify([record]),
        });
      },
    },
  ],
});

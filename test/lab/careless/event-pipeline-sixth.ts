/** The sixth list, of 2026-11-29, for the drills of the event pipeline: what the first five had not. See `model.ts`. */
import type { Lab, Output } from './event-pipeline-by-hand.ts';
import { changeStream } from './event-pipeline-fourth.ts';
import { besides, type TriedOn } from './model.ts';

/** Changes the workflow as a whole, by its definition. */
async function changeWorkflow(lab: Lab, change: (definition: Definition) => void) {
  const stateMachineArn = lab.outputs.MilestoneMachineArn;
  const { definition = '' } = await lab.aws.sfn.describeStateMachine({ stateMachineArn });
  const changed = JSON.parse(definition);
  change(changed);
  lab.undoBy(() => lab.aws.sfn.updateStateMachine({ stateMachineArn, definition }));
  await lab.aws.sfn.updateStateMachine({ stateMachineArn, definition: JSON.stringify(changed) });
}

interface Definition {
  readonly States: Readonly<Record<'EachRecord', { MaxConcurrency?: number }>>;
}

export const sixthOnEventPipeline: TriedOn<Output> = {
  'pipe-stopped': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'has whole batches parked for the sake of one record', (lab) =>
          changeStream(lab, ({ OnPartialBatchItemFailure: _, ...others }) => others),
        ),
        besides<Output>('too-narrow', 'leaves out what has waited for a minute', (lab) =>
          changeStream(lab, (stream) => ({ ...stream, MaximumRecordAgeInSeconds: 60 })),
        ),
      ],
      right: [],
    };
  },
  'told-nobody': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'has the log of the workflow tell what learners did', async (lab) => {
          const stateMachineArn = lab.outputs.MilestoneMachineArn;
          const { loggingConfiguration } = await lab.aws.sfn.describeStateMachine({ stateMachineArn });
          lab.undoBy(() => lab.aws.sfn.updateStateMachine({ stateMachineArn, loggingConfiguration }));
          await lab.aws.sfn.updateStateMachine({
            stateMachineArn,
            loggingConfiguration: { ...loggingConfiguration, includeExecutionData: true },
          });
        }),
        besides<Output>('too-wide', 'lets all records of a batch run at once', (lab) =>
          changeWorkflow(lab, ({ States }) => delete States.EachRecord.MaxConcurrency),
        ),
      ],
      right: [],
    };
  },
};

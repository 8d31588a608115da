/** What the workflow of the milestones promises of its input, and its task of its answer. */
import { type CheckContext, CouldNotLook, type Finding, type Probe } from '../../../lab/drills/drill.ts';
import { firstMilestone, milestoneRecord, type Output, PATIENCE } from '../drills/event-pipeline.ts';

/** Which step of a workflow begins to do something (AWS Step Functions API Reference, "HistoryEvent"). */
const BEGINS = new Set(['TaskScheduled', 'LambdaFunctionScheduled', 'ActivityScheduled']);

/** The kinds of event in the history of an execution, once it has ended; undefined while it does not. */
async function historyOf(lab: CheckContext<Output>, executionArn: string): Promise<readonly string[] | undefined> {
  const ended = await lab.eventually(async () => {
    const { status = 'unknown' } = await lab.aws.sfn.describeExecution({ executionArn });
    return { ok: status !== 'RUNNING', saw: status, wanted: 'an end' };
  }, PATIENCE);
  if (!ended.ok) return undefined;
  const { events = [] } = await lab.aws.sfn.getExecutionHistory({ executionArn, maxResults: 1_000 });
  if (events.length === 0) throw new CouldNotLook('Step Functions did not say what the execution did: check again');
  return events.map(({ type = '' }) => type);
}

/**
 * Hands the workflow a record that was changed and one that was removed, as it would come without the filter of the pipe:
 * awarding changes the item, and time to live removes one.
 */
export const onlyTheNewIsAwarded: Probe<Output> = {
  expects: 'A milestone that is changed or removed is none that was reached',
  async look(lab) {
    const record = milestoneRecord(`health-${lab.nonce()}`);
    const { executionArn = '' } = await lab.aws.sfn.startExecution({
      stateMachineArn: lab.outputs.MilestoneMachineArn,
      input: JSON.stringify(['MODIFY', 'REMOVE'].map((eventName) => ({ ...record, eventName }))),
    });
    const begun = (await historyOf(lab, executionArn))?.filter((type) => BEGINS.has(type)).length;
    return {
      ok: begun === 0,
      saw: begun === undefined ? 'an execution that does not end' : `${begun} steps begun`,
      wanted: '0 steps begun',
    };
  },
};

/** What the task answers of a milestone that is not there. */
async function answerOfNone(lab: CheckContext<Output>, learnerId: string): Promise<Finding> {
  const { pk, sk } = firstMilestone(learnerId);
  const request = { pk: pk.S, sk: sk.S, executionId: 'health' };
  const { FunctionError, Payload } = await lab.aws.lambda.invoke({
    FunctionName: lab.outputs.AwardFunctionName,
    Payload: Buffer.from(JSON.stringify(request)),
  });
  const saw = Buffer.from(Payload ?? []).toString();
  const ok = FunctionError === undefined && (JSON.parse(saw) as { awarded?: unknown } | null)?.awarded === false;
  return { ok, saw: ok ? 'no' : 'another answer', wanted: 'no, of one that is not there' };
}

/** The workflow, and the one after it, tells apart `true` and `false`, and not two texts. */
export const taskSaysYesOrNo: Probe<Output> = {
  expects: 'Who asks whether a milestone was awarded is told yes or no',
  look: (lab) => answerOfNone(lab, `health-${lab.nonce()}`),
};

/**
 * Hands the workflow a new record whose milestone it may not award, since it is not there, as one is that another execution has
 * awarded: to ask the task is all that is to be done. Left alone while the task fails, which would park the record.
 */
export const onlyTheAwardedIsTold: Probe<Output> = {
  expects: 'Who was awarded nothing is told nothing',
  async look(lab) {
    const learnerId = `health-${lab.nonce()}`;
    const answer = await answerOfNone(lab, learnerId);
    if (!answer.ok) return answer;
    const { executionArn = '' } = await lab.aws.sfn.startExecution({
      stateMachineArn: lab.outputs.MilestoneMachineArn,
      input: JSON.stringify([milestoneRecord(learnerId)]),
    });
    const begun = (await historyOf(lab, executionArn))?.filter((type) => BEGINS.has(type)).length;
    return {
      ok: begun === 1,
      saw: begun === undefined ? 'an execution that does not end' : `${begun} steps begun`,
      wanted: '1 step begun',
    };
  },
};

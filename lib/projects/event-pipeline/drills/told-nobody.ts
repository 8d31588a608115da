import { type CheckContext, defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { liveAndLatest } from '../../../lab/settings/lambda.ts';
import { eventPipeline } from '../project.ts';
import { milestoneRecord, type Output, solveDrills } from './event-pipeline.ts';

const RIGHT = '{% $states.input.awarded %}';
const WRONG = "{% $states.input.awarded = 'true' %}";

/** Edits the workflow's definition as text. Throws when the place is not there. */
function edited<Definition>(definition: Definition, find: string, replace: string): Definition {
  const text = JSON.stringify(definition);
  if (!text.includes(JSON.stringify(find))) throw new Error(`The workflow has no ${find} in it.`);
  return JSON.parse(text.replace(JSON.stringify(find), () => JSON.stringify(replace)));
}

/** Runs `listen` with a queue that hears all that the topic says; the queue is gone afterwards. */
async function withListener<Answer>(
  { aws, outputs, nonce }: CheckContext<Output>,
  listen: (heard: () => Promise<string[]>) => Promise<Answer>,
): Promise<Answer> {
  const { QueueUrl } = await aws.sqs.createQueue({ QueueName: `certlab-check-${nonce()}` });
  const { Attributes } = await aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  const QueueArn = Attributes?.QueueArn as string;
  const fromTopic = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: QueueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': outputs.MilestoneTopicArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [fromTopic] });
  await aws.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  const { SubscriptionArn } = await aws.sns.subscribe({
    TopicArn: outputs.MilestoneTopicArn,
    Protocol: 'sqs',
    Endpoint: QueueArn,
    ReturnSubscriptionArn: true,
  });
  const messages: string[] = [];
  try {
    return await listen(async () => {
      const { Messages = [] } = await aws.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      messages.push(...Messages.map(({ Body }) => Body ?? ''));
      return messages;
    });
  } finally {
    await aws.sns.unsubscribe({ SubscriptionArn });
    await aws.sqs.deleteQueue({ QueueUrl });
  }
}

/** Puts another condition in place of the wrong one. */
async function rewriteChoice(lab: FixContext<Output>, condition: string): Promise<void> {
  const machine = { arn: lab.outputs.MilestoneMachineArn };
  await lab.set('state-machine', machine, edited(await lab.get('state-machine', machine), WRONG, condition));
}

/** Whether a message of the topic, as SQS keeps it, is about this learner, and says which level was reached, and where. */
function tellsAll(message: string, learnerId: string): boolean {
  if (!message.includes(learnerId)) return false;
  try {
    const { domain, level } = JSON.parse(JSON.parse(message).Message);
    return domain === 'SAA-C03/2' && [1, 2].includes(level);
  } catch {
    // Something is told, and no program can read what.
    return false;
  }
}

export const toldNobody = defineDrill(eventPipeline, {
  name: 'told-nobody',
  title: 'Milestones are awarded, and nobody hears of it',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'Marketing misses the congratulations: not one was sent since the workflow was "simplified". The milestones ' +
      'themselves are awarded, with date and all.',
    impact: 'All learners who reach a milestone. The milestones are right; the messages are gone.',
    evidence:
      'All executions of the workflow succeed, faster than before. The topic counts no messages and no failures. ' +
      'Nothing is parked.',
  },
  evidence: [
    {
      command: 'lab metrics event-pipeline',
      finds: /^(?![\s\S]*MilestonesWorkflow\s+sns:publish)[\s\S]*MilestonesWorkflow\s+ExecutionsSucceeded/,
    },
  ],
  exam: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/4.1', 'DVA-C02/1.1', 'DVA-C02/4.1'],
  hints: [
    'Every execution succeeds, but which way did it go? Look at the history of one: stepfunctions get-execution-history.',
    'After Award comes a choice. Which branch is taken, and what is in the input that it looks at?',
    "Read the condition of that choice, and mind the types: true and 'true' are not the same thing.",
    'Make the condition ask for the boolean again. Do not send every execution to TellTheLearner: some have been told.',
  ],
  lesson: {
    architect:
      'A workflow that ends well has not necessarily done anything. Promise outcomes, a message for each milestone, ' +
      'and count them on both sides; executions that succeed are only the way there.',
    developer:
      'A choice without a match takes its default, without a word. Give the default a meaning that can be seen, and ' +
      'test both branches: Step Functions tests a single state with TestState, without deploying.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const machine = { arn: lab.outputs.MilestoneMachineArn };
    await lab.change('state-machine', machine, (definition) => edited(definition, RIGHT, WRONG));
  },
  check: [
    {
      expects: 'Who reaches two milestones is told of both, and once however often the workflow is asked',
      look: (lab) =>
        withListener(lab, async (heard) => {
          const learnerId = `check-${lab.nonce()}`;
          await solveDrills(lab, learnerId, 10);
          const messages = async (wanted: number) => {
            const saw = (await heard()).filter((message) => tellsAll(message, learnerId)).length;
            return { ok: saw === wanted, saw: `${saw} messages`, wanted: `${wanted}, however often it is asked` };
          };
          const told = await lab.eventually(() => messages(2), 8);
          if (!told.ok) return told;
          await lab.aws.sfn.startExecution({
            stateMachineArn: lab.outputs.MilestoneMachineArn,
            input: JSON.stringify([milestoneRecord(learnerId)]),
          });
          return lab.throughout(() => messages(2), 2.5);
        }),
    },
  ],
  solution: {
    steps: [`stepfunctions update-state-machine: the condition behind Award is ${RIGHT}`],
    apply: (lab) => rewriteChoice(lab, RIGHT),
  },
  otherFixes: [
    {
      title: 'Compares with the boolean',
      apply: (lab) => rewriteChoice(lab, '{% $states.input.awarded = true %}'),
    },
    {
      title: 'Takes whatever means yes for yes',
      apply: (lab) => rewriteChoice(lab, '{% $boolean($states.input.awarded) %}'),
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Makes the choice always say yes',
      apply: (lab) => rewriteChoice(lab, '{% true %}'),
    },
    {
      kind: 'too-wide',
      title: 'Asks only whether there is an answer, which there always is',
      apply: (lab) => rewriteChoice(lab, '{% $exists($states.input.awarded) %}'),
    },
    {
      kind: 'too-narrow',
      title: 'Tells of the first hundred points, which was complained about',
      apply: (lab) => rewriteChoice(lab, "{% $states.input.awarded and $record.dynamodb.NewImage.level.N = '1' %}"),
    },
    {
      kind: 'hidden',
      title: 'Sends the congratulations by hand to the learner who missed them',
      async apply(lab) {
        const Message = JSON.stringify({ learnerId: `by-hand-${lab.nonce()}`, domain: 'SAA-C03/2', level: 1 });
        await lab.aws.sns.publish({ TopicArn: lab.outputs.MilestoneTopicArn, Message });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Gives the task more memory, since executions were slower when messages went out',
      apply: (lab) =>
        lab.set(
          'function-setting',
          { functionName: lab.outputs.AwardFunctionName, field: 'MemorySize' },
          liveAndLatest(1024),
        ),
    },
  ],
});

/** The eighth list, of 2026-11-29, for the drills of the event pipeline: what the first seven had not. See `model.ts`. */
import type { StateMachineDefinition } from '../../../lib/lab/settings/sfn.ts';
import { arnOf, changeTarget, type Lab, type Output, setPattern, updateMapping } from './event-pipeline-by-hand.ts';
import { besides, fixedAnd, instead, type TriedOn } from './model.ts';

const DEDUPE = 'event-pipeline/worker/dedupe.ts';

/** Deploys the workflow with one text in place of another, which has to be there once. */
async function rewriteWorkflow(lab: Lab, find: string, replace: string) {
  const machine = { arn: lab.outputs.MilestoneMachineArn };
  const text = JSON.stringify(await lab.get('state-machine', machine));
  if (text.split(find).length !== 2) throw new Error(`The workflow has not one place like ${find}.`);
  await lab.set('state-machine', machine, JSON.parse(text.replace(find, () => replace)) as StateMachineDefinition);
}

export const eighthOnEventPipeline: TriedOn<Output> = {
  'rule-mismatch': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'lets no event of another version through the rule', (lab) =>
          setPattern(lab, { source: ['certlab.study'], detail: { schemaVersion: [1] } }),
        ),
      ],
      right: [],
    };
  },
  'filtered-away': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'gives the worker nothing but what names our source', (lab) =>
          updateMapping(lab, { FilterCriteria: { Filters: [{ Pattern: '{"body":{"source":["certlab.study"]}}' }] } }),
        ),
      ],
      right: [],
    };
  },
  'consumer-asleep': () => {
    return {
      careless: [
        besides<Output>('too-narrow', 'has the worker wait five minutes for a fuller batch', (lab) =>
          updateMapping(lab, { MaximumBatchingWindowInSeconds: 300 }),
        ),
      ],
      right: [],
    };
  },
  'envelope-lost': () => {
    return {
      careless: [
        besides<Output>('elsewhere', 'builds an envelope of type and detail by a template', (lab) =>
          changeTarget(lab, {
            InputTransformer: {
              InputPathsMap: { type: '$.detail-type', detail: '$.detail' },
              InputTemplate: '{"detail-type": <type>, "detail": <detail>}',
            },
          }),
        ),
      ],
      right: [],
    };
  },
  'queue-takes-no-post': () => {
    return {
      careless: [
        // Refused by the contract alone, since what comes now counts.
        instead<Output>('too-narrow', 'Lets the rule send, and leaves parked what was refused', async (lab) => {
          const { Arn } = await lab.aws.eventbridge.describeRule({
            EventBusName: lab.outputs.ActivityBusName,
            Name: lab.outputs.ActivityRuleName,
          });
          const queue = { queueUrl: lab.outputs.ActivityQueueUrl, name: 'Policy' } as const;
          const { Statement = [] } = JSON.parse((await lab.get('queue-attribute', queue)) || '{}');
          const send = {
            ...{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' },
            ...{ Resource: await arnOf(lab, queue.queueUrl), Condition: { ArnEquals: { 'aws:SourceArn': Arn } } },
          };
          const policy = { Version: '2012-10-17', Statement: [...[Statement].flat(), send] };
          await lab.set('queue-attribute', queue, JSON.stringify(policy));
        }),
      ],
      right: [],
    };
  },
  'told-nobody': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'begins the award of a milestone that was only changed', (lab) =>
          rewriteWorkflow(lab, "eventName = 'INSERT'", "eventName in ['INSERT', 'MODIFY']"),
        ),
        besides<Output>('hidden', 'ends what could not be told as nothing to do', async (lab) => {
          const machine = { arn: lab.outputs.MilestoneMachineArn };
          const text = JSON.stringify(await lab.get('state-machine', machine), (name, value) =>
            name === 'TellTheLearner'
              ? { ...value, Catch: value.Catch.map((each: object) => ({ ...each, Next: 'NothingToDo' })) }
              : value,
          );
          await lab.set('state-machine', machine, JSON.parse(text) as StateMachineDefinition);
        }),
      ],
      right: [],
    };
  },
  'dedupe-dropped': (drill) => {
    return {
      careless: [
        fixedAnd<Output>(drill)('elsewhere', 'puts the time into the sort key of the record', (lab) =>
          lab.fixSources({
            file: DEDUPE,
            find: '...marshallKey(dedupeKey(id)),',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the file that it is put into
            replace: '...marshallKey({ ...dedupeKey(id), sk: `APPLIED#${Date.now()}` }),',
          }),
        ),
        fixedAnd<Output>(drill)('too-narrow', 'knows an event by the first digits of its id', (lab) =>
          lab.fixSources({ file: DEDUPE, find: 'dedupeKey(id)', replace: "dedupeKey(id.split('-')[0] ?? id)" }),
        ),
      ],
      right: [],
    };
  },
};

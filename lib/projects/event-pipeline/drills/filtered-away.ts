import { EVENT_SOURCE } from '../../../../lambda/event-pipeline/env.ts';
import { defineDrill, type FixContext } from '../../../lab/drills/drill.ts';
import { parkedWithReason } from '../health/parked.ts';
import { eventPipeline } from '../project.ts';
import {
  activityMapping,
  activityRule,
  arrive,
  failuresAreReported,
  type Output,
  openQueue,
  queueIsClosed,
  replaceMapping,
  updateMapping,
} from './event-pipeline.ts';

/** Lets only these kinds through to the worker; all when there are none. */
async function filterFor(lab: FixContext<Output>, kinds: readonly string[]): Promise<void> {
  const mapping = await activityMapping(lab);
  const filters = kinds.length > 0 ? [JSON.stringify({ body: { 'detail-type': kinds } })] : [];
  await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), filters });
}

export const filteredAway = defineDrill(eventPipeline, {
  name: 'filtered-away',
  title: 'Lessons count, drills and quizzes do not',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'Learners who read lessons move up. Learners who solve drills or answer questions do not, and they are upset: ' +
      'drills are worth the most. The events are on the bus; somebody has seen them there.',
    impact: 'Two kinds of activity out of three, for all learners, and for good: the messages are gone.',
    evidence:
      'The queue is empty, the dead-letter queue too. More messages are sent to the queue than the worker is given. ' +
      'There are no errors, and no message was ever received twice.',
  },
  evidence: [
    {
      command: 'lab metrics event-pipeline',
      finds: /^(?![\s\S]*ActivityWorker\s+EventParked)[\s\S]*ApiAccess\s+Requests/,
    },
  ],
  exam: ['DVA-C03/1.2', 'DVA-C03/4.1', 'DVA-C02/1.2', 'DVA-C02/4.1', 'SAA-C03/2.1', 'SAA-C03/4.2'],
  hints: [
    'Three kinds of event take the same way. How far do the two missing ones get? Compare sent, received and invoked.',
    'They reach the queue and leave it, but not into the worker. What sits between a queue and its function?',
    'lambda get-event-source-mapping: read its FilterCriteria.',
    'Take the filter away. Completing the list of kinds would break again with the next kind.',
  ],
  lesson: {
    architect:
      'A filter on a mapping saves invocations, and for SQS it deletes what it does not match. It is a decision about ' +
      'data, and belongs where one sees what is lost: in the rule, with an archive behind it.',
    developer:
      'What a filter drops is neither an error nor a dead letter. When the numbers of sent and processed drift apart ' +
      'and every error metric is flat, look for something that filters.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const mapping = await activityMapping(lab);
    const filters = [JSON.stringify({ body: { 'detail-type': ['LessonRead'] } })];
    await lab.change('event-source', mapping, (before) => ({ ...before, filters }));
  },
  check: [
    {
      expects: 'Every kind of activity counts',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved', 'QuizAnswered'], 35),
    },
    {
      expects: 'An activity of a type that nobody knows is parked, and not deleted',
      look: (lab) => parkedWithReason(lab, 'UnknownType'),
    },
    queueIsClosed,
    failuresAreReported,
  ],
  solution: {
    steps: ['lambda update-event-source-mapping with an empty --filter-criteria.'],
    async apply(lab) {
      const mapping = await activityMapping(lab);
      await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), filters: [] });
    },
  },
  otherFixes: [
    {
      title: 'Takes the filter away by a call that names nothing else',
      apply: (lab) => updateMapping(lab, { FilterCriteria: { Filters: [] } }),
    },
    {
      title: 'Deletes the mapping and recreates it, as the template has it',
      apply: (lab) => replaceMapping(lab),
    },
  ],
  shortcuts: [
    {
      kind: 'too-narrow',
      title: 'Adds the one kind that was complained about to the filter',
      apply: (lab) => filterFor(lab, ['LessonRead', 'DrillSolved']),
    },
    {
      kind: 'too-narrow',
      title: 'Completes the list of kinds, so that the next new kind is deleted unseen',
      apply: (lab) => filterFor(lab, ['LessonRead', 'DrillSolved', 'QuizAnswered']),
    },
    {
      kind: 'elsewhere',
      title: 'Names the kinds in the rule on the bus, and leaves the filter',
      apply: (lab) =>
        lab.set('event-rule', activityRule(lab), {
          enabled: true,
          pattern: { source: [EVENT_SOURCE], 'detail-type': ['LessonRead', 'DrillSolved', 'QuizAnswered'] },
        }),
    },
    {
      kind: 'hidden',
      title: 'Stops the consumer, so that nothing more is deleted and nothing more arrives',
      async apply(lab) {
        const mapping = await activityMapping(lab);
        await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), enabled: false });
      },
    },
    {
      kind: 'too-wide',
      title: 'Takes the filter away, and lets everybody send to the queue',
      async apply(lab) {
        await filterFor(lab, []);
        await openQueue(lab);
      },
    },
  ],
});

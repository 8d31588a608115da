import { defineDrill } from '../../../lab/drill.ts';
import { eventPipeline } from '../project.ts';
import { arrive } from './event-pipeline.ts';

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
    const mapping = { uuid: lab.outputs.ActivityMappingId };
    const filters = [JSON.stringify({ body: { 'detail-type': ['LessonRead'] } })];
    await lab.change('event-source', mapping, (before) => ({ ...before, filters }));
  },
  check: [
    {
      promise: 'Every kind of activity counts',
      look: (lab) => arrive(lab, ['LessonRead', 'DrillSolved', 'QuizAnswered'], 35),
    },
  ],
  solution: {
    steps: ['lambda update-event-source-mapping with an empty --filter-criteria.'],
    async apply(lab) {
      const mapping = { uuid: lab.outputs.ActivityMappingId };
      await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), filters: [] });
    },
  },
  shortcuts: [
    {
      title: 'Adds the one kind that was complained about to the filter',
      async apply(lab) {
        const mapping = { uuid: lab.outputs.ActivityMappingId };
        const filters = [JSON.stringify({ body: { 'detail-type': ['LessonRead', 'DrillSolved'] } })];
        await lab.set('event-source', mapping, { ...(await lab.get('event-source', mapping)), filters });
      },
    },
  ],
});

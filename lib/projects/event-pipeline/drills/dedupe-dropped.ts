import { ARCHIVE_DAYS, TTL_ATTRIBUTE } from '../../../../lambda/event-pipeline/env.ts';
import { dedupeKey } from '../../../../lambda/event-pipeline/keys.ts';
import { defineDrill } from '../../../lab/drills/drill.ts';
import { eventPipeline } from '../project.ts';
import { goodEvent } from '../sample-activity.ts';
import { arrive, PATIENCE, pointsOf, publish } from './event-pipeline.ts';

const FILE = 'event-pipeline/worker/dedupe.ts';
const RIGHT = 'dedupeKey(id)';
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source code, to be put into a file
const WRONG = 'dedupeKey(`${id}#${Date.now()}`)';

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source code, to be put into a file
const SPLIT_AGAIN = "dedupeKey(`${id}#${Date.now()}`.split('#')[0] ?? id)";
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source code, to be put into a file
const BY_THE_HOUR = 'dedupeKey(`${id}#${Math.floor(Date.now() / 3_600_000)}`)';
const IN_MEMORY =
  '...marshallKey(dedupeKey(((globalThis.seen ??= new Map()).get(id) ?? ' +
  'globalThis.seen.set(id, [id, Date.now()].join()).get(id)))),';

export const dedupeDropped = defineDrill(eventPipeline, {
  name: 'dedupe-dropped',
  title: 'Some learners have more points than they earned',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'A learner with a bad connection has 60 points for one drill of 20, and asks what we count. Since the release ' +
      '"sortable dedupe records" it happens about once in two hundred events, and always upwards.',
    impact: 'Every standing is in doubt. Milestones are awarded that nobody earned.',
    evidence:
      'The producers send again when they get no answer, as they are told to. The metric EventDuplicate has been at zero ' +
      'since the release; before, it was at about half a per cent. The sources are in your workbench.',
  },
  evidence: [{ command: 'lab metrics event-pipeline', finds: /^(?![\s\S]*EventDuplicate)[\s\S]*ApiAccess\s+Requests/ }],
  exam: ['SAA-C03/2.1', 'DVA-C03/1.1', 'DVA-C03/1.3', 'DVA-C03/3.1', 'DVA-C02/1.1', 'DVA-C02/1.3'],
  hints: [
    'Zero duplicates on a system that delivers at least once is not good news. What tells a duplicate from a new event?',
    'Send the same event twice, with the same eventId, and look at the standing and at the dedupe records in the table.',
    'In the workbench: dedupePut in event-pipeline/worker/dedupe.ts. Is the key the same when the same event comes again?',
    'The key has to be made from the event id alone: whatever differs between two deliveries must not be in it.',
  ],
  lesson: {
    architect:
      "Exactly once is an effect, made of at-least-once delivery and a record that the producer's id was seen. The id " +
      'has to come from the one who knows what "the same" means: the producer, once for each thing that happened.',
    developer:
      'Key of the dedupe record: the business id, nothing of the delivery, no time, no message id, no attempt. Write it ' +
      'in one transaction with the effect, and test it with the same event twice at the same moment.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const target = { functionName: lab.outputs.ActivityWorkerName, handler: 'event-pipeline/apply-activity' };
    await lab.deployDefect({ ...target, file: FILE, find: RIGHT, replace: WRONG });
  },
  check: [
    {
      expects: 'The same event, delivered three times, counts once',
      async look(lab) {
        const learnerId = `check-${lab.nonce()}`;
        const event = goodEvent('DrillSolved', learnerId);
        const last = goodEvent('LessonRead', learnerId);
        await publish(lab, [event, event, event]);
        const wanted = 'the 20 points of one drill';
        const arrived = await lab.eventually(async () => {
          const points = await pointsOf(lab, learnerId);
          return { ok: points >= 20, saw: `${points} points`, wanted };
        }, PATIENCE);
        if (!arrived.ok) return arrived;
        // What was sent after the duplicates has arrived, so they have as well, but for a moment of grace.
        await publish(lab, [last]);
        await lab.eventually(async () => {
          const points = await pointsOf(lab, learnerId);
          return { ok: points > 20, saw: `${points} points`, wanted };
        });
        return lab.throughout(async () => {
          const points = (await pointsOf(lab, learnerId)) - 5;
          return { ok: points === 20, saw: `${points} points from three deliveries of one drill`, wanted };
        }, 1);
      },
    },
    {
      expects: 'An event is known again for as long as it can come back',
      guards: true,
      async look(lab) {
        const event = goodEvent('LessonRead', `check-${lab.nonce()}`);
        await publish(lab, [event]);
        const { pk, sk } = dedupeKey(event.detail.eventId);
        return lab.eventually(async () => {
          const { Item } = await lab.aws.dynamodb.getItem({
            TableName: lab.outputs.StandingsTableName,
            Key: { pk: { S: pk }, sk: { S: sk } },
          });
          const days = Math.round((Number(Item?.[TTL_ATTRIBUTE]?.N ?? 0) - Date.now() / 1_000) / 86_400);
          const saw = Item ? `for ${days} days` : 'not known again';
          return { ok: Item !== undefined && days > ARCHIVE_DAYS, saw, wanted: `longer than ${ARCHIVE_DAYS} days` };
        }, PATIENCE);
      },
    },
    {
      expects: 'Two drills count twice',
      look: (lab) => arrive(lab, ['DrillSolved', 'DrillSolved'], 40),
    },
  ],
  solution: {
    steps: ['In dedupe.ts make the dedupe key from the event id alone again.', 'Deploy it: lab up event-pipeline.'],
    apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: RIGHT }),
  },
  otherFixes: [
    {
      title: 'Makes the key from the id as text',
      apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: 'dedupeKey(String(id))' }),
    },
    {
      title: 'Takes the time off the id again before the key is made',
      apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: SPLIT_AGAIN }),
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Makes the key from what the event is about, so that the complaint goes away',
      apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: 'dedupeKey(JSON.stringify(more))' }),
    },
    {
      kind: 'too-narrow',
      title: 'Makes the key from the id and the hour: producers send again within minutes',
      apply: (lab) =>
        lab.fixSources({
          file: FILE,
          find: WRONG,
          replace: BY_THE_HOUR,
        }),
    },
    {
      kind: 'too-narrow',
      title: 'Makes the key from the id, and lets it expire after a minute to save storage',
      async apply(lab) {
        await lab.fixSources({ file: FILE, find: WRONG, replace: RIGHT });
        await lab.fixSources({ file: FILE, find: 'DEDUPE_DAYS * 86_400', replace: '60' });
      },
    },
    {
      kind: 'hidden',
      title: 'Remembers what it has seen in the memory of the worker, and forgets it with the worker',
      apply: (lab) =>
        lab.fixSources({
          file: FILE,
          find: `...marshallKey(${WRONG}),`,
          replace: IN_MEMORY,
        }),
    },
    {
      kind: 'elsewhere',
      title: 'Hides messages for longer, so that none is delivered twice',
      apply: (lab) =>
        lab.set('queue-attribute', { queueUrl: lab.outputs.ActivityQueueUrl, name: 'VisibilityTimeout' }, '900'),
    },
  ],
});

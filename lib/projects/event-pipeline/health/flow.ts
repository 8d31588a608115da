/** That every kind of event goes its whole way: from the bus or the edge to the standing, the card, the milestone, the shelf. */
import { randomUUID } from 'node:crypto';
import { ARCHIVE_DAYS, EVENT_SOURCE, TTL_ATTRIBUTE } from '../../../../lambda/event-pipeline/env.ts';
import { dedupeKey } from '../../../../lambda/event-pipeline/keys.ts';
import type { CheckContext, Finding, Probe } from '../../../lab/drills/drill.ts';
import { first, status } from '../../../lab/drills/probes.ts';
import { keepsPast } from '../../../lab/health/events.ts';
import { awarded, milestoneOf, milestoneRecord, type Output, PATIENCE, publish } from '../drills/event-pipeline.ts';
import { goodEvent, type SampleEvent } from '../sample-activity.ts';
import { parkedWithReason } from './parked.ts';
import { signedPost } from './signed-post.ts';

type Lab = CheckContext<Output>;

/** Events of every kind and of both exams, and what they come to by the rules that the README gives. */
function activityOf(learnerId: string) {
  const developer = { task: 'DVA-C03/1.1' };
  return {
    events: [
      goodEvent('LessonRead', learnerId),
      goodEvent('DrillSolved', learnerId),
      goodEvent('DrillSolved', learnerId, { hintsUsed: 9 }),
      goodEvent('QuizAnswered', learnerId),
      goodEvent('QuizAnswered', learnerId, { correct: false }),
      goodEvent('QuizAnswered', learnerId, developer),
      goodEvent('LessonRead', learnerId, { ...developer, at: new Date(Date.now() - 3 * 86_400_000).toISOString() }),
    ],
    wanted: [
      { domain: 'DVA-C03/1', points: 15, lessonsRead: 1, drillsSolved: 0, questionsAnswered: 1, questionsRight: 1 },
      { domain: 'SAA-C03/2', points: 40, lessonsRead: 1, drillsSolved: 2, questionsAnswered: 2, questionsRight: 1 },
    ],
  };
}

async function standingOf(lab: Lab, learnerId: string): Promise<string> {
  const answer = await lab.request(`${lab.outputs.ApiUrl}/v1/standings/${learnerId}`);
  if (answer.status !== 200) return `HTTP ${answer.status}`;
  const { standings } = JSON.parse(answer.text) as { standings: Record<string, string | number>[] };
  const lines = standings.map(
    ({ exam, domain, points, lessonsRead, drillsSolved, questionsAnswered, questionsRight }) => ({
      domain: `${exam}/${domain}`,
      points,
      lessonsRead,
      drillsSolved,
      questionsAnswered,
      questionsRight,
    }),
  );
  return JSON.stringify(lines.toSorted((one, other) => (one.domain < other.domain ? -1 : 1)));
}

/**
 * An event that was applied weeks ago, by another worker of an earlier release: it left its record, which is all that the
 * pipeline knows of it. Goes by itself after an hour.
 * @param eventId as its producer wrote it: before there was a normal form the record was under that
 */
async function appliedLongAgo(lab: Lab, learnerId: string, eventId: string): Promise<SampleEvent> {
  const event = goodEvent('DrillSolved', learnerId, { eventId });
  const { pk, sk } = dedupeKey(event.detail.eventId);
  await lab.aws.dynamodb.putItem({
    TableName: lab.outputs.StandingsTableName,
    Item: {
      pk: { S: pk },
      sk: { S: sk },
      appliedAt: { S: new Date(Date.now() - 20 * 86_400_000).toISOString() },
      [TTL_ATTRIBUTE]: { N: `${Math.floor(Date.now() / 1_000) + 3_600}` },
    },
  });
  return event;
}

/** Days after which nobody waits for a record to go: milliseconds in place of seconds come to fifty thousand years. */
const NEVER = 10 * 365;

/** For how many days an event's record is kept, or that there is none. */
async function rememberedFor(lab: Lab, { detail: { eventId } }: SampleEvent): Promise<Finding> {
  const { pk, sk } = dedupeKey(eventId);
  const { Item } = await lab.aws.dynamodb.getItem({
    TableName: lab.outputs.StandingsTableName,
    Key: { pk: { S: pk }, sk: { S: sk } },
    ConsistentRead: true,
  });
  const days = Math.round((Number(Item?.[TTL_ATTRIBUTE]?.N ?? 0) - Date.now() / 1_000) / 86_400);
  // A record without a time to live is never forgotten, and neither is the bill for it.
  const ok = Item !== undefined && days > ARCHIVE_DAYS && days < NEVER;
  return {
    ok,
    saw: ok ? 'as long as it can come back' : 'forgotten too early, or never',
    wanted: 'as long as it can come back',
  };
}

export const everyKindCountsOnce: Probe<Output> = {
  expects: 'Activity of every kind counts, once, however often and however late it comes again',
  async look(lab) {
    const learnerId = `health-${lab.nonce()}`;
    const { events, wanted } = activityOf(learnerId);
    const [again] = events as [SampleEvent];
    // RFC 9562, 4: the same id.
    const inCapitals = { ...again, detail: { ...again.detail, eventId: again.detail.eventId.toUpperCase() } };
    const before = [randomUUID(), randomUUID().toUpperCase()].map((id) => appliedLongAgo(lab, learnerId, id));
    await publish(lab, [...events, inCapitals, ...(await Promise.all(before))]);
    const look = async () => {
      const saw = await standingOf(lab, learnerId);
      return { ok: saw === JSON.stringify(wanted), saw, wanted: JSON.stringify(wanted) };
    };
    const arrived = await lab.eventually(look, PATIENCE);
    if (!arrived.ok) return arrived;
    await publish(lab, [again]);
    return first(await rememberedFor(lab, again), await lab.throughout(look, 1));
  },
};

/** Posts one event to the edge, as a producer with a role does. */
async function post(lab: Lab, kind: string, detail: object) {
  return signedPost(lab, `${lab.outputs.ApiUrl}/v1/activity`, JSON.stringify({ kind, ...detail }));
}

export const edgeLeadsEverywhere: Probe<Output> = {
  expects: 'What the edge takes arrives, answers to a card in their order, and what it cannot take it refuses',
  async look(lab) {
    const learnerId = `health-${lab.nonce()}`;
    const cardId = 'card-1';
    const lesson = goodEvent('LessonRead', learnerId).detail;
    const answer = (correct: boolean, secondsAgo: number) => {
      const { task: _, lessonId: __, ...common } = goodEvent('LessonRead', learnerId).detail;
      return { ...common, at: new Date(Date.now() - secondsAgo * 1_000).toISOString(), cardId, correct };
    };
    const taken = [
      await post(lab, 'LessonRead', lesson),
      await post(lab, 'CardReviewed', answer(false, 3)),
      await post(lab, 'CardReviewed', answer(true, 2)),
      await post(lab, 'CardReviewed', answer(true, 1)),
    ];
    const refused = await post(lab, 'LessonRead', { ...lesson, task: 'SAA-C03/9.9' });
    const accepted = first(
      ...(taken.map((each) => status(each, 202)) as [Finding, ...Finding[]]),
      status(refused, 422),
    );
    if (!accepted.ok) return accepted;
    const url = `${lab.outputs.ApiUrl}/v1/cards/${learnerId}/${cardId}`;
    const card = await lab.eventually(async () => {
      const found = await lab.request(url);
      const { box, reviews } = found.status === 200 ? JSON.parse(found.text) : { box: 0, reviews: 0 };
      return {
        ok: box === 3 && reviews === 3,
        saw: `box ${box} after ${reviews} answers`,
        wanted: 'box 3 after 3 answers',
      };
    }, PATIENCE);
    if (!card.ok) return card;
    return lab.eventually(async () => {
      const saw = (await standingOf(lab, learnerId)).includes('"points":5') ? 'arrived' : 'not arrived';
      return { ok: saw === 'arrived', saw, wanted: 'arrived' };
    }, PATIENCE);
  },
};

export const standingsAreServed: Probe<Output> = {
  expects: 'A standing that is asked for is answered, and one that is not there is said not to be',
  async look(lab) {
    const nobody = `${lab.outputs.ApiUrl}/v1/standings/nobody-${lab.nonce()}`;
    const empty = await lab.request(nobody);
    const etag = empty.headers.get('etag') ?? '';
    const url = (path: string) => `${lab.outputs.ApiUrl}${path}`;
    // One after the other: the emulator starts a process for each request that finds no worker free.
    const held = await lab.request(nobody, { headers: { 'if-none-match': etag } });
    const unknown = await lab.request(url('/v1/nothing'));
    const method = await lab.request(nobody, { method: 'DELETE' });
    const wrong = await lab.request(url(`/v1/standings/${encodeURIComponent('<nobody>')}`));
    return first(status(empty, 200), status(held, 304), status(unknown, 404), status(method, 405), status(wrong, 404));
  },
};

export const badEventsAreParked: Probe<Output> = {
  expects: 'What can never be applied is parked with the reason',
  look: async (lab) =>
    first(await parkedWithReason(lab, 'UnknownType', PATIENCE), await parkedWithReason(lab, 'SchemaBroken', PATIENCE)),
};

/** Asked for here and not by the template: the emulator's copy of that makes the archive after the stack. */
export const pastCanBeReplayed: Probe<Output> = {
  expects: 'What happened in the last month can be played again',
  async look({ aws, outputs }) {
    const [, partition = '', , region = '', account = ''] = outputs.ActivityBusArn.split(':');
    const asked = {
      EventPattern: { source: [EVENT_SOURCE] },
      RetentionDays: ARCHIVE_DAYS,
      SourceArn: outputs.ActivityBusArn,
    };
    const ok = await keepsPast(asked, { aws, stack: { partition, region, account, resources: [] } });
    return { ok, saw: ok ? 'all of it' : 'not all of it', wanted: 'all of it' };
  },
};

export const milestonesAreAwarded: Probe<Output> = {
  expects: 'A hundred points make a milestone, which is awarded once, however often it is asked for',
  async look(lab) {
    const learnerId = `health-${lab.nonce()}`;
    const found = await awarded(lab, PATIENCE, learnerId);
    if (!found.ok) return found;
    const awardedTo = async () => (await milestoneOf(lab, learnerId))?.awardedTo?.S;
    const holder = await awardedTo();
    await lab.aws.sfn.startExecution({
      stateMachineArn: lab.outputs.MilestoneMachineArn,
      input: JSON.stringify([milestoneRecord(learnerId)]),
    });
    return lab.throughout(async () => {
      const ok = (await awardedTo()) === holder;
      return { ok, saw: ok ? 'awarded once' : 'awarded again', wanted: 'awarded once' };
    }, 1.5);
  },
};

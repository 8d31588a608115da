/** The event pipeline's HTTP API over a bus, a queue and a table that are faked. */
import { acceptActivity } from '../../../lambda/event-pipeline/activity/accept-activity.ts';
import { assets } from '../../../lambda/event-pipeline/assets.ts';
import { readStandings } from '../../../lambda/event-pipeline/read-standings.ts';
import type { HttpHandler } from '../../../lambda/shared/http/api.ts';
import { fakeClient } from '../fakes/fake-client.ts';
import { type Asked, callHandler } from './call-handler.ts';

/** An activity that is taken. */
export const LESSON = {
  kind: 'LessonRead',
  schemaVersion: 1,
  eventId: '3d1b3f4e-6a0b-4c59-9f0e-2f4b6b1f6f10',
  learnerId: 'ada',
  at: '2026-11-23T10:00:00.000Z',
  task: 'DVA-C03/1.2',
  lessonId: 'lambda-basics',
};

const STANDING = {
  sk: { S: 'STANDING#SAA-C03/1' },
  points: { N: '205' },
  lessonsRead: { N: '41' },
  updatedAt: { S: LESSON.at },
};
const CARD = { box: { N: '3' }, reviews: { N: '4' }, lastReviewedAt: { S: LESSON.at } };

/** The whole API: `ada` has a standing and the card `c1`. What is handed on is in `sent`, what is logged in `lines`. */
export function eventApiInMemory() {
  const lines: Record<string, unknown>[] = [];
  const log = (level: string, message: string, fields: object = {}) => lines.push({ level, message, ...fields });
  const files = assets()['read-standings'] as Record<string, string>;
  const eventbridge = fakeClient(() => ({ FailedEntryCount: 0 }));
  const sqs = fakeClient(() => ({}));
  const dynamodb = fakeClient(({ name, input }) => {
    if (name === 'QueryCommand') return { Items: [STANDING] };
    const { Key } = input as { Key: { sk: { S: string } } };
    return Key.sk.S.endsWith('c1') ? { Item: CARD } : {};
  });
  const accept = acceptActivity({ eventbridge, sqs, busName: 'bus', cardQueueUrl: 'https://queue.fifo', log });
  const read = readStandings({ dynamodb, standings: 'standings', asset: async (name) => files[name] as string, log });
  // The one route that the gateway has beside those of the reader (lib/projects/event-pipeline/activity-api.ts).
  const handler: HttpHandler = (event) =>
    (event?.requestContext?.http?.method === 'POST' && event.rawPath === '/v1/activity' ? accept : read)(event);
  const request = (url: string, init?: Asked, requestId?: string) => callHandler(handler, url, init, requestId);
  return { handler, lines, request, sent: () => [...eventbridge.sent, ...sqs.sent] };
}

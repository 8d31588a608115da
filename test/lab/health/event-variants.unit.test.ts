import { expect, test } from 'vitest';
import { variantsOf } from '../../../lib/lab/health/event-variants.ts';

const EVENT = {
  source: 'ours',
  account: '000000000000',
  'detail-type': 'Read',
  time: '2026-11-27T12:00:00Z',
  detail: { version: 1, who: { name: 'a' } },
};
const variants = (pattern: object) =>
  variantsOf(JSON.stringify(EVENT), [JSON.stringify(pattern)]).map((each) => JSON.parse(each));

test('what all events of a bus and a source share is left as it is', () => {
  expect(variants({ source: ['ours'], account: ['000000000000'], region: [{ prefix: 'us-' }] })).toEqual([]);
});

test('a type has the values that the pattern names, others like them, and one that nobody named', () => {
  const types = variants({ 'detail-type': [{ 'anything-but': ['Ping'] }] }).map((event) => event['detail-type']);
  expect(types).toEqual(['what nobody named', 'Ping', 'Ping-and-more', 'more-and-Ping']);
});

test('a number has its neighbours, and a detail can be missing', () => {
  const details = variants({ detail: { version: [{ numeric: ['<=', 9] }] } }).map(({ detail }) => detail.version);
  expect(details).toEqual(expect.arrayContaining([8, 9, 10, undefined]));
});

test('a pattern may name null, true and false, as EventBridge lets it', () => {
  const details = variants({ detail: { version: [null, true, { 'anything-but': [2] }] } }).map(({ detail }) => detail);
  expect(details.map(({ version }) => version)).toEqual(expect.arrayContaining([2, undefined]));
});

test('choices are looked into, however deep, and the rest of the event stays', () => {
  const [found] = variants({
    detail: { $or: [{ who: { name: [{ prefix: 'guest-' }] } }, { who: { age: [{ exists: true }] } }] },
  });
  expect(found).toEqual({ ...EVENT, detail: { version: 1, who: { name: 'what nobody named' } } });
});

test('times are times, later than the event’s', () => {
  const times = variants({ time: [{ prefix: '2026-11' }] }).map(({ time }) => new Date(time).getTime());
  expect(times.every((time) => time > new Date(EVENT.time).getTime())).toBe(true);
  expect(times).not.toEqual([]);
});

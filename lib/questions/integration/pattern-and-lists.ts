/** Asks the emulator's TestEventPattern about each of the events. */
import type { Events, State } from '../../../lambda/shared/questions/integration/pattern-and-lists.ts';
import type { RunProof } from '../run.ts';

/** Whole, with the fields that TestEventPattern asks for. */
const eventOf = (state: State) =>
  JSON.stringify({
    ...{ id: '1', source: 'question', 'detail-type': 'Changed', account: '111122223333', region: 'us-east-1' },
    ...{ time: '2026-11-27T00:00:00Z', resources: [] },
    detail: state === undefined ? {} : { state },
  });

const events = (...states: [State, State, State]): Events => ({ states });

export const patternAndListsProof: RunProof<Events> = {
  standsOn: ['lib/questions/integration/pattern-and-lists.ts'],
  async perform({ states }, code, { eventbridge }) {
    const fits = async (state: State) =>
      (await eventbridge.testEventPattern({ EventPattern: code, Event: eventOf(state) })).Result ?? false;
    return { first: await fits(states[0]), second: await fits(states[1]), third: await fits(states[2]) };
  },
  vectors: [
    {
      source:
        'Amazon EventBridge User Guide, "Creating event patterns": where event and pattern have lists, one value in common is enough',
      setting: events(['OPEN', 'PAID'], 'Open', undefined),
      code: '{ "detail": { "state": ["OPEN"] } }',
      leaves: { first: true, second: false, third: false },
    },
    {
      source: '"Comparison operators": equals-ignore-case, prefix and suffix match as the page shows them',
      setting: events('OPEN', 'Open', 'REOPENED'),
      code: '{ "detail": { "state": [{ "equals-ignore-case": "open" }] } }',
      leaves: { first: true, second: true, third: false },
    },
    {
      source: 'the same page: anything-but needs the field; exists false is for a field that is not there',
      setting: events('OPEN', undefined, 'PAID'),
      code: '{ "detail": { "state": [{ "anything-but": "OPEN" }] } }',
      leaves: { first: false, second: false, third: true },
    },
    {
      source: 'the same page: exists false, and a value as its alternative',
      setting: events('OPEN', undefined, 'PAID'),
      code: '{ "detail": { "state": ["OPEN", { "exists": false }] } }',
      leaves: { first: true, second: true, third: false },
    },
    {
      source: 'the same page: a wildcard stands for any characters, none too',
      setting: events('OPEN', 'REOPENED', 'Open'),
      code: '{ "detail": { "state": [{ "wildcard": "*OPEN*" }] } }',
      leaves: { first: true, second: true, third: false },
    },
  ],
};

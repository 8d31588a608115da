/** Two devices and a store between them: whatever is written where, and sent how often, all come to the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOf, type Stored } from '../../../lambda/shared/evidence/stored.ts';
import { logOf } from '../../../lib/study/log/log.ts';
import { newDevice, newId, type Setting, settingOf } from '../../../lib/study/log/records.ts';
import { missingIn, union } from '../../../lib/study/log/stored.ts';

const AT = Date.UTC(2026, 10, 27, 9);
const IDS = Array.from({ length: 12 }, (_, n) => newId(AT, `device${n % 3}`));

/** Records of every kind and of none that is known; few times and ids, so that both meet. */
const record = fc.oneof(
  fc.record({
    kind: fc.constant('setting'),
    id: fc.constantFrom(...IDS),
    at: fc.integer({ min: AT, max: AT + 3 }),
    name: fc.constantFrom('exam', 'hours'),
    value: fc.constantFrom<Setting['value']>('SAA-C03', 7, null),
  }),
  fc.record({
    kind: fc.constant('sat'),
    id: fc.constantFrom(...IDS),
    at: fc.integer({ min: AT, max: AT + 3 }),
    exam: fc.constantFrom('SAA-C03', 'DVA-C03'),
    passed: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('answer', 'of a later version'),
    version: fc.constant(2),
    id: fc.constantFrom(...IDS),
    at: fc.integer({ min: AT, max: AT + 3 }),
    deep: fc.object({ maxDepth: 2 }),
  }),
) as fc.Arbitrary<Stored>;

type Place = 'phone' | 'laptop' | 'store';
const place = fc.constantFrom<Place>('phone', 'laptop');
const step = fc.oneof(
  fc.record({ does: fc.constant('write' as const), where: place, what: record }),
  // A part of what is there, from somewhere on: uploads are small, come twice, and are cut off.
  fc.record({ does: fc.constant('send' as const), where: place, from: fc.nat(10), count: fc.nat(5) }),
  fc.record({ does: fc.constant('fetch' as const), where: place, from: fc.nat(10), count: fc.nat(5) }),
);

function add(held: Stored[], more: readonly Stored[]): void {
  held.push(...missingIn(held, more));
}

describe('the log of a learner', () => {
  it('is the same everywhere once everything has been sent, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const held: Record<Place, Stored[]> = { phone: [], laptop: [], store: [] };
        const written: Stored[] = [];
        for (const one of steps) {
          if (one.does === 'write') {
            written.push(one.what);
            add(held[one.where], [one.what]);
          } else {
            const [from, to] = one.does === 'send' ? [one.where, 'store' as const] : ['store' as const, one.where];
            add(held[to], held[from].slice(one.from, one.from + one.count));
          }
        }
        for (const device of ['phone', 'laptop'] as const) add(held.store, held[device]);
        for (const device of ['phone', 'laptop'] as const) add(held[device], held.store);
        const whole = logOf(written);
        for (const where of ['phone', 'laptop', 'store'] as const) expect(logOf(held[where])).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  it('has every record once, in the order of time, however often it was written', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 20 }), (records) => {
        const once = union(records);
        expect(union(once, records, records.toReversed())).toEqual(once);
        expect(new Set(once.map(({ id }) => id)).size).toBe(once.length);
        expect(once.map(({ at }) => at)).toEqual(once.map(({ at }) => at).toSorted((a, b) => a - b));
        expect(new Set(once.map(({ id }) => id))).toEqual(new Set(records.map(({ id }) => id)));
      }),
    );
  });

  it('loses nothing that it cannot read: another kind, and a later version of one', () => {
    const later: Stored[] = [
      { kind: 'answer', version: 2, id: 'a', at: AT },
      { kind: 'dream', id: 'b', at: AT },
    ];
    expect(later.map(faultOf)).toEqual([undefined, undefined]);
    expect(union(later)).toEqual(later);
    expect(logOf(later)).toMatchObject({ answers: [], passedOver: 2 });
  });
});

describe('a setting', () => {
  const examOf = (...settings: readonly Setting[]) =>
    logOf(settings as unknown as Stored[]).settings.get('exam')?.value;

  it('is the one that was set last, by time, then by device', () => {
    const [a, b] = [newDevice(), newDevice()].toSorted() as [string, string];
    const early = settingOf('exam', 'SAA-C03', { device: b, now: AT });
    const late = settingOf('exam', 'DVA-C03', { device: a, now: AT + 1 });
    expect([examOf(early, late), examOf(late, early)]).toEqual(['DVA-C03', 'DVA-C03']);
    const beside = settingOf('exam', 'DVA-C02', { device: a, now: AT });
    expect([examOf(early, beside), examOf(beside, early)]).toEqual(['SAA-C03', 'SAA-C03']);
  });

  it('can be set again although the clock that set it before was a year ahead', () => {
    const ahead = settingOf('exam', 'SAA-C03', { device: 'a', now: AT + 365 * 86_400_000 });
    const now = settingOf('exam', 'DVA-C03', { former: ahead, device: 'b', now: AT });
    expect(examOf(now, ahead)).toBe('DVA-C03');
  });
});

describe('an id', () => {
  it('is made once: by time, device and chance', () => {
    const ids = Array.from({ length: 2_000 }, () => newId(AT, 'device00'));
    expect(new Set(ids).size).toBe(2_000);
    expect(ids.every((id) => /^[0-9a-z]{8}-device00-[0-9a-z]{12}$/.test(id))).toBe(true);
    expect([newId(AT + 1, 'a'), newId(AT, 'b')].toSorted()[0]).toMatch(/-b-/);
    expect(newDevice()).toMatch(/^[0-9a-z]{8}$/);
  });
});

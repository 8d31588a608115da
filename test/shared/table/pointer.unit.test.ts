import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  claim,
  type Pointer,
  pointerFromItem,
  pointerToItem,
  retired,
  SeedSupersededError,
  switchTo,
} from '../../../lambda/shared/table/pointer.ts';

const AT = new Date('2026-11-23T12:00:00Z');
const EMPTY: Pointer = { revision: 0, retiring: [], cursorKey: Uint8Array.of(1, 2, 3) };
const SERVING_A: Pointer = { ...EMPTY, revision: 3, version: 'a', seededAt: '2026-11-01T00:00:00.000Z' };

describe('claim', () => {
  test('stages an edition and leaves what is served', () => {
    expect(claim(SERVING_A, 'b')).toEqual({ ...SERVING_A, staging: 'b' });
  });

  test('stages nothing when the edition is served already', () => {
    expect(claim(SERVING_A, 'a')).toEqual(SERVING_A);
  });

  test('gives up the edition that another seed left half-written', () => {
    expect(claim({ ...SERVING_A, staging: 'b' }, 'c')).toMatchObject({ staging: 'c', retiring: ['b'] });
    expect(claim({ ...SERVING_A, staging: 'b' }, 'a')).toEqual({ ...SERVING_A, retiring: ['b'] });
  });

  test('takes an edition back that was to expire', () => {
    expect(claim({ ...SERVING_A, retiring: ['b', 'c'] }, 'b')).toMatchObject({ staging: 'b', retiring: ['c'] });
  });
});

describe('switchTo', () => {
  test('serves the staged edition, and retires the one before', () => {
    expect(switchTo({ ...SERVING_A, staging: 'b' }, 'b', AT)).toEqual({
      ...SERVING_A,
      version: 'b',
      seededAt: AT.toISOString(),
      retiring: ['a'],
    });
  });

  test('changes nothing when another seed of the edition was faster', () => {
    expect(switchTo(SERVING_A, 'a', AT)).toBe(SERVING_A);
  });

  test('refuses an edition that is no longer staged', () => {
    expect(() => switchTo({ ...SERVING_A, staging: 'c' }, 'b', AT)).toThrow(SeedSupersededError);
    expect(() => switchTo(SERVING_A, 'b', AT)).toThrow(SeedSupersededError);
  });
});

test('retired takes an edition off the list, and no other', () => {
  expect(retired({ ...SERVING_A, retiring: ['b', 'c'] }, 'b').retiring).toEqual(['c']);
});

describe('whatever is done in whatever order', () => {
  const version = fc.constantFrom('a', 'b', 'c');
  const step = fc.record({ action: fc.constantFrom('claim', 'switch', 'retire'), version });
  const apply = (pointer: Pointer, { action, version }: { action: string; version: string }): Pointer => {
    if (action === 'claim') return claim(pointer, version);
    if (action === 'retire') return retired(pointer, version);
    try {
      return switchTo(pointer, version, AT);
    } catch {
      return pointer;
    }
  };

  test('no edition is at once served or staged and to expire, and none is listed twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const pointer = steps.reduce(apply, EMPTY);

        expect(pointer.retiring).not.toContain(pointer.version);
        expect(pointer.retiring).not.toContain(pointer.staging);
        expect(pointer.staging === undefined || pointer.staging !== pointer.version).toBe(true);
        expect(new Set(pointer.retiring).size).toBe(pointer.retiring.length);
      }),
    );
  });

  test('repeating a step changes nothing more', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), step, (steps, last) => {
        const once = apply(steps.reduce(apply, EMPTY), last);

        expect(apply(once, last)).toEqual(once);
      }),
    );
  });

  test('the item in the table holds all of it', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const pointer = steps.reduce(apply, EMPTY);

        expect(pointerFromItem(pointerToItem(pointer))).toEqual(pointer);
      }),
    );
  });
});

test('a claim takes the served edition off the list of those that expire, however it came there', () => {
  const pointer = { ...EMPTY, version: 'served', retiring: ['served', 'older'] };

  expect(claim(pointer, 'new')).toMatchObject({ version: 'served', staging: 'new', retiring: ['older'] });
});

test('refuses an item that lacks anything that every pointer has', () => {
  const whole = pointerToItem(EMPTY);
  for (const name of ['revision', 'cursorKey', 'retiring']) {
    const { [name]: _, ...rest } = whole;
    expect(() => pointerFromItem(rest), name).toThrow('seed again');
  }
  expect(pointerFromItem(whole)).toEqual(EMPTY);
});

test('refuses an item that is no pointer', () => {
  expect(() => pointerFromItem({ pk: { S: 'CONTENT' }, sk: { S: 'CURRENT' } })).toThrow('seed again');
});

/** One way to write what a template and a service each write in their own: so that what is left to differ, differs. */

import { capitalized } from './reader.ts';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Documents of which a template and a service hold JSON, the one as an object and the other as text. */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `[{ Key, Value }]` and `{ key: value }` as the latter, without the tags that CloudFormation adds itself. */
function tags(value: unknown): unknown {
  const pairs: [string, unknown][] = Array.isArray(value)
    ? value.map(({ Key, Value }) => [Key, Value])
    : isObject(value)
      ? Object.entries(value)
      : [];
  const own = pairs.filter(([key]) => !key.startsWith('aws:')).sort(([a], [b]) => (a < b ? -1 : 1));
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

/** IAM takes one value and a list of one for the same. */
const listOfOne = (value: unknown, inPolicy: boolean): unknown =>
  inPolicy && Array.isArray(value) && value.length === 1 && !isObject(value[0]) ? value[0] : value;

const isPolicy = (name: string) => /Policy(Document)?$/.test(name) && !/^Re(drive|try)/.test(name);

/**
 * A value so that two that mean the same are equal: numbers and truth as text (CloudFormation takes either), JSON in text
 * as what it holds, tags as a map, names in one order, and lists in one order where the order means nothing.
 * @param value of a property or of all of them, with no reference left in it
 */
export function normalForm(value: unknown): unknown {
  return normal(value, { inText: false, inPolicy: false });
}

function normal(value: unknown, place: { inText: boolean; inPolicy: boolean }): unknown {
  if (typeof value === 'string') {
    const inner = parsed(value);
    // Inside of text the order is the author's: the choices of a state machine, the widgets of a dashboard.
    return inner === value ? value : normal(inner, { ...place, inText: !place.inPolicy });
  }
  if (value === null || value === undefined) return undefined;
  if (!isObject(value)) return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => normal(item, place));
    return place.inText ? items : items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  const entries = Object.entries(value).map(([name, inner]) => {
    if (name === 'Tags' || name === 'UserPoolTags') return [name, tags(inner)] as const;
    // Its emulator's copy is in the spelling of the API (lib/emulator/adapt-assembly.ts).
    if (name === 'CorsConfiguration') return [name, normal(capitalized(inner), place)] as const;
    const inPolicy = place.inPolicy || isPolicy(name);
    return [name, normal(listOfOne(inner, place.inPolicy), { ...place, inPolicy })] as const;
  });
  const kept = entries.filter(([, inner]) => inner !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept);
}

/** One place in which what is there differs from what was asked for. */
export interface Difference {
  /** Names from the property inwards, without the positions in lists: `SourceParameters.FilterCriteria`. */
  readonly path: string;
  /** `undefined` where it was not asked for. */
  readonly expected: unknown;
  /** `undefined` where it is not there. */
  readonly found: unknown;
}

/** All differences of two sets of properties, each where it is deepest. */
export function differences(expected: unknown, found: unknown): Difference[] {
  return compare(normalForm(expected), normalForm(found), []);
}

function compare(expected: unknown, found: unknown, path: readonly string[]): Difference[] {
  if (JSON.stringify(expected) === JSON.stringify(found)) return [];
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((item, i) => compare(item, found[i], path));
  }
  if (isObject(expected) && isObject(found) && !Array.isArray(expected) && !Array.isArray(found)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    return names.flatMap((name) => compare(expected[name], found[name], [...path, name]));
  }
  return [{ path: path.join('.'), expected, found }];
}

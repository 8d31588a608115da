/** Events that a pattern might tell apart: for who must get all of them, whatever stands in them. */

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Path = readonly string[];

/** What every event of one source on one bus has in common. */
const SHARED = ['source', 'account', 'region'];

/**
 * The event with other values wherever one of the patterns looks at it: the very values that the pattern names, others that
 * begin or end like them, neighbours of its numbers, another one altogether, and none where an event may have none.
 * @param event one of EventBridge's, as JSON
 */
export function variantsOf(event: string, patterns: readonly string[]): string[] {
  const places = patterns.flatMap((pattern) => placesIn(JSON.parse(pattern) as Json, []));
  const variants = places
    .filter(({ path }) => !SHARED.includes(path[0] as string))
    .flatMap(({ path, named }) => valuesAt(path, named).map((value) => put(JSON.parse(event) as Json, path, value)));
  return [...new Set(variants.map((variant) => JSON.stringify(variant)))];
}

/** Where a pattern looks, and every text and number that it names there. */
function placesIn(pattern: Json, path: Path): { readonly path: Path; readonly named: readonly (string | number)[] }[] {
  if (Array.isArray(pattern)) return [{ path, named: namedIn(pattern) }];
  return Object.entries(pattern as Record<string, Json>).flatMap(([name, inner]) =>
    name === '$or'
      ? (inner as readonly Json[]).flatMap((choice) => placesIn(choice, path))
      : placesIn(inner, [...path, name]),
  );
}

function namedIn(matcher: Json): (string | number)[] {
  if (typeof matcher === 'string' || typeof matcher === 'number') return [matcher];
  return typeof matcher === 'object' && matcher !== null ? Object.values(matcher).flatMap(namedIn) : [];
}

function valuesAt([field, ...inner]: Path, named: readonly (string | number)[]): (Json | undefined)[] {
  // What EventBridge itself writes into each event has its own form, and is always there.
  if (field === 'time') return ['2031-02-03T04:05:06Z', '2039-12-31T23:59:59Z'];
  if (field === 'id') return ['7f000000-1111-4222-8333-444444444444', 'f7000000-1111-4222-8333-444444444444'];
  if (field === 'version' || field === 'resources') return [];
  const near = named.flatMap<Json>((each) =>
    typeof each === 'number' ? [each, each + 1, each - 1] : [each, `${each}-and-more`, `more-and-${each}`],
  );
  return ['what nobody named', ...near, ...(inner.length > 0 ? [undefined] : [])];
}

/** The value with another in one place; without one there when that is undefined. */
function put(value: Json, [name, ...inner]: Path, wanted: Json | undefined): Json {
  const { [name as string]: before = {}, ...others } = value as Record<string, Json>;
  const after = inner.length > 0 ? put(typeof before === 'object' ? before : {}, inner, wanted) : wanted;
  return after === undefined ? others : { ...others, [name as string]: after };
}

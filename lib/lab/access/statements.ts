/** IAM policies in a normal form in which two wordings of one permission are the same, and can be compared. */
import { globMatches } from './glob.ts';

/** A policy as IAM, SQS, SNS, Lambda and the others store it: lists may be single values, `Sid` may be missing. */
export interface Policy {
  readonly Version?: string;
  readonly Statement?: RawStatement | readonly RawStatement[];
}

type OneOrMore = string | readonly string[];

export interface RawStatement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore>>;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A policy, and where it stands: what a finding quotes. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** Either what is named, or everything but what is named. Patterns of actions are in lower case. */
export interface PatternSet {
  readonly except: boolean;
  readonly patterns: readonly string[];
}

/** One test of a condition: operator and key in lower case, with `ArnEquals` and `ArnLike`, which mean the same, as one. */
export interface Clause {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  /** For example `statement 2 of the inline policy "Default"`. */
  readonly where: string;
  readonly allows: boolean;
  readonly actions: PatternSet;
  readonly resources: PatternSet;
  /** `AWS:arn…`, `Service:…`, or `*`; none in an identity policy. */
  readonly principals: readonly string[];
  readonly conditions: readonly Clause[];
}

const listed = (value: OneOrMore | undefined): readonly string[] => (value === undefined ? [] : [value].flat());

/** All statements of some policies. */
export function statementsOf(policies: readonly NamedPolicy[]): Statement[] {
  return policies.flatMap(({ name, policy }) =>
    [policy.Statement ?? []].flat().map((raw, index) => ({
      where: `${raw.Sid ? `statement "${raw.Sid}"` : `statement ${index + 1}`} of ${name}`,
      allows: raw.Effect === 'Allow',
      actions: patternSet(raw.Action, raw.NotAction, (action) => action.toLowerCase()),
      resources: patternSet(raw.Resource, raw.NotResource, (resource) => resource),
      // Anyone who is not named may well be everybody: in a comparison that asks what is wider, it is.
      principals: raw.NotPrincipal === undefined ? principalsOf(raw.Principal) : ['*'],
      conditions: conditionsOf(raw.Condition),
    })),
  );
}

function patternSet(
  named: OneOrMore | undefined,
  excepted: OneOrMore | undefined,
  spelled: (pattern: string) => string,
): PatternSet {
  if (excepted !== undefined) return { except: true, patterns: listed(excepted).map(spelled) };
  // A trust policy and a function's policy name no resource: they speak of what they are attached to.
  return { except: false, patterns: named === undefined ? ['*'] : listed(named).map(spelled) };
}

function principalsOf(principal: RawStatement['Principal']): string[] {
  if (principal === undefined) return [];
  if (principal === '*') return ['*'];
  return Object.entries(principal).flatMap(([kind, names]) =>
    listed(names).map((name) => {
      if (name === '*' && kind === 'AWS') return '*';
      // An account number stands for the root of that account.
      return `${kind}:${kind === 'AWS' && /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name}`;
    }),
  );
}

const SAME_OPERATOR: Readonly<Record<string, string>> = { arnequals: 'arnlike', arnnotequals: 'arnnotlike' };

function conditionsOf(condition: RawStatement['Condition']): Clause[] {
  return Object.entries(condition ?? {}).flatMap(([operator, keys]) => {
    const small = operator.toLowerCase();
    return Object.entries(keys).map(([key, values]) => ({
      operator: SAME_OPERATOR[small] ?? small,
      key: key.toLowerCase(),
      values: [values]
        .flat()
        .map((value) => (key.toLowerCase() === 'aws:sourcearn' ? sourceOf(String(value)) : String(value))),
    }));
  });
}

/**
 * What calls for an API is its stage and its route, or an authorizer by id, so that one star after the API's id means no more
 * than two: API Gateway Developer Guide, "Troubleshooting issues with HTTP API Lambda integrations" and "Control access to
 * HTTP APIs with AWS Lambda authorizers".
 */
const sourceOf = (arn: string) => arn.replace(/^(arn:[^:]*:execute-api:[^:]*:[^:]*:[^:/]+)\/\*$/, '$1/*/*');

/** Whether a request for this action or resource is meant by the set. */
export function inSet({ except, patterns }: PatternSet, name: string): boolean {
  return patterns.some((pattern) => globMatches(pattern, name)) !== except;
}

/** The same statement, one for each pattern of its actions, resources and principals: a part may be covered alone. */
export function partsOf(statement: Statement): Statement[] {
  const single = (set: PatternSet) =>
    set.except ? [set] : set.patterns.map((pattern) => ({ except: false, patterns: [pattern] }));
  const principals = statement.principals.length === 0 ? [[]] : statement.principals.map((principal) => [principal]);
  return single(statement.actions).flatMap((actions) =>
    single(statement.resources).flatMap((resources) =>
      principals.map((principal) => ({ ...statement, actions, resources, principals: principal })),
    ),
  );
}

/** Whether everything that `inner` speaks of, `outer` speaks of too. Never true by mistake; false may be undecided. */
export function covers(outer: Statement, inner: Statement): boolean {
  return (
    coversSet(outer.actions, inner.actions) &&
    coversSet(outer.resources, inner.resources) &&
    coversPrincipals(outer.principals, inner.principals) &&
    outer.conditions.every((demanded) => inner.conditions.some((given) => implies(given, demanded)))
  );
}

function coversSet(outer: PatternSet, inner: PatternSet): boolean {
  // A pattern is within another when that one matches its text: a `*` in it is matched by a `*` only.
  const within = (pattern: string, patterns: readonly string[]) => patterns.some((each) => globMatches(each, pattern));
  if (!outer.except && outer.patterns.includes('*')) return true;
  if (!outer.except) return !inner.except && inner.patterns.every((pattern) => within(pattern, outer.patterns));
  return inner.except && outer.patterns.every((pattern) => within(pattern, inner.patterns));
}

function coversPrincipals(outer: readonly string[], inner: readonly string[]): boolean {
  return outer.includes('*') || inner.every((principal) => outer.includes(principal));
}

const TEXT = ['stringequals', 'stringlike', 'arnlike'];

/** Whether whatever passes `given` passes `demanded`: more may be asked for than was, and never less. */
function implies(given: Clause, demanded: Clause): boolean {
  if (given.key !== demanded.key) return false;
  const plain = demanded.operator.replace(/ifexists$/, '');
  const alike = given.operator === demanded.operator || given.operator === plain;
  if (TEXT.includes(given.operator) && TEXT.includes(plain)) {
    const exact = plain === 'stringequals';
    return given.values.every((value) =>
      demanded.values.some((each) => (exact ? each === value : globMatches(each, value))),
    );
  }
  const negative = given.operator.includes('not') && !given.operator.startsWith('null');
  const [some, all] = negative ? [demanded.values, given.values] : [given.values, demanded.values];
  return alike && some.every((value) => all.includes(value));
}

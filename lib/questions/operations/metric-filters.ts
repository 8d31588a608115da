/** A reader of filter patterns for JSON: parses the pattern's text, and tries it on the line. */
import type { Filter, Line } from '../../../lambda/shared/questions/operations/metric-filters.ts';
import type { Proof, TestVector } from '../proof.ts';

type Predicate = (event: Readonly<Record<string, unknown>>) => boolean;

/** @throws Error where the text is no pattern of the grammar: `{ test }`, with `&&` before `||`, and parentheses */
function parse(pattern: string): Predicate {
  const tokens =
    pattern.match(/\$[.\w]+|"[^"]*"|&&|\|\||[<>!]?=|[<>]|[(){}]|NOT EXISTS|IS (?:TRUE|FALSE|NULL)|[\w.*-]+/g) ?? [];
  let at = 0;
  const take = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected))
      throw new Error(`"${pattern}": ${expected ?? 'something'} is expected, and "${token}" stands there.`);
    return token;
  };
  const either = (): Predicate => {
    const left = both();
    if (tokens[at] !== '||') return left;
    take('||');
    const right = either();
    return (event) => left(event) || right(event);
  };
  const both = (): Predicate => {
    const left = one();
    if (tokens[at] !== '&&') return left;
    take('&&');
    const right = both();
    return (event) => left(event) && right(event);
  };
  const one = (): Predicate => {
    if (tokens[at] === '(') {
      take('(');
      const inner = either();
      take(')');
      return inner;
    }
    const path = take().replace(/^\$\./, '').split('.');
    const valueIn: (event: unknown) => unknown = (event) =>
      path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
    const operator = take();
    if (operator === 'NOT EXISTS') return (event) => valueIn(event) === undefined;
    if (operator.startsWith('IS ')) {
      const wanted = { 'IS TRUE': true, 'IS FALSE': false, 'IS NULL': null }[operator];
      return (event) => valueIn(event) === wanted;
    }
    return compare(operator, take(), valueIn);
  };
  take('{');
  const predicate = either();
  take('}');
  return predicate;
}

function compare(operator: string, literal: string, valueIn: (event: unknown) => unknown): Predicate {
  const isText = literal.startsWith('"') || !/^-?[\d.]+$/.test(literal);
  const text = literal.replace(/^"|"$/g, '');
  const asRegExp = new RegExp(`^${text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  return (event) => {
    const value = valueIn(event);
    if (value === undefined || value === null) return false;
    if (isText) return asRegExp.test(String(value)) === (operator === '=');
    const [left, right] = [Number(value), Number(text)];
    if (operator === '=') return left === right;
    if (operator === '!=') return left !== right;
    return operator.startsWith('>')
      ? left > right || (operator === '>=' && left === right)
      : left < right || (operator === '<=' && left === right);
  };
}

const fits = (pattern: string, line: string) => parse(pattern)(JSON.parse(line) as Record<string, unknown>);

const trail =
  '{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","objectList":[{"name":"a"}],"SomeObject":null,"ThisFlag":true}';
/** A vector on AWS's own example; what a maker drew is not looked at here. */
const vector = (pattern: string, holds: boolean): TestVector<Filter, Line> => ({
  source: `Amazon CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events": ${pattern}`,
  parameters: {
    asks: 'counted',
    pattern,
    tests: [
      { field: 'level', is: 'NOT EXISTS' },
      { field: 'path', is: 'NOT EXISTS' },
    ],
    joins: ['&&'],
  },
  claim: { line: trail },
  holds,
});

export const metricFiltersProof: Proof<Filter, Line> = {
  holds: ({ asks, pattern }, { line }) => fits(pattern, line) === (asks === 'counted'),
  second({ asks, pattern }, { line }) {
    const event = JSON.parse(line) as Record<string, unknown>;
    // Each test becomes true or false in the text of the pattern, and what is left is worked out from the inside.
    const tested = pattern.replace(
      /\$\.(\w+) (?:(NOT EXISTS|IS \w+)|([<>]=?|!?=) (?:"([^"]*)"|([\w.*-]+)))/g,
      (_, field: string, word?: string, sign?: string, quoted?: string, bare?: string) => {
        const value = event[field];
        if (word === 'NOT EXISTS') return `${!(field in event)}`;
        if (word) return `${JSON.stringify(value) === word.slice(3).toLowerCase()}`;
        if (value === undefined || value === null) return 'false';
        const number = quoted === undefined ? Number(bare) : Number.NaN;
        if (Number.isNaN(number)) {
          const [start = '', ...rest] = String(quoted ?? bare).split('*');
          const end = rest.at(-1);
          const text = String(value);
          const fits = end === undefined ? text === start : text.startsWith(start) && text.endsWith(end);
          return `${fits === (sign === '=')}`;
        }
        const signs: Readonly<Record<string, boolean>> = {
          '=': value === number,
          '!=': value !== number,
          '>': (value as number) > number,
          '>=': (value as number) >= number,
          '<': (value as number) < number,
          '<=': (value as number) <= number,
        };
        return `${signs[sign ?? '']}`;
      },
    );
    const flat = (text: string) =>
      text.split('||').some((part) => part.split('&&').every((one) => one.trim() === 'true'));
    let left = tested.replace(/[{}]/g, '');
    while (left.includes('(')) left = left.replace(/\(([^()]*)\)/g, (_, inner: string) => `${flat(inner)}`);
    return flat(left) === (asks === 'counted');
  },
  explain: ({ pattern }, { line }) => [`${pattern} on ${line}: ${fits(pattern, line) ? 'fits' : 'does not fit'}`],
  vectors: [
    vector('{ $.eventType = "UpdateTrail" }', true),
    vector('{ $.sourceIPAddress != 123.123.* }', true),
    vector('{ $.SomeOtherObject NOT EXISTS }', true),
    vector('{ $.ThisFlag IS TRUE }', true),
    vector('{ $.SomeObject IS NULL }', true),
    vector('{ $.eventType = "updatetrail" }', false),
    vector('{ ($.eventType = "UpdateTrail") && ($.ThisFlag IS FALSE) }', false),
  ],
};

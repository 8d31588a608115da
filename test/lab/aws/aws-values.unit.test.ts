/** Single values of `lab aws`: where a spelling ends, and what is refused, member by member of the SDK's schemas. */
import { describe, expect, it } from 'vitest';
import type { UsageError } from '../../../lib/errors.ts';
import { callOf } from '../../../lib/lab/aws/aws-call.ts';

const inputOf = (service: string, operation: string, ...words: string[]) =>
  (callOf(service, operation, words).command as unknown as { input: Record<string, unknown> }).input;

function refusalOf(...[service, operation, ...words]: [string, string, ...string[]]): UsageError {
  try {
    callOf(service, operation, words);
  } catch (error) {
    return error as UsageError;
  }
  throw new Error(`Taken: ${service} ${operation} ${words.join(' ')}`);
}

describe('a number', () => {
  const weights = (number: string) =>
    ['lambda', 'update-alias', '--routing-config', `AdditionalVersionWeights={2=${number}}`] as const;

  it.each([
    ['12', 12],
    ['-12', -12],
    ['12.25', 12.25],
    ['1e10', 1e10],
    ['25e-10', 25e-10],
    ['1E+2', 100],
  ])('%s', (text, number) => {
    expect(inputOf(...weights(text))).toEqual({ RoutingConfig: { AdditionalVersionWeights: { 2: number } } });
  });

  it.each(['x1', '1x', '1.', '.5', '1e', '', '--1', '0x10', 'Infinity'])('is not %j', (text) => {
    expect(refusalOf(...weights(text))).toMatchObject({
      code: 'WrongValue',
      message: expect.stringContaining('number'),
    });
  });
});

describe('true or false', () => {
  const enabled = (...words: string[]) => inputOf('lambda', 'update-event-source-mapping', ...words).Enabled;

  it.each([
    [['--enabled'], true],
    [['--enabled', 'true'], true],
    [['--enabled', 'False'], false],
    [['--enabled=TRUE'], true],
    [['--no-enabled'], false],
  ])('%j is %s', (words, value) => expect(enabled(...words)).toBe(value));

  it.each(['truest', 'untrue', 'falsely', '1', ''])('is not %j', (text) => {
    expect(() => enabled('--enabled', text)).toThrow(expect.objectContaining({ code: 'WrongValue' }));
  });

  it('is denied by no- without a value, where there is such a member alone', () => {
    expect(refusalOf('lambda', 'update-event-source-mapping', '--no-enabled', 'x')).toMatchObject({
      code: 'UnknownParameter',
    });
    expect(refusalOf('lambda', 'update-event-source-mapping', '--no-uuid')).toMatchObject({ code: 'UnknownParameter' });
    expect(refusalOf('lambda', 'update-event-source-mapping', '--xyenabled')).toMatchObject({
      code: 'UnknownParameter',
    });
    expect(refusalOf('sns', 'publish', '--notification', 'x')).toMatchObject({ code: 'UnknownParameter' });
  });
});

describe('a moment', () => {
  const start = (text: string) => inputOf('cloudwatch', 'get-metric-statistics', '--start-time', text).StartTime;

  it.each([
    ['1764064800', '2025-11-25T10:00:00Z'],
    ['1764064800.25', '2025-11-25T10:00:00.250Z'],
    ['2026-11-25t10:00:00z', '2026-11-25T10:00:00Z'],
  ])('%s', (text, moment) => expect(start(text)).toEqual(new Date(moment)));

  it.each([
    '-1',
    '1764064800s',
    'x2026-11-25',
    '2026-11-25x',
    '2026-11-25T',
    '2026-11-25T10:00Zulu',
    '2026-11-25T10:00:00+02:00x',
  ])('is not %s', (text) => expect(() => start(text)).toThrow(expect.objectContaining({ code: 'WrongValue' })));
});

describe('bytes', () => {
  const payload = (...words: string[]) =>
    Buffer.from(inputOf('lambda', 'invoke', '--payload', ...words).Payload as Uint8Array).toString('hex');
  const item = (json: string) => inputOf('dynamodb', 'put-item', '--item', json).Item;

  it('are base64, over several lines and with its padding', () => {
    expect(payload('AP8H')).toBe('00ff07');
    expect(payload('AP8\nH')).toBe('00ff07');
    expect(payload('AA==')).toBe('00');
  });

  it.each(['AP8', 'A*8H', '*AP8H', 'AP8H===', 'file:/AP8'])('are not %j', (text) => {
    expect(() => payload(text)).toThrow(expect.objectContaining({ code: 'WrongValue' }));
  });

  it('within a structure are base64 too, in shorthand and in JSON', () => {
    const bytes = { b: { B: Uint8Array.from([0, 255, 7]) } };
    for (const value of [item('b={B=AP8H}'), item('{"b": {"B": "AP8H"}}')]) {
      const { B } = (value as typeof bytes).b;
      expect(Buffer.from(B).toString('hex')).toBe('00ff07');
    }
    expect(() => item('{"b": {"B": "no"}}')).toThrow(expect.objectContaining({ code: 'WrongValue' }));
  });

  it('are one value', () => {
    expect(() => payload('AP8H', 'AP8H')).toThrow(expect.objectContaining({ code: 'TooManyValues' }));
  });
});

describe('JSON', () => {
  const mapping = (json: string) => inputOf('lambda', 'update-function-configuration', '--vpc-config', json).VpcConfig;

  it('passes over null, and takes a list after a space', () => {
    expect(mapping('{"SubnetIds": null, "SecurityGroupIds": ["a"]}')).toEqual({ SecurityGroupIds: ['a'] });
    expect(inputOf('sqs', 'get-queue-attributes', '--attribute-names', ' ["All"]').AttributeNames).toEqual(['All']);
  });

  it.each([
    ['a text for a list', 'lambda', 'update-function-configuration', '--vpc-config', '{"SubnetIds": "a"}'],
    ['a list for a structure', 'lambda', 'update-function-configuration', '--vpc-config', '[]'],
    ['a text for a map', 'lambda', 'update-function-configuration', '--environment', '{"Variables": "a"}'],
    ['a text for a number', 'lambda', 'update-alias', '--routing-config', '{"AdditionalVersionWeights": {"2": "1"}}'],
    ['a number for a text', 'lambda', 'update-function-configuration', '--environment', '{"Variables": {"a": 1}}'],
    ['a text for true or false', 'dynamodb', 'put-item', '--item', '{"a": {"BOOL": "true"}}'],
  ])('refuses %s', (_, service, operation, ...words) => {
    expect(refusalOf(service, operation, ...words).code).toBe('WrongValue');
  });
});

describe('shorthand', () => {
  const variables = (word: string) =>
    (inputOf('lambda', 'update-function-configuration', '--environment', word).Environment as { Variables: object })
      .Variables;
  const lists = (word: string) => inputOf('lambda', 'update-function-configuration', '--vpc-config', word).VpcConfig;

  it.each<[string, object]>([
    ['Variables={}', {}],
    ['Variables={ a = b , c = d }', { a: 'b', c: 'd' }],
    ['Variables={"a b"=c,"d,e"=f}', { 'a b': 'c', 'd,e': 'f' }],
    ['Variables={a="b\\"c"}', { a: 'b"c' }],
    ["Variables={a='b,c'}", { a: 'b,c' }],
    ['Variables={a=b\\}c}', { a: 'b}c' }],
    ['Variables={a=x"y"}', { a: 'x"y"' }],
  ])('%s', (word, value) => expect(variables(word)).toEqual(value));

  it.each<[string, object]>([
    ['SubnetIds=[]', { SubnetIds: [] }],
    ['SubnetIds=[a],SecurityGroupIds=b,c', { SubnetIds: ['a'], SecurityGroupIds: ['b', 'c'] }],
    ['SubnetIds=a,"SecurityGroupIds"=b', { SubnetIds: ['a'], SecurityGroupIds: ['b'] }],
    ['SubnetIds=a,x b,SecurityGroupIds=c', { SubnetIds: ['a', 'x b'], SecurityGroupIds: ['c'] }],
  ])('%s', (word, value) => expect(lists(word)).toEqual(value));

  it('of a list as an item of a list is in brackets', () => {
    const tags = inputOf('iam', 'tag-role', '--tags', 'Key=a,Value=1').Tags;
    expect(tags).toEqual([{ Key: 'a', Value: '1' }]);
  });

  it.each([
    'Variables={a=b',
    'Variables=[a=b}',
    'Variables',
    'Variables={a}',
    '=a',
    'Variables={a=b}}',
    'Variables={a=b,,c=d}',
  ])('is not %s', (word) => expect(() => variables(word)).toThrow(expect.objectContaining({ code: 'WrongValue' })));

  it.each(['SubnetIds=[a', 'SubnetIds=[a]b'])('is not %s', (word) =>
    expect(() => lists(word)).toThrow(expect.objectContaining({ code: 'WrongValue' })),
  );

  it('says where it stopped, what may stand there, and no more than eighty characters of what was there', () => {
    const { message } = refusalOf('lambda', 'update-function-configuration', '--environment', 'Vars={a=b}');
    expect(message).toContain('Variables as Name=value');
    expect(refusalOf('lambda', 'update-function-configuration', '--environment', 'Variables={a=b}x').message).toContain(
      '(at 16)',
    );
    expect(refusalOf('lambda', 'update-function-configuration', '--timeout', 'x'.repeat(81)).message).toMatch(
      / x{80}…$/,
    );
    expect(refusalOf('lambda', 'update-function-configuration', '--timeout', 'x'.repeat(80)).message).toMatch(
      / x{80}$/,
    );
  });
});

describe('the words of a call', () => {
  it('are a parameter first', () => {
    expect(refusalOf('lambda', 'get-function', 'worker')).toMatchObject({ code: 'UnknownParameter' });
    expect(refusalOf('lambda', 'get-function', 'x--function-name=worker')).toMatchObject({ code: 'UnknownParameter' });
  });

  it('may hold an equals sign, a line break or nothing after one', () => {
    const named = (word: string) => inputOf('lambda', 'get-function', `--function-name=${word}`).FunctionName;
    expect(['a=b', 'a\nb', ''].map(named)).toEqual(['a=b', 'a\nb', '']);
  });

  it('name what there is, where they name what is not', () => {
    expect(refusalOf('nothing', 'get').message).toMatch(/There are .*\bcloudwatch, .*\blambda, .*\bsqs\b/);
    expect(refusalOf('lambda', 'get-function', '--name', 'x').message).toContain('--function-name --qualifier');
    expect(refusalOf('sts', 'get-caller-identity', '--name', 'x').message).toContain('It takes nothing.');
  });

  it('of the AWS CLI itself are no input', () => {
    expect(inputOf('sts', 'get-caller-identity', '--output', 'json', '--no-cli-pager', '--no-paginate')).toEqual({});
    expect(callOf('sts', 'get-caller-identity', ['--query', 'a', 'b']).query).toBe('a b');
  });
});

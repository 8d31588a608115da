/**
 * Each family's key stands on two ways that share no code (docs/decisions/0098-two-proofs-of-each-family.md). This is the
 * table of them, a row for each idea that the bank asks about; a family that is not in it, or is not proven as it says, fails.
 */
import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../lambda/shared/questions/bank.ts';
import { PROVEN } from '../../lib/questions/proofs.ts';
import { sharedCode } from '../support/sources/shared-code.ts';
import { readSource, sourceFiles } from '../support/sources/source-files.ts';

/**
 * `reckoned`: a second way in the proof itself, asked of every option. `run`: what the author thought, and a run that knows
 * nothing of it. A path: a test that asks the emulator, or the registry of CloudFormation.
 */
type Second = 'reckoned' | 'run' | `test/questions/oracles${string}`;

const TABLE: readonly (readonly [idea: string, proofs: string, families: Readonly<Record<string, Second>>])[] = [
  ['IAM doors', 'iam-simulate; the order of evaluation as its page has it', { 'iam-doors': 'reckoned' }],
  [
    'role of another account',
    'iam-simulate; AssumeRole of the emulator',
    { 'assume-role': 'test/questions/oracles/trust.emulator.test.ts' },
  ],
  ['data perimeter', 'iam-simulate; the two policies by hand', { 'data-perimeter': 'reckoned' }],
  ['security group, network ACL, route', 'every packet; what is shut', { 'packet-doors': 'reckoned' }],
  ['subnets', 'addresses handed out; arithmetic', { 'subnet-size': 'reckoned' }],
  ['KMS: key policy, grant, context', 'iam-simulate and a run; thought', { 'key-and-context': 'run' }],
  [
    'backup, retention, Object Lock',
    'states; intervals. Minute by minute; formula',
    { 'object-lock': 'reckoned', 'recovery-objectives': 'reckoned' },
  ],
  [
    'event patterns',
    'matcher; TestEventPattern of the emulator',
    { 'event-patterns': 'test/questions/oracles.emulator.test.ts', 'pattern-and-lists': 'run' },
  ],
  [
    'queue to function',
    'second by second; arithmetic. A run; thought',
    { 'poison-message': 'reckoned', 'batch-failures': 'run' },
  ],
  ['FIFO groups and deduplication', 'a run; simulation', { 'fifo-groups': 'reckoned' }],
  [
    'Step Functions retry, catch, choice',
    'interpreter; series. The emulator; interpreter',
    { 'retry-backoff': 'reckoned', 'next-state': 'reckoned' },
  ],
  ['availability in rows and side by side', 'every state; formula', { availability: 'reckoned' }],
  ['disaster recovery', 'minute by minute; formula', { 'recovery-objectives': 'reckoned' }],
  ['EBS and S3 throughput', 'request by request; dated limits', { 'storage-speed': 'reckoned' }],
  ['Auto Scaling on a load curve', 'grown one by one; formula', { 'scaling-out': 'reckoned' }],
  [
    'Lambda concurrency, throttles, memory and cost',
    'call by call; formula. Batch by batch; formula',
    { 'lambda-concurrency': 'reckoned', 'function-or-container': 'reckoned' },
  ],
  ['DynamoDB capacity', 'a meter; formula; the guide’s examples', { 'dynamodb-capacity': 'reckoned' }],
  [
    'DynamoDB keys, conditions, Query against Scan',
    'options run on the emulator; thought',
    { 'query-or-scan': 'run', 'pages-of-a-query': 'run' },
  ],
  ['caches', 'request by request; rates, and our API by its ETag', { 'cache-hits': 'reckoned' }],
  ['Route 53 policies', 'every ticket of a drum; formula', { 'dns-policies': 'reckoned' }],
  [
    'streams: shards, batches, buffers',
    'second by second; arithmetic',
    { 'stream-shards': 'reckoned', 'delivery-buffers': 'reckoned' },
  ],
  ['S3 class and lifecycle', 'dated prices day by day; closed form', { 'storage-class': 'reckoned' }],
  [
    'compute: on demand, Savings Plans, Spot, Lambda or Fargate',
    'hour by hour; break-even solved',
    { commitment: 'reckoned', 'function-or-container': 'reckoned' },
  ],
  ['database: on demand or provisioned, reserved', 'hour by hour; closed form', { 'table-billing': 'reckoned' }],
  [
    'NAT, endpoints, transfer',
    'graph; lines of the bill. Hour by hour; closed form',
    { 'transfer-paths': 'reckoned', 'way-out': 'reckoned' },
  ],
  ['tokens: which is let in', 'aws-jwt-verify; the rules of its guide', { 'tokens-let-in': 'reckoned' }],
  ['secrets in logs, variables, errors', 'run, output searched; thought', { 'secrets-out': 'run' }],
  [
    'AI: what an agent may reach',
    'reachability; ways listed. iam-simulate; by hand',
    { 'agent-reach': 'reckoned', 'agent-grants': 'reckoned' },
  ],
  [
    'replaced or updated',
    'cloudformation-diff; schemas of the registry, and the services’ pages',
    { replacement: 'test/questions/oracles/replacement.repo.test.ts' },
  ],
  [
    'image layers and their cache',
    'a cache of layers; the rest from the first line on',
    { 'image-layers': 'reckoned' },
  ],
  ['which test notices', 'assertion on code and mutant; thought', { 'which-test': 'run' }],
  [
    'shifting traffic; replacing tasks',
    'second by second; a triangle. Task by task; formula',
    { 'traffic-shift': 'reckoned', 'replacing-tasks': 'reckoned' },
  ],
  ['alarms: M of N, missing data', 'evaluator; sorted, and AWS’s table of cases', { 'alarm-datapoints': 'reckoned' }],
  [
    'metric filters, embedded metrics, dimensions',
    'parser; worked out in the text. Extracted; multiplied',
    { 'metric-filters': 'reckoned', 'embedded-metrics': 'reckoned' },
  ],
  ['right and careless fixes of our drills', 'probes; the author of the fix', { 'drill-fixes': 'run' }],
  ['code that must do it once', 'a run with repeats; thought', { 'only-once': 'run' }],
];

/** Of run families whose second way is a function in a file of its own: that function. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  'fifo-groups': 'reckonFifoGroups',
  'next-state': 'reckonNextState',
  'tokens-let-in': 'reckonTokensLetIn',
};

const secondOf = new Map(TABLE.flatMap(([, , families]) => Object.entries(families)));
const pathOf = (id: string) =>
  sourceFiles().find((path) => path.startsWith('lib/questions/') && path.endsWith(`/${id}.ts`)) ?? '';

describe('the table of proofs', () => {
  it('has every family', () => {
    expect([...secondOf.keys()].sort()).toEqual(FAMILIES.map(({ id }) => id).sort());
  });
});

describe.each([...secondOf].map(([id, second]) => ({ id, second })))('$id', ({ id, second }) => {
  const proven = PROVEN.find((one) => one.id === id);
  const family = FAMILIES.find((one) => one.id === id);
  const firstItem = async () => {
    for (let seed = 1; ; seed++) {
      const said = await proven?.prove(seed);
      if (said) return said;
    }
  };

  it(`is proven a second time as the table says: ${second}`, async () => {
    const { verdicts } = await firstItem();
    expect(verdicts.map((verdict) => verdict.second !== undefined)).toEqual(verdicts.map(() => second === 'reckoned'));
    if (second === 'run') expect(family?.kind === 'run' || /runInNewContext/.test(readSource(pathOf(id)))).toBe(true);
    if (second.startsWith('test/')) expect(readSource(second)).toContain(`/${id}.ts'`);
  });
});

const RECKONED = [...secondOf].filter(([, second]) => second === 'reckoned').map(([id]) => ({ id }));

describe.each(RECKONED)('the two proofs of $id', ({ id }) => {
  it('share no code', () => {
    const path = pathOf(id);
    const reckon = FUNCTIONS[id];
    const isBeside = reckon !== undefined && !readSource(path).includes(`function ${reckon}`);
    if (isBeside) expect(readSource('lib/questions/integration/reckoned.ts')).not.toMatch(/from '\.\.?\/[^.]/);
    else expect(sharedCode(path, readSource(path), reckon ? 'perform' : 'holds', reckon ?? 'second')).toEqual([]);
  });
});

describe('code that two proofs share', () => {
  const proof = (second: string) => `
    import { near } from '../near.ts';
    import type { Amount } from '../amount.ts';
    const PRICE = 3;
    const sum = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) * PRICE;
    export const p = { holds: (given, { amount }) => near(sum(given), amount), ${second} };`;

  it.each<[string, string, string[]]>([
    ['nothing', 'second: (given, { amount }: Amount) => given.length === amount', []],
    ['a function', 'second(given, { amount }) { return sum(given) === amount; }', ['PRICE', 'sum']],
    ['a function of another file', 'second: (given, { amount }) => near(given[0], amount)', ['near']],
    ['a name that is only the same', 'second(given) { const sum = given.near; return sum; }', []],
  ])('is found: %s', (_, second, shared) => {
    expect(sharedCode('p.ts', proof(second), 'holds', 'second')).toEqual(shared);
  });

  it('is not looked for where there is no second proof', () => {
    expect(() => sharedCode('p.ts', proof('explain: () => []'), 'holds', 'second')).toThrow(
      'p.ts has nothing called second.',
    );
  });
});

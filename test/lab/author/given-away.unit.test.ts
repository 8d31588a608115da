/** What counts as giving the cause away: a setting's names in what a check shows, unless the ticket has them already. */
import { expect, it } from 'vitest';
import { givenAway } from '../../../lib/lab/author/given-away.ts';
import type { ProbeResult } from '../../../lib/lab/drills/run-drill.ts';
import type { SettingKind } from '../../../lib/lab/settings/settings.ts';
import { sampleDrill } from '../../support/drills/sample-drill.ts';

const probe = (more: Partial<ProbeResult>): ProbeResult => ({
  ...{ of: 'project', expects: 'The API answers', verdict: 'not-ok', saw: '500', wanted: '200' },
  ...more,
});
const shown = (text: string, kind: SettingKind, drill = sampleDrill) =>
  givenAway(drill, [probe({ saw: text })], [{ kind }]);

/** Words that name a setting of the kind, and words that only look alike; of code alone there is no near miss. */
const NAMES: Readonly<Record<SettingKind, { readonly names: readonly string[]; readonly others: string }>> = {
  'alias-weights': { names: ['alias', 'weight', 'routing'], others: 'heavyweight' },
  'api-route': { names: ['route', 'routes'], others: 'routed reroutes' },
  'api-stage-throttle': {
    names: ['throttled', 'throttling', 'rate', 'burst', '5 requests a second'],
    others: 'generate bursting no requests a second',
  },
  'bucket-lifecycle': {
    names: ['lifecycle', 'transition', 'transitions', 'storage class', 'storage classes'],
    others: 'life cycles, stored by class',
  },
  'bucket-policy': { names: ['policy', 'policies', 'principal', 'principals'], others: 'principle' },
  'bucket-public-access': { names: ['public access block', 'block public'], others: 'the public is blocked' },
  'bucket-replication': { names: ['rule', 'rules', 'filter', 'filters', 'prefix'], others: 'ruled, felt' },
  'cluster-backups': { names: ['backup', 'backups', 'retention'], others: 'backed up, retained' },
  'cluster-capacity': { names: ['capacity', 'ACU', 'ACUs'], others: 'capable, vacuum' },
  'cluster-connections': {
    names: ['max_connections', 'parameter', 'parameters', 'pool', 'pools'],
    others: 'connections are pooled',
  },
  'cluster-instance': { names: ['instance', 'instances', 'reader', 'readers'], others: 'instantly read' },
  'container-memory': { names: ['memory', 'limit', 'limits', 'MiB'], others: 'limited memories' },
  'endpoint-routes': { names: ['route', 'routes', 'endpoint'], others: 'reroute endpoints' },
  'event-rule': { names: ['rule', 'rules', 'pattern', 'patterns', 'disabled'], others: 'ruled overrule' },
  'event-source': {
    names: ['mapping', 'mappings', 'filter', 'filters', 'disabled', 'batch', 'batches'],
    others: 'remap',
  },
  'event-target': { names: ['input', 'inputs', 'target', 'targets'], others: 'targeted' },
  'function-code': { names: ['workbench'], others: 'workbenches' },
  'function-concurrency': { names: ['concurrency', 'concurrent', 'reserved', 'throttled'], others: 'current' },
  'function-permission': {
    names: ['may invoke', 'permission', 'permissions', 'policy', 'policies'],
    others: 'may be invoked, politely',
  },
  'function-setting': { names: ['memory', 'timeout', 'time limit'], others: 'time' },
  'function-variable': { names: ['environment', 'variable', 'variables'], others: 'environments vary' },
  'group-attribute': { names: ['deregistration', 'sticky', 'stickiness', 'attribute', 'attributes'], others: 'stuck' },
  'group-health-check': {
    names: ['health check', 'health-check', 'health checks', 'matcher', 'threshold', 'thresholds'],
    others: 'healthy, checked',
  },
  'group-rules': {
    names: ['security group', 'security groups', 'rule', 'rules', 'ingress', 'egress'],
    others: 'secure, overruled',
  },
  'health-check': {
    names: ['health check', 'health-check', 'health checks', 'threshold', 'thresholds'],
    others: 'healthy, checked',
  },
  'item-attribute': { names: ['pointer', 'attribute', 'attributes'], others: 'pointers' },
  'key-state': { names: ['key', 'keys', 'deleted', 'deletion', 'disabled'], others: 'keyed, unable' },
  'metric-alarm': { names: ['dimension', 'dimensions'], others: 'dim' },
  'object-caching': { names: ['cache-control', 'metadata'], others: 'cached, controlled' },
  'object-text': { names: ['batch'], others: 'batches' },
  'pipe-state': { names: ['pipe', 'pipes', 'stopped'], others: 'pipeline' },
  'queue-attribute': { names: ['policy', 'policies', 'attribute', 'redrive'], others: 'drive' },
  'role-policy': { names: ['permission', 'permissions', 'policy', 'policies', 'may do', 'may not do'], others: 'may' },
  'secret-replica': { names: ['replica', 'replicas', 'replicate', 'secret', 'secrets'], others: 'secretly, repeated' },
  'service-network': { names: ['subnet', 'subnets'], others: 'network' },
  'service-rollout': { names: ['circuit breaker', 'minimum healthy', 'rollback'], others: 'rolled back' },
  'service-scaling': {
    names: ['scale', 'scales', 'scaling', 'policy', 'policies', 'suspended', 'cooldown', 'cooldowns'],
    others: 'scaled, cooled down, police',
  },
  'state-machine': { names: ['condition', 'conditions', 'choice', 'branch', 'branches'], others: 'choices' },
  'subscription-attribute': { names: ['filter', 'filters', 'policy', 'policies'], others: 'felt' },
  'table-billing': {
    names: ['provisioned', 'on demand', 'on-demand', 'billing', 'capacity'],
    others: 'bill demand',
  },
  'table-index': { names: ['index', 'indexes'], others: 'in deed' },
  'table-recovery': { names: ['point-in-time', 'recovery'], others: 'recovered' },
  'task-variable': { names: ['environment', 'variable', 'variables'], others: 'environments vary' },
  'zone-record': { names: ['record', 'records', 'alias'], others: 'recorded' },
};

it.each(Object.entries(NAMES))('of %s are its own words, and not those that look alike', (kind, { names, others }) => {
  for (const word of names) {
    // At the beginning, in the middle and at the end of what is shown, in capitals too.
    for (const text of [word, `there is ${word}, it seems`, `(${word})`])
      expect(shown(text, kind as SettingKind), text).toEqual([word]);
    expect(shown(word.toUpperCase(), kind as SettingKind)).toEqual([word.toUpperCase()]);
  }
  expect(shown(others, kind as SettingKind)).toEqual([]);
});

it('are words of what the fault changed, and of nothing else', () => {
  expect(givenAway(sampleDrill, [probe({ saw: 'the alias has a policy' })], [{ kind: 'table-index' }])).toEqual([]);
  expect(givenAway(sampleDrill, [probe({ saw: 'the alias has a policy' })], [])).toEqual([]);
  const both = [{ kind: 'alias-weights' }, { kind: 'role-policy' }];
  expect(givenAway(sampleDrill, [probe({ saw: 'the alias has a policy, the alias' })], both)).toEqual([
    'alias',
    'policy',
  ]);
});

it('are none that the title or the ticket has', () => {
  const told = (ticket: Partial<typeof sampleDrill.ticket>, title = sampleDrill.title) => ({
    ...sampleDrill,
    title,
    ticket: { ...sampleDrill.ticket, ...ticket },
  });
  expect(shown('an alias', 'alias-weights', told({ evidence: 'The ALIAS is shown.' }))).toEqual([]);
  expect(shown('an alias', 'alias-weights', told({}, 'An alias went astray'))).toEqual([]);
  expect(shown('an alias', 'alias-weights', told({ report: 'It is slow.' }))).toEqual(['alias']);
});

it('are in what a check expects, saw and wanted, and of one that passed in what it expects alone', () => {
  const changes = [{ kind: 'alias-weights' }];
  const of = (more: Partial<ProbeResult>) => givenAway(sampleDrill, [probe(more)], changes);
  expect(of({ expects: 'The alias answers' })).toEqual(['alias']);
  expect(of({ wanted: 'an alias' })).toEqual(['alias']);
  expect(of({ verdict: 'ok', expects: 'The alias answers' })).toEqual(['alias']);
  expect(of({ verdict: 'ok', saw: 'an alias', wanted: 'an alias' })).toEqual([]);
});

it.each(['sqs:SendMessage', 'QueryCommand', 'TABLE_NAME', 'us-east-one', '$LATEST'])(
  'are names in code out of the fix or the last hint: %s',
  (name) => {
    const fix = (step: string, hints = sampleDrill.hints) => ({
      ...sampleDrill,
      hints,
      solution: { ...sampleDrill.solution, steps: [step] as const },
    });
    const probes = [probe({ saw: `it says ${name} here` })];
    expect(givenAway(fix(`Give it ${name} again.`), probes, [])).toEqual([name]);
    expect(givenAway(fix('Fix it.', ['Look.', 'There.', `Set ${name}.`]), probes, [])).toEqual([name]);
    // An earlier hint is not the fix, and a name that is not shown gives nothing away.
    expect(givenAway(fix('Fix it.', [`Look at ${name}.`, 'There.', 'Set it.']), probes, [])).toEqual([]);
    expect(givenAway(fix(`Give it ${name} again.`), [probe({})], [])).toEqual([]);
  },
);

it('are no ordinary words of the fix', () => {
  const steps = ['Give it the Queue again, step by step.'] as const;
  const drill = { ...sampleDrill, solution: { ...sampleDrill.solution, steps } };
  expect(givenAway(drill, [probe({ saw: 'Give it the Queue again, step by step.' })], [])).toEqual([]);
});

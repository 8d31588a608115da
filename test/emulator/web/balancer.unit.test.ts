import { describe, expect, it } from 'vitest';
import type { HealthCheck, Rule } from '../../../lib/emulator/web/balancer/model.ts';
import { actionFor, redirectLocation } from '../../../lib/emulator/web/balancer/rules.ts';
import {
  checked,
  choose,
  keyOf,
  matchesCode,
  newTarget,
  reconcile,
  stickyValue,
  type Target,
  weigh,
} from '../../../lib/emulator/web/balancer/targets.ts';

const HEALTH: HealthCheck = {
  path: '/health',
  port: 'traffic-port',
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  matcher: '200-299',
};

const target = (host: number, state: Target['state'] = 'healthy', inFlight = 0): Target => ({
  ...newTarget(`127.2.1.${host}`, 8080),
  state,
  inFlight,
});

const picks = (targets: readonly Target[], attributes: Record<string, string>, turns: number, cookie = '') =>
  Array.from({ length: turns }, (_, turn) => choose(targets, attributes, cookie, turn)?.address.split('.').at(-1));

describe('the next request', () => {
  it('goes to healthy targets in turns', () => {
    expect(picks([target(1), target(2, 'unhealthy'), target(3), target(4, 'initial')], {}, 4)).toEqual([
      '1',
      '3',
      '1',
      '3',
    ]);
  });

  it('goes to all of them when none is healthy, and to none that drains', () => {
    expect(picks([target(1, 'unhealthy'), target(2, 'initial'), target(3, 'draining')], {}, 3)).toEqual([
      '1',
      '2',
      '1',
    ]);
    expect(picks([target(3, 'draining')], {}, 1)).toEqual([undefined]);
  });

  it('goes to the target that has the fewest to answer, and among equals in turns', () => {
    const least = { 'load_balancing.algorithm.type': 'least_outstanding_requests' };
    expect(picks([target(1, 'healthy', 2), target(2), target(3, 'healthy', 1), target(4)], least, 4)).toEqual([
      '2',
      '4',
      '2',
      '4',
    ]);
  });

  it('goes where the cookie says while that target is healthy', () => {
    const sticky = { 'stickiness.enabled': 'true' };
    const targets = [target(1), target(2), target(3, 'unhealthy')];
    const cookie = (of: Target) => `theme=dark; AWSALB=${stickyValue(of)}; other=1`;
    expect(picks(targets, sticky, 3, cookie(targets[1] as Target))).toEqual(['2', '2', '2']);
    expect(picks(targets, sticky, 2, cookie(targets[2] as Target))).toEqual(['1', '2']);
    expect(picks(targets, {}, 2, cookie(targets[1] as Target))).toEqual(['1', '2']);
    expect(picks(targets, sticky, 2, 'AWSALB=forged')).toEqual(['1', '2']);
  });

  it('goes to groups by their weight', () => {
    const groups = [
      { arn: 'blue', weight: 90 },
      { arn: 'green', weight: 10 },
      { arn: 'off', weight: 0 },
    ];
    const dice = Array.from({ length: 100 }, (_, index) => index / 100);
    const chosen = dice.map((die) => weigh(groups, die)?.arn);
    expect(chosen.filter((arn) => arn === 'blue')).toHaveLength(90);
    expect(chosen.filter((arn) => arn === 'green')).toHaveLength(10);
    expect(weigh([{ weight: 0 }], 0.5)).toBeUndefined();
  });
});

describe('health', () => {
  const statesAfter = (from: Target['state'], results: readonly (string | undefined)[]) => {
    const one = target(1, from);
    return results.map((failure) => {
      checked(one, HEALTH, failure);
      return one.state;
    });
  };

  it('needs one pass after registration, and as many as the group says after a failure', () => {
    expect(statesAfter('initial', [undefined])).toEqual(['healthy']);
    expect(statesAfter('unhealthy', [undefined, undefined, 'Target.Timeout', undefined, undefined, undefined])).toEqual(
      ['unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'healthy'],
    );
  });

  it('is lost by failures one after the other, and not by single ones', () => {
    expect(statesAfter('healthy', ['Target.Timeout', undefined, 'Target.Timeout'])).toEqual([
      'healthy',
      'healthy',
      'healthy',
    ]);
    expect(statesAfter('healthy', ['Target.Timeout', 'Target.Timeout'])).toEqual(['healthy', 'unhealthy']);
  });

  it('of what drains does not change', () => {
    expect(statesAfter('draining', [undefined, 'Target.Timeout', 'Target.Timeout'])).toEqual([
      'draining',
      'draining',
      'draining',
    ]);
  });

  it('has its codes listed, or from one to another', () => {
    expect([200, 204, 299, 300].map((status) => matchesCode('200-299', status))).toEqual([true, true, true, false]);
    expect([200, 201, 302].map((status) => matchesCode('200,302', status))).toEqual([true, false, true]);
  });
});

describe('registration', () => {
  it('adds what is new, drains what is gone, and forgets it once it has answered all', () => {
    const busy = target(1, 'healthy', 1);
    const targets = new Map([[keyOf(busy), busy]]);
    reconcile(targets, { targets: [{ address: '127.2.1.9', port: 8080 }] });
    expect([...targets.values()].map(({ state }) => state)).toEqual(['draining', 'initial']);
    busy.inFlight = 0;
    reconcile(targets, { targets: [{ address: '127.2.1.9', port: 8080 }] });
    expect([...targets.keys()]).toEqual(['127.2.1.9:8080']);
  });
});

describe('rules', () => {
  const to = (body: string) => ({ type: 'fixed-response', status: 200, contentType: 'text/plain', body }) as const;
  const rule = (priority: number, conditions: Rule['conditions'], body: string): Rule => ({
    priority,
    conditions,
    action: to(body),
  });
  const RULES: readonly Rule[] = [
    rule(
      1,
      [
        { field: 'path-pattern', values: ['/api/*'] },
        { field: 'http-request-method', values: ['POST'] },
      ],
      'writes',
    ),
    rule(2, [{ field: 'path-pattern', values: ['/api/*', '/v?'] }], 'api'),
    rule(3, [{ field: 'host-header', values: ['*.example.com'] }], 'host'),
    rule(4, [{ field: 'http-header', header: 'user-agent', values: ['*Chrome*'] }], 'header'),
    rule(5, [{ field: 'query-string', pairs: [{ key: 'version', value: 'v1' }, { value: '*beta*' }] }], 'query'),
    rule(Number.POSITIVE_INFINITY, [], 'default'),
  ];
  const meets = (url: string, headers: Record<string, string> = {}, method = 'GET') => {
    const action = actionFor(RULES, { url, headers, method, sourceAddress: '127.0.0.1' });
    return action?.type === 'fixed-response' ? action.body : undefined;
  };

  it.each([
    ['/api/x', {}, 'POST', 'writes'],
    ['/api/x?y=1', {}, 'GET', 'api'],
    ['/v2', {}, 'GET', 'api'],
    ['/v22', {}, 'GET', 'default'],
    ['/API/x', {}, 'GET', 'default'],
    ['/', { host: 'WWW.example.com:8080' }, 'GET', 'host'],
    ['/', { 'user-agent': 'a chrome b' }, 'GET', 'header'],
    ['/?version=V1', {}, 'GET', 'query'],
    ['/?x=abetab', {}, 'GET', 'query'],
    ['/?version=v2', {}, 'GET', 'default'],
  ])('%s %o %s meets "%s"', (url, headers, method, body) => {
    expect(meets(url, headers as Record<string, string>, method)).toBe(body);
  });

  it('redirect with what the request has', () => {
    const redirect = {
      type: 'redirect',
      status: 301,
      protocol: 'HTTPS',
      host: '#{host}',
      port: '443',
      path: '/new/#{path}',
      query: '#{query}',
    } as const;
    const request = { url: '/a/b?c=d', headers: { host: 'shop.example.com:8180' }, method: 'GET', sourceAddress: '' };
    expect(redirectLocation(redirect, request, 80)).toBe('https://shop.example.com:443/new/a/b?c=d');
  });
});

/** Reads load balancers, listeners, rules and target groups from the emulator's ELBv2 API. */
import type { EmulatorApi } from '../api.ts';
import type { Element } from '../xml.ts';
import type { Action, Condition, Configuration, GroupConfig, Listener, Rule } from './model.ts';

const SERVICE = 'elasticloadbalancing';

const texts = (elements: readonly Element[]) => elements.map((element) => element.text() ?? '');
const number = (element: Element, name: string, otherwise: number) => Number(element.text(name) || otherwise);

function conditionOf(condition: Element): Condition {
  const field = condition.text('Field') ?? '';
  const values = (config: string) => {
    const inConfig = condition.child(config)?.list('Values') ?? [];
    return texts(inConfig.length > 0 ? inConfig : condition.list('Values'));
  };
  switch (field) {
    case 'host-header':
      return { field, values: values('HostHeaderConfig') };
    case 'http-request-method':
      return { field, values: values('HttpRequestMethodConfig') };
    case 'source-ip':
      return { field, values: values('SourceIpConfig') };
    case 'http-header': {
      const header = condition.child('HttpHeaderConfig')?.text('HttpHeaderName') ?? '';
      return { field, header: header.toLowerCase(), values: values('HttpHeaderConfig') };
    }
    case 'query-string': {
      const pairs = condition.child('QueryStringConfig')?.list('Values') ?? [];
      return { field, pairs: pairs.map((pair) => ({ key: pair.text('Key'), value: pair.text('Value') ?? '' })) };
    }
    default:
      return { field: 'path-pattern', values: values('PathPatternConfig') };
  }
}

function actionOf(action: Element | undefined): Action | undefined {
  const type = action?.text('Type');
  if (!action || !type) return undefined;
  if (type === 'fixed-response') {
    const fixed = action.child('FixedResponseConfig');
    const status = Number(fixed?.text('StatusCode') ?? 503);
    return {
      type,
      status,
      contentType: fixed?.text('ContentType') || 'text/plain',
      body: fixed?.text('MessageBody') ?? '',
    };
  }
  if (type === 'redirect') {
    const to = (name: string) => action.child('RedirectConfig')?.text(name);
    return {
      type,
      status: to('StatusCode') === 'HTTP_301' ? 301 : 302,
      protocol: to('Protocol') || '#{protocol}',
      host: to('Host') || '#{host}',
      port: to('Port') || '#{port}',
      path: to('Path') || '/#{path}',
      query: to('Query') ?? '#{query}',
    };
  }
  if (type !== 'forward') return undefined;
  const weighted = action.child('ForwardConfig')?.list('TargetGroups') ?? [];
  const groups = weighted.map((group) => ({
    arn: group.text('TargetGroupArn') ?? '',
    weight: number(group, 'Weight', 1),
  }));
  return { type, groups: groups.length > 0 ? groups : [{ arn: action.text('TargetGroupArn') ?? '', weight: 1 }] };
}

function ruleOf(rule: Element): Rule {
  return {
    priority: rule.text('IsDefault') === 'true' ? Number.POSITIVE_INFINITY : Number(rule.text('Priority')),
    conditions: rule.list('Conditions').map(conditionOf),
    // Actions that sign a user in come before, and are not modelled: what decides is the last.
    action: actionOf(rule.list('Actions').at(-1)),
  };
}

async function groupOf(api: EmulatorApi, group: Element): Promise<GroupConfig> {
  const arn = group.text('TargetGroupArn') ?? '';
  const [attributes, health] = await Promise.all([
    api.query(SERVICE, 'DescribeTargetGroupAttributes', { TargetGroupArn: arn }),
    api.query(SERVICE, 'DescribeTargetHealth', { TargetGroupArn: arn }),
  ]);
  return {
    arn,
    name: group.text('TargetGroupName') ?? '',
    health: {
      path: group.text('HealthCheckPath') || '/',
      port: group.text('HealthCheckPort') || 'traffic-port',
      intervalSeconds: number(group, 'HealthCheckIntervalSeconds', 30),
      timeoutSeconds: number(group, 'HealthCheckTimeoutSeconds', 5),
      healthyThreshold: number(group, 'HealthyThresholdCount', 5),
      unhealthyThreshold: number(group, 'UnhealthyThresholdCount', 2),
      matcher: group.child('Matcher')?.text('HttpCode') || '200',
    },
    attributes: Object.fromEntries(
      attributes.list('Attributes').map((attribute) => [attribute.text('Key') ?? '', attribute.text('Value') ?? '']),
    ),
    targets: health.list('TargetHealthDescriptions').map((description) => {
      const target = description.child('Target');
      return { address: target?.text('Id') ?? '', port: Number(target?.text('Port')) };
    }),
  };
}

/** What the API says now. */
export async function readConfiguration(api: EmulatorApi): Promise<Configuration> {
  const [balancers, groups] = await Promise.all([
    api.query(SERVICE, 'DescribeLoadBalancers'),
    api.query(SERVICE, 'DescribeTargetGroups'),
  ]);
  const listeners = balancers.list('LoadBalancers').map(async (balancer): Promise<readonly Listener[]> => {
    const arn = balancer.text('LoadBalancerArn') ?? '';
    const config = {
      arn,
      name: balancer.text('LoadBalancerName') ?? '',
      dnsName: balancer.text('DNSName') ?? '',
      securityGroups: texts(balancer.list('SecurityGroups')),
      subnets: balancer.list('AvailabilityZones').map((zone) => zone.text('SubnetId') ?? ''),
    };
    const described = await api.query(SERVICE, 'DescribeListeners', { LoadBalancerArn: arn });
    return Promise.all(
      described.list('Listeners').map(async (listener) => {
        const listenerArn = listener.text('ListenerArn') ?? '';
        const { list } = await api.query(SERVICE, 'DescribeRules', { ListenerArn: listenerArn });
        const rules = list('Rules')
          .map(ruleOf)
          .sort((a, b) => a.priority - b.priority);
        return { arn: listenerArn, port: Number(listener.text('Port')), balancer: config, rules };
      }),
    );
  });
  const forIps = groups.list('TargetGroups').filter((group) => group.text('TargetType') === 'ip');
  return {
    listeners: (await Promise.all(listeners)).flat(),
    groups: await Promise.all(forIps.map((group) => groupOf(api, group))),
  };
}

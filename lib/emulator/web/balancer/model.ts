/** An Application Load Balancer, as its API describes it. */

/** One condition of a rule. */
export type Condition =
  | {
      readonly field: 'path-pattern' | 'host-header' | 'http-request-method' | 'source-ip';
      readonly values: readonly string[];
    }
  | { readonly field: 'http-header'; readonly header: string; readonly values: readonly string[] }
  | { readonly field: 'query-string'; readonly pairs: readonly { readonly key?: string; readonly value: string }[] };

export type Action =
  | { readonly type: 'forward'; readonly groups: readonly { readonly arn: string; readonly weight: number }[] }
  | { readonly type: 'fixed-response'; readonly status: number; readonly contentType: string; readonly body: string }
  | {
      readonly type: 'redirect';
      readonly status: number;
      readonly protocol: string;
      readonly host: string;
      readonly port: string;
      readonly path: string;
      readonly query: string;
    };

export interface Rule {
  /** Infinity for the default rule. */
  readonly priority: number;
  readonly conditions: readonly Condition[];
  readonly action: Action | undefined;
}

export interface Listener {
  readonly arn: string;
  readonly port: number;
  readonly balancer: BalancerConfig;
  /** By priority, the default one last. */
  readonly rules: readonly Rule[];
}

export interface BalancerConfig {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly securityGroups: readonly string[];
  /** Ids of its subnets. */
  readonly subnets: readonly string[];
}

export interface HealthCheck {
  readonly path: string;
  /** `traffic-port`, or a number. */
  readonly port: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** `200`, `200-299`, `200,202`. */
  readonly matcher: string;
}

export interface GroupConfig {
  readonly arn: string;
  readonly name: string;
  readonly health: HealthCheck;
  readonly attributes: Readonly<Record<string, string>>;
  readonly targets: readonly { readonly address: string; readonly port: number }[];
}

/** The balancer whose rules forward to a group; undefined where none does. */
export const balancerBefore = (listeners: readonly Listener[], group: string): BalancerConfig | undefined =>
  listeners.find(({ rules }) =>
    rules.some(({ action }) => action?.type === 'forward' && action.groups.some(({ arn }) => arn === group)),
  )?.balancer;

/** All of a region. */
export interface Configuration {
  readonly listeners: readonly Listener[];
  readonly groups: readonly GroupConfig[];
}

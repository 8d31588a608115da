/** IAM's evaluation of one request by iam-simulate, with the policies that a question describes. */
import { runSimulation } from '@cloud-copilot/iam-simulate';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** ARN of the caller. */
  readonly principal: string;
  /** Account of the resource, 12 digits. */
  readonly owner: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
  readonly identity: readonly Statement[];
  /** @default no boundary */
  readonly boundary?: readonly Statement[];
  /** @default the account is in no organization */
  readonly organization?: readonly Statement[];
  /** @default the resource has no policy */
  readonly resourcePolicy?: readonly Statement[];
  /** @default the request passes no endpoint of a VPC */
  readonly endpointPolicy?: readonly Statement[];
}

const document = (statements: readonly Statement[]) => ({ Version: '2012-10-17', Statement: statements });

/** What was simulated, by the text of its request: the options of a family's seeds ask the same few hundred over and over. */
const simulated = new Map<string, Promise<boolean>>();

/** Whether IAM allows the request. @throws Error where a policy is malformed or the action is unknown */
export function isAllowed(request: Request): Promise<boolean> {
  const text = JSON.stringify(request);
  const known = simulated.get(text) ?? simulate(request);
  simulated.set(text, known);
  return known;
}

async function simulate(request: Request): Promise<boolean> {
  const result = await runSimulation(
    {
      identityPolicies: [{ name: 'role', policy: document(request.identity) }],
      permissionBoundaryPolicies: request.boundary && [{ name: 'boundary', policy: document(request.boundary) }],
      serviceControlPolicies: request.organization
        ? [{ orgIdentifier: 'r-root', policies: [{ name: 'scp', policy: document(request.organization) }] }]
        : [],
      resourceControlPolicies: [],
      ...(request.resourcePolicy && { resourcePolicy: document(request.resourcePolicy) }),
      vpcEndpointPolicies: request.endpointPolicy && [{ name: 'endpoint', policy: document(request.endpointPolicy) }],
      request: {
        action: request.action,
        principal: request.principal,
        resource: { resource: request.resource, accountId: request.owner },
        contextVariables: { ...request.context },
      },
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}

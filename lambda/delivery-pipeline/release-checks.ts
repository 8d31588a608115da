/**
 * What a version of the comparison API has to do before and after it takes traffic: the requests, and what is wrong
 * with their answers. Pure; `verify-release.handler.ts` does the calling.
 */

/** What API Gateway hands to a function for one request (payload format 2.0), as far as the application looks at it. */
export interface HttpEvent {
  readonly version: '2.0';
  readonly routeKey: '$default';
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestContext: {
    readonly domainName: string;
    readonly requestId: string;
    readonly stage: '$default';
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
  };
  readonly isBase64Encoded: false;
}

/** What the function answered, as Lambda hands it back. */
export interface Invocation {
  /** The number of the version that ran, as Lambda says it; not what the caller asked for. */
  readonly executedVersion: string | undefined;
  /** `Handled` or `Unhandled` when the function failed instead of answering. */
  readonly functionError: string | undefined;
  readonly payload: unknown;
}

export interface ReleaseCheck {
  /** The expects, as a caller would say it. */
  readonly expects: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  /** Something that must be in the body, so that an empty 200 does not pass. */
  readonly bodyHolds: string;
}

/**
 * One request for each thing that can be broken by itself: configuration and table, content, routing and refusals.
 * Exam: a hook tests the deployed version in its environment, which no test before the deployment could.
 */
export const RELEASE_CHECKS: readonly ReleaseCheck[] = [
  {
    expects: 'is healthy and has its content',
    path: '/health',
    status: 200,
    contentType: 'application/json',
    bodyHolds: 'contentVersion',
  },
  {
    expects: 'compares the two tracks',
    path: '/v1/comparison',
    status: 200,
    contentType: 'application/json',
    bodyHolds: 'architect',
  },
  {
    expects: 'refuses what it does not have, in the form of every error',
    path: '/v1/certifications/NO-SUCH-CODE',
    status: 404,
    contentType: 'application/problem+json',
    bodyHolds: 'status',
  },
];

/** The request that asks for a path, with or without a query. */
export function requestFor(target: string, requestId: string): HttpEvent {
  const [path = '/', query = ''] = target.split('?');
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { accept: 'application/json', 'user-agent': 'certlab-verify-release' },
    requestContext: {
      domainName: 'release.invalid',
      requestId,
      stage: '$default',
      http: {
        method: 'GET',
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'certlab-verify-release',
      },
    },
    isBase64Encoded: false,
  };
}

interface HttpAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** What is wrong with this answer: one sentence each of what came and what was wanted; empty when it is right. */
export function faultsOf(check: ReleaseCheck, wantedVersion: string, invocation: Invocation): string[] {
  const faults: string[] = [];
  if (invocation.executedVersion !== wantedVersion) {
    faults.push(`version ${invocation.executedVersion} answered, wanted ${wantedVersion}`);
  }
  if (invocation.functionError !== undefined) {
    return [...faults, `the function failed: ${summary(invocation.payload)}`];
  }
  const answer = (invocation.payload ?? {}) as HttpAnswer;
  const body = answer.isBase64Encoded ? Buffer.from(answer.body ?? '', 'base64').toString() : (answer.body ?? '');
  const contentType =
    Object.entries(answer.headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? 'none';
  if (answer.statusCode !== check.status) faults.push(`status ${answer.statusCode}, wanted ${check.status}`);
  if (!contentType.startsWith(check.contentType))
    faults.push(`content type ${contentType}, wanted ${check.contentType}`);
  if (!body.includes(check.bodyHolds)) faults.push(`no "${check.bodyHolds}" in the body: ${summary(body)}`);
  return faults;
}

const summary = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).slice(0, 200);

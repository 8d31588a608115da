/**
 * Which rule of a listener a request meets, and what a redirect leads to
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html).
 */
import type { Action, Condition, Rule } from './model.ts';

export interface AskedFor {
  readonly method: string;
  /** With its query, as in the request line. */
  readonly url: string;
  /** Lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly sourceAddress: string;
}

/** `*` stands for any number of characters, `?` for one. */
function matchesWildcard(pattern: string, text: string, ignoreCase = true): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`, ignoreCase ? 'i' : '').test(text);
}

const header = ({ headers }: AskedFor, name: string) => [headers[name] ?? []].flat();

/** Without its port. */
const hostOf = (request: AskedFor) => (header(request, 'host')[0] ?? '').replace(/:\d+$/, '');

function pathAndQuery({ url }: AskedFor): readonly [path: string, query: string] {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  return [path, query];
}

function meets(condition: Condition, request: AskedFor): boolean {
  const [path, query] = pathAndQuery(request);
  switch (condition.field) {
    case 'path-pattern':
      // "Path patterns are case-sensitive": the only condition that is.
      return condition.values.some((value) => matchesWildcard(value, path, false));
    case 'host-header':
      return condition.values.some((value) => matchesWildcard(value, hostOf(request)));
    case 'http-request-method':
      return condition.values.includes(request.method);
    case 'http-header':
      return condition.values.some((value) =>
        header(request, condition.header).some((text) => matchesWildcard(value, text)),
      );
    case 'query-string': {
      const pairs = [...new URLSearchParams(query)];
      return condition.pairs.some(({ key, value }) =>
        pairs.some(([name, text]) => (key === undefined || matchesWildcard(key, name)) && matchesWildcard(value, text)),
      );
    }
    case 'source-ip':
      // Every caller is on this machine.
      return condition.values.some((value) => value === '0.0.0.0/0' || value.startsWith(`${request.sourceAddress}/`));
  }
}

/** What is done with this request; undefined where the listener has no rule for it. */
export const actionFor = (rules: readonly Rule[], request: AskedFor): Action | undefined =>
  rules.find(({ conditions }) => conditions.every((condition) => meets(condition, request)))?.action;

/** Where a redirect leads, with `#{host}` and the like as the request has them. */
export function redirectLocation(to: Extract<Action, { type: 'redirect' }>, request: AskedFor, port: number): string {
  const [path, query] = pathAndQuery(request);
  const own: Readonly<Record<string, string>> = {
    protocol: 'HTTP',
    host: hostOf(request),
    port: String(port),
    path: path.slice(1),
    query,
  };
  const filled = (text: string) => text.replace(/#\{(\w+)\}/g, (whole, name) => own[name] ?? whole);
  const asked = filled(to.query);
  const protocol = filled(to.protocol).toLowerCase();
  return `${protocol}://${filled(to.host)}:${filled(to.port)}${filled(to.path)}${asked && `?${asked}`}`;
}

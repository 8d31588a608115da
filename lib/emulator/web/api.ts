/**
 * The few calls that the engine and the balancer make of the emulator, many times a second, without the SDK's clients:
 * those would be 60 MB on the disk and 200 MB of memory.
 */
import { type Credentials, signed } from '../../signature.ts';
import { EMULATOR_CREDENTIALS, EMULATOR_REGION } from '../environment.ts';
import { type Element, parseXml } from './xml.ts';

/** By service, the version of its query protocol. */
const QUERY_VERSIONS = {
  cloudformation: '2010-05-15',
  ec2: '2016-11-15',
  elasticloadbalancing: '2015-12-01',
  rds: '2014-10-31',
  sts: '2011-06-15',
} as const;

/** By service, what stands before the operation in `X-Amz-Target`. */
const JSON_TARGETS = {
  'application-autoscaling': 'AnyScaleFrontendService',
  ecs: 'AmazonEC2ContainerServiceV20141113',
  monitoring: 'GraniteServiceVersion20100801',
  secretsmanager: 'secretsmanager',
  ssm: 'AmazonSSM',
} as const;

const TIMEOUT_MS = 60_000;
/** Of what is only looked at, and again soon. */
export const LOOK_TIMEOUT_MS = 5_000;

export class EmulatorCallError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'EmulatorCallError';
    this.code = code;
  }
}

export type EmulatorApi = ReturnType<typeof emulatorApi>;

/**
 * @param endpoint `http://localhost:<port>`
 * @param timeoutMs of a call; what is asked by a path is only looked at
 */
export function emulatorApi(endpoint: string, region: string = EMULATOR_REGION, timeoutMs: number = TIMEOUT_MS) {
  async function call(service: string, headers: Record<string, string>, body: string, as: Credentials) {
    const response = await fetch(endpoint, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(timeoutMs),
      headers: signed({ service, region, url: endpoint, headers, body }, as),
    });
    return { ok: response.ok, text: await response.text() };
  }

  /** @throws EmulatorCallError with the code that the service gives */
  function parsed({ ok, text }: { readonly ok: boolean; readonly text: string }): Element {
    const response = parseXml(text);
    if (ok) return response;
    const error = response.find('Error');
    throw new EmulatorCallError(error?.text('Code') ?? 'Unknown', error?.text('Message') ?? text);
  }

  return {
    endpoint,
    region,
    /** What a service says that answers in XML and is asked by a path; throws as `query` does. */
    async get(service: 'route53', path: string): Promise<Element> {
      const url = new URL(path, endpoint).href;
      const response = await fetch(url, {
        signal: AbortSignal.timeout(LOOK_TIMEOUT_MS),
        headers: signed({ method: 'GET', service, region, url, headers: {}, body: '' }, EMULATOR_CREDENTIALS),
      });
      return parsed({ ok: response.ok, text: await response.text() });
    },
    /**
     * An operation of the query protocol.
     * @returns what is inside `<ActionResult>`, or inside the response where there is no such element
     * @throws EmulatorCallError with the code that the service gives
     */
    async query(
      service: keyof typeof QUERY_VERSIONS,
      action: string,
      parameters: Readonly<Record<string, string>> = {},
    ): Promise<Element> {
      const form = new URLSearchParams({ Action: action, Version: QUERY_VERSIONS[service], ...parameters });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const response = parsed(await call(service, headers, form.toString(), EMULATOR_CREDENTIALS));
      return response.child(`${action}Result`) ?? response;
    },
    /** An operation of the JSON protocol; throws as `query` does. */
    async json<Answer>(
      service: keyof typeof JSON_TARGETS,
      operation: string,
      input: object,
      as: Credentials = EMULATOR_CREDENTIALS,
    ): Promise<Answer> {
      const headers = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `${JSON_TARGETS[service]}.${operation}`,
      };
      const { ok, text } = await call(service, headers, JSON.stringify(input), as);
      if (ok) return JSON.parse(text) as Answer;
      const error = readError(text);
      throw new EmulatorCallError(error.code, error.message);
    },
  };
}

function readError(text: string): { code: string; message: string } {
  try {
    const { __type = 'Unknown', message, Message } = JSON.parse(text) as Record<string, string | undefined>;
    return { code: __type.split('#').at(-1) as string, message: message ?? Message ?? text };
  } catch {
    return { code: 'Unknown', message: text };
  }
}

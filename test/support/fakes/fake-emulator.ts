/**
 * An emulator that the lab's commands find by its record and speak to over HTTP, with the SDK's own clients: for what a
 * command says and ends with, which needs a stack in every state, and no emulator of 200 MB. Its behaviour, in writing:
 *
 * - It answers the health check of `emulator.ts`, and is this process; a test that stops it gives it another.
 * - CloudFormation (query protocol): the stacks that the test puts into `stacks`, their resources, and a template of them.
 * - Lambda (REST) and SQS (JSON) are the little AWS of fake-cloud.ts.
 * - What else a test answers stands in `answers`, by `Service.Operation`, as it stands in the header `X-Amz-Target`.
 * - Anything else is refused as `UnknownOperationException`.
 */
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AwsClients } from '../../../lib/lab/aws/aws-clients.ts';

export interface FakeStack {
  id: string;
  status: string;
  outputs: Readonly<Record<string, string>>;
  tags?: Readonly<Record<string, string>>;
  /** Type, physical id and what the template says, by logical id. */
  resources?: Readonly<Record<string, readonly [type: string, physicalId: string, properties?: object]>>;
}

type Input = Record<string, unknown>;

export interface FakeEmulator {
  readonly endpoint: string;
  /** By name; one that is not here does not exist. */
  readonly stacks: Map<string, FakeStack>;
  readonly answers: Map<string, (input: Input) => unknown>;
  close(): Promise<void>;
}

/**
 * Starts it, and writes the record by which the lab finds it into `stateFolder`.
 * @param cloud Lambda and SQS, once the address is known, which a queue's URL begins with
 */
export async function startFakeEmulator(
  stateFolder: string,
  cloud: (endpoint: string) => Partial<AwsClients>,
  pid: number = process.pid,
): Promise<FakeEmulator> {
  const stacks: FakeEmulator['stacks'] = new Map();
  const answers: FakeEmulator['answers'] = new Map();
  const identity = 'fake';
  let aws: Partial<AwsClients> = {};
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const reply = (status: number, type: string, content: string, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': type, connection: 'close', ...headers }).end(content);
    if (url.pathname === '/_ministack/health') return reply(200, 'application/json', `{"edition":"${identity}"}`);
    try {
      const form = new URLSearchParams(body);
      if (form.has('Action')) return reply(200, 'text/xml', cloudFormation(stacks, form));
      const answer = await jsonAnswer(request, url, body, aws, answers);
      return reply(200, 'application/json', JSON.stringify(answer ?? {}));
    } catch (error) {
      const { name, message } = error as Error;
      if (body.includes('Action='))
        return reply(
          400,
          'text/xml',
          `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`,
        );
      return reply(400, 'application/json', JSON.stringify({ __type: name, message }), { 'x-amzn-errortype': name });
    }
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://localhost:${port}`;
  aws = cloud(endpoint);
  writeFileSync(join(stateFolder, 'emulator.json'), JSON.stringify({ pid, port, endpoint, logFile: '', identity }));
  return { endpoint, stacks, answers, close: () => new Promise((done) => server.close(() => done())) };
}

function refused(name: string, message: string): never {
  throw Object.assign(new Error(message), { name });
}

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function cloudFormation(stacks: FakeEmulator['stacks'], form: URLSearchParams): string {
  const name = form.get('StackName') ?? '';
  const stack = stacks.get(name) ?? refused('ValidationError', `Stack with id ${name} does not exist`);
  const wrapped = (operation: string, members: string) =>
    `<${operation}Response><${operation}Result>${members}</${operation}Result></${operation}Response>`;
  if (form.get('Action') === 'ListStackResources') {
    const members = Object.entries(stack.resources ?? {}).map(
      ([id, [type, physicalId]]) =>
        `<member><LogicalResourceId>${id}</LogicalResourceId><ResourceType>${type}</ResourceType>` +
        `<PhysicalResourceId>${escaped(physicalId)}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>`,
    );
    return wrapped('ListStackResources', `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`);
  }
  if (form.get('Action') === 'GetTemplate') {
    const types = Object.entries(stack.resources ?? {}).map(([id, [Type, , Properties]]) => [id, { Type, Properties }]);
    const template = JSON.stringify({ Resources: Object.fromEntries(types) });
    return wrapped('GetTemplate', `<TemplateBody>${escaped(template)}</TemplateBody>`);
  }
  const outputs = Object.entries(stack.outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  const tags = Object.entries(stack.tags ?? {}).map(
    ([key, value]) => `<member><Key>${key}</Key><Value>${escaped(value)}</Value></member>`,
  );
  return wrapped(
    'DescribeStacks',
    `<Stacks><member><StackName>${name}</StackName><StackId>${stack.id}</StackId><StackStatus>${stack.status}</StackStatus>` +
      `<CreationTime>2026-11-27T00:00:00Z</CreationTime><Outputs>${outputs.join('')}</Outputs><Tags>${tags.join('')}</Tags></member></Stacks>`,
  );
}

/** Lambda's paths, each with the method of the client that it stands for. */
const LAMBDA: readonly (readonly [method: string, path: RegExp, call: string])[] = [
  ['GET', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/, 'getFunctionConfiguration'],
  ['PUT', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/configuration$/, 'updateFunctionConfiguration'],
  ['POST', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/versions$/, 'publishVersion'],
  ['PUT', /^\/2015-03-31\/functions\/(?<FunctionName>[^/]+)\/aliases\/(?<Name>[^/]+)$/, 'updateAlias'],
];

async function jsonAnswer(
  request: IncomingMessage,
  { pathname, searchParams }: URL,
  body: string,
  aws: Partial<AwsClients>,
  answers: FakeEmulator['answers'],
): Promise<unknown> {
  const call = (client: unknown, operation: string, input: Input) =>
    (client as Record<string, (input: Input) => unknown>)[operation]?.(input) ??
    refused('UnknownOperationException', operation);
  const input = body === '' ? {} : (JSON.parse(body) as Input);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const own = answers.get(target.replace(/_\d{8}\./, '.'));
    if (own) return own(input);
    const [service, operation = ''] = target.split('.');
    if (service === 'AmazonSQS') return call(aws.sqs, operation.charAt(0).toLowerCase() + operation.slice(1), input);
  }
  for (const [method, path, operation] of LAMBDA) {
    const parameters = path.exec(pathname)?.groups;
    if (method !== request.method || !parameters) continue;
    return call(aws.lambda, operation, { ...input, ...parameters, ...Object.fromEntries(searchParams) });
  }
  return refused('UnknownOperationException', `${request.method} ${pathname} ${target}`);
}

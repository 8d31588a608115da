/** A project of several stacks, each in its region: what the lab says of it as a whole. CloudFormation is a stand-in. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { stacksOf } from '../../../lib/lab/stacks/places.ts';
import { presentStacks, statusOf } from '../../../lib/lab/stacks/stacks.ts';
import { statusText } from '../../../lib/lab/terminal/format.ts';
import { inRegion, type Target } from '../../../lib/target.ts';

const TWO = {
  slug: 'two-regions',
  stackName: 'Here',
  stacks: [
    { name: 'Copies', region: 'us-west-2' },
    { name: 'Here' },
    { name: 'There', region: 'us-west-2', optional: true },
  ],
};
const ONE = { slug: 'one', stackName: 'One' };

let server: Server | undefined;
afterEach(() => server?.close());

/** Answers DescribeStacks by `region name` of each; what it does not know is not there, and a lost region answers nobody. */
async function cloud(stacks: Readonly<Record<string, string>>, lost?: string): Promise<Target> {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const region = /Credential=[^/]+\/[^/]+\/([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
      const name = new URLSearchParams(body).get('StackName');
      const status = stacks[`${region} ${name}`];
      if (region === lost) response.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"lost"}');
      else if (!status)
        response
          .writeHead(400, { 'content-type': 'text/xml' })
          .end(
            `<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack ${name} does not exist</Message></Error></ErrorResponse>`,
          );
      else
        response.writeHead(200, { 'content-type': 'text/xml' }).end(
          `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>${name}</StackName><StackStatus>${status}</StackStatus>
          <Outputs><member><OutputKey>In</OutputKey><OutputValue>${region}</OutputValue></member></Outputs>
          </member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
        );
    });
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server?.once('listening', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clientConfig = { region: 'us-east-1', endpoint, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  return { name: 'emulator', region: 'us-east-1', account: '000000000000', endpoint, clientConfig };
}

const HERE = 'us-east-1 Here';
const [COPIES, THERE] = ['us-west-2 Copies', 'us-west-2 There'] as const;
const DONE = 'CREATE_COMPLETE';

describe('the stacks of projects', () => {
  it('are one of its own name in the region of the target, or several in their order', async () => {
    const target = await cloud({});
    expect(stacksOf([ONE, TWO], target).map((stack) => [stack.slug, stack.stackName, stack.target.region])).toEqual([
      ['one', 'One', 'us-east-1'],
      ['two-regions', 'Copies', 'us-west-2'],
      ['two-regions', 'Here', 'us-east-1'],
      ['two-regions', 'There', 'us-west-2'],
    ]);
    expect(inRegion(target, 'us-west-2').clientConfig).toEqual({ ...target.clientConfig, region: 'us-west-2' });
    expect(inRegion(target, 'us-east-1')).toBe(target);
  });

  it('that are there are found in their own regions', async () => {
    const target = await cloud({ [HERE]: DONE, [THERE]: 'ROLLBACK_COMPLETE', 'us-east-1 Copies': DONE });
    expect((await presentStacks([TWO], target)).map(({ stackName }) => stackName)).toEqual(['Here', 'There']);
  });
});

describe('the state of a project', () => {
  it.each([
    ['not-deployed', {}],
    ['deployed', { [COPIES]: DONE, [HERE]: 'UPDATE_COMPLETE', [THERE]: DONE }],
    ['deployed', { [COPIES]: DONE, [HERE]: DONE }],
    ['failed', { [COPIES]: DONE }],
    ['failed', { [HERE]: DONE, [THERE]: DONE }],
    ['failed', { [COPIES]: DONE, [HERE]: DONE, [THERE]: 'ROLLBACK_COMPLETE' }],
    ['deploying', { [COPIES]: DONE, [HERE]: 'UPDATE_IN_PROGRESS' }],
  ] as const)('is %s with %j', async (state, stacks) => {
    const [status] = await statusOf([TWO], await cloud(stacks));
    expect(status).toMatchObject({ slug: 'two-regions', stack: 'Here', state });
  });

  it('is that of one stack where there is one, and says nothing of regions', async () => {
    const [status] = await statusOf([ONE], await cloud({ 'us-east-1 One': DONE }));
    expect(status).toEqual({
      ...{ slug: 'one', stack: 'One', state: 'deployed', stackStatus: DONE },
      outputs: { In: 'us-east-1' },
    });
  });

  it('is that a region does not answer, with what the other has', async () => {
    const target = await cloud({ [COPIES]: DONE, [HERE]: DONE, [THERE]: DONE }, 'us-east-1');
    const [status] = await statusOf([TWO], target);
    expect(status?.state).toBe('unreachable');
    expect(status?.stacks?.map((each) => [each.region, each.stack, each.state, each.outputs.In])).toEqual([
      ['us-west-2', 'Copies', 'deployed', 'us-west-2'],
      ['us-east-1', 'Here', 'unreachable', undefined],
      ['us-west-2', 'There', 'deployed', 'us-west-2'],
    ]);
    const text = statusText(status as NonNullable<typeof status>);
    expect(text).toMatch(/^\S*two-regions\S* {2}.*unreachable/);
    expect(text).toContain('There in us-west-2: ');
  });
});

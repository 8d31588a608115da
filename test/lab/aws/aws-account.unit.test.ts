/** What `up` and `down` look up in an account before they ask, on a loopback service that answers as AWS does. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bootstrapNeeded } from '../../../lib/lab/stacks/bootstrap.ts';
import { deployedStages } from '../../../lib/lab/stacks/stages.ts';
import { CURRICULUM } from '../../../lib/projects/registry.ts';
import type { Target } from '../../../lib/target.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function account(answer: (body: string) => { status?: number; body: string }): Promise<Target> {
  const server = createServer((request, response) => {
    let asked = '';
    request.on('data', (chunk) => (asked += chunk));
    request.on('end', () => {
      const { status = 200, body } = answer(asked);
      response.writeHead(status, { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1' });
      response.end(body);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const clientConfig = { region: 'eu-west-1', endpoint, credentials };
  return { name: 'aws', region: 'eu-west-1', account: '111122223333', clientConfig };
}

describe('the bootstrap of the CDK', () => {
  const parameter = (Value: string) => ({ body: JSON.stringify({ Parameter: { Value } }) });
  const refused = (type: string) => ({ status: 400, body: JSON.stringify({ __type: type, message: 'no' }) });

  it.each([
    ['is left alone where it is new enough', parameter('6'), undefined],
    ['is left alone where it is newer, by number and not by letter', parameter('30'), undefined],
    ['is left alone where the parameter may not be read', refused('AccessDeniedException'), undefined],
    ['is made where there is none, and the question says what that makes', refused('ParameterNotFound'), /CDKToolkit/],
    ['is renewed where it is too old', parameter('5'), /version 5/],
  ])('%s', async (_, answer, said) => {
    const needed = await bootstrapNeeded(await account(() => answer));
    if (said) expect(needed?.sentence).toMatch(said);
    else expect(needed).toBeUndefined();
  });

  it('refuses to guess where the question failed for another reason', async () => {
    await expect(bootstrapNeeded(await account(() => refused('ValidationException')))).rejects.toThrow('no');
  });
});

describe('the stages that a pipeline deployed', () => {
  const all = CURRICULUM.map(({ project }) => project);
  const pipeline = all.filter(({ slug }) => slug === 'delivery-pipeline');
  const tag = (Key: string, Value: string) => `<member><Key>${Key}</Key><Value>${Value}</Value></member>`;
  const stack = (name: string, created: string, tags = '', status = 'CREATE_COMPLETE') =>
    `<member><StackName>${name}</StackName><StackStatus>${status}</StackStatus><CreationTime>${created}</CreationTime><Tags>${tags}</Tags></member>`;
  const templates: Record<string, object> = {
    'Beta-ServerlessApi': { Resources: { A: { Properties: { Tags: { certlab: 'delivery-pipeline' } } } } },
    'Prod-ServerlessApi': {
      Resources: { A: { Properties: { Tags: [{ Key: 'certlab', Value: 'delivery-pipeline' }] } } },
    },
    'Their-ServerlessApi': { Resources: { A: { Properties: { Tags: [{ Key: 'owner', Value: 'them' }] } } } },
  };
  const holding = (stacks: string) =>
    account((asked) => {
      const query = new URLSearchParams(asked);
      if (query.get('Action') === 'GetTemplate') {
        const template = JSON.stringify(templates[query.get('StackName') as string], null, 1);
        return {
          body: `<GetTemplateResponse><GetTemplateResult><TemplateBody>${template}</TemplateBody></GetTemplateResult></GetTemplateResponse>`,
        };
      }
      return {
        body: `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stacks}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
      };
    });

  it('are found without tags of their own, the oldest first, and nobody else’s among them', async () => {
    const target = await holding(
      stack('Prod-ServerlessApi', '2026-11-02T00:00:00Z', tag('stage', 'Prod')) +
        stack('ServerlessApi', '2026-11-01T00:00:00Z') +
        stack('Their-ServerlessApi', '2026-11-01T00:00:00Z') +
        stack('Unrelated', '2026-11-01T00:00:00Z') +
        stack('Beta-ServerlessApi', '2026-11-01T00:00:00Z') +
        stack('Beta-ServerlessApi', '2026-10-01T00:00:00Z', '', 'DELETE_COMPLETE'),
    );

    expect(await deployedStages(pipeline, all, target)).toEqual([
      { slug: 'delivery-pipeline', stackName: 'Beta-ServerlessApi', target },
      { slug: 'delivery-pipeline', stackName: 'Prod-ServerlessApi', target },
    ]);
  });

  it('refuses one that somebody tagged as production', async () => {
    const target = await holding(stack('Prod-ServerlessApi', '2026-11-02T00:00:00Z', tag('env', 'production')));
    await expect(deployedStages(pipeline, all, target)).rejects.toMatchObject({ code: 'TaggedProduction' });
  });

  it('are not those of a project that was not chosen', async () => {
    const target = await holding(stack('Beta-ServerlessApi', '2026-11-01T00:00:00Z'));
    const others = all.filter(({ slug }) => slug !== 'delivery-pipeline');
    expect(await deployedStages(others, all, target)).toEqual([]);
  });
});

/** The third list, of 2026-11-28, for the drills of the comparison API: what the first two had not. See `model.ts`. */
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import { addPolicy, attachPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import { liveAndLatest } from '../../../lib/lab/settings/lambda.ts';
import { narrowRoute, wayToFunction } from '../../../lib/projects/serverless-api/drills/serverless-api.ts';
import { besides, fixedAnd, instead, right, type TriedOn } from './model.ts';
import { api, FILE, type Lab, type Output, query, role, seedRole, table } from './serverless-api-by-hand.ts';

const addsVariable = (name: string, value: string) => (lab: Lab) =>
  lab.set('function-variable', { ...api(lab), name }, liveAndLatest(value));

/** Lets the gateway invoke the function, on these conditions. */
async function letIn(lab: Lab, more: object = {}) {
  const statement = {
    FunctionName: lab.outputs.ApiFunctionName,
    Qualifier: lab.outputs.ApiFunctionAlias,
    StatementId: `by-hand-${lab.nonce()}`,
  };
  lab.undoBy(() => lab.aws.lambda.removePermission(statement));
  const { account, region } = await place(lab);
  await lab.aws.lambda.addPermission({
    ...statement,
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: `arn:aws:execute-api:${region}:${account}:${lab.outputs.ApiId}/*/*`,
    ...more,
  });
}

async function place(lab: Lab) {
  const [, , , region, account] = (await table(lab)).split(':');
  return { region, account };
}

async function waitLess(lab: Lab, milliseconds: number) {
  const ApiId = lab.outputs.ApiId;
  const { integration } = await wayToFunction(lab);
  const set = (TimeoutInMillis?: number) =>
    lab.aws.apigateway.updateIntegration({ ApiId, IntegrationId: integration?.IntegrationId, TimeoutInMillis });
  lab.undoBy(() => set(integration?.TimeoutInMillis ?? 30_000));
  await set(milliseconds);
}

/** Makes the tag of this, in place of the text itself. */
const tagOf = (what: string) => (lab: Lab) =>
  lab.fixSources({
    file: 'shared/http/representation.ts',
    find: "hash('sha256', text, 'base64url')",
    replace: `hash('sha256', ${what}, 'base64url')`,
  });

export const thirdOnServerlessApi: TriedOn<Output> = {
  'table-name-lost': () => {
    return {
      careless: [
        besides<Output>(
          'too-wide',
          'believes every certificate from now on',
          addsVariable('NODE_TLS_REJECT_UNAUTHORIZED', '0'),
        ),
        besides<Output>('hidden', 'silences the log by a variable', addsVariable('POWERTOOLS_LOG_LEVEL', 'SILENT')),
      ],
      right: [],
    };
  },
  'query-denied': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets it ask in PartiQL as well', async (lab) =>
          addPolicy(lab, role(lab), await query(lab, { Action: 'dynamodb:PartiQLSelect' })),
        ),
        instead('too-narrow', 'Allows Query for some attributes at a time', async (lab) => {
          const Condition = { StringEquals: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' } };
          await addPolicy(lab, role(lab), await query(lab, { Condition }));
        }),
      ],
      right: [
        right('Allows Query by a statement for this region', async (lab) => {
          const { region } = await place(lab);
          const Condition = { StringEquals: { 'aws:RequestedRegion': region } };
          await addPolicy(lab, role(lab), await query(lab, { Condition }));
        }),
      ],
    };
  },
  'route-narrowed': () => {
    return {
      careless: [
        instead('too-narrow', 'Opens every method below /v1', (lab) => narrowRoute(lab, 'ANY /v1/{proxy+}')),
        besides<Output>('hidden', 'waits for the function half a second at most', (lab) => waitLess(lab, 500)),
      ],
      right: [],
    };
  },
  'index-forgotten': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'allows everything but deleting, on the index', async (lab) =>
          addPolicy(lab, role(lab), {
            Effect: 'Allow',
            NotAction: ['dynamodb:DeleteItem', 'dynamodb:DeleteTable'],
            Resource: `${await table(lab)}/index/byFacet`,
          }),
        ),
        besides<Output>('too-wide', 'leaves the account open in the ARN of the index', async (lab) => {
          const Resource = `${(await table(lab)).replace(/:\d{12}:/, ':*:')}/index/byFacet`;
          await addPolicy(lab, role(lab), { Effect: 'Allow', Action: 'dynamodb:Query', Resource });
        }),
      ],
      right: [],
    };
  },
  'role-too-wide': (drill) => {
    return {
      careless: [
        instead('elsewhere', 'Moves the wide statement into a managed policy', async (lab) => {
          await drill.solution.apply(lab as unknown as FixContext);
          await attachPolicy(lab, role(lab), { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' });
        }),
      ],
      right: [],
    };
  },
  'half-a-move': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'leaves the table that is gone in the policy', async (lab) => {
          const Resource = `${await table(lab)}-next`;
          await addPolicy(lab, role(lab), { Effect: 'Allow', Action: 'dynamodb:Query', Resource });
        }),
      ],
      right: [],
    };
  },
  'page-skips': (drill) => {
    const and = fixedAnd<Output>(drill);
    return {
      careless: [
        and('too-wide', 'takes the cursor of any list for any other', (lab) =>
          lab.fixSources({
            file: FILE,
            find: 'const filters = JSON.stringify([level, status, on]);\n    const after',
            replace: "const filters = 'all';\n    const after",
          }),
        ),
      ],
      right: [],
    };
  },
  'edition-lost': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets the seed do whatever begins with Put', async (lab) =>
          addPolicy(lab, await seedRole(lab), {
            Effect: 'Allow',
            Action: 'dynamodb:Put*',
            Resource: await table(lab),
          }),
        ),
      ],
      right: [],
    };
  },
  'wrong-caller': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'lets the gateway do all that there is', (lab) =>
          letIn(lab, { Action: 'lambda:*' }),
        ),
        besides<Output>('too-wide', 'lets anybody call in the name of this API', (lab) =>
          letIn(lab, { Principal: '*' }),
        ),
      ],
      right: [],
    };
  },
  'etag-blind': (drill) => {
    const and = fixedAnd<Output>(drill);
    return {
      careless: [
        and('too-narrow', 'makes no difference between capitals and small letters', tagOf('text.toLowerCase()')),
        and('too-narrow', 'looks at letters and digits only', tagOf("text.replace(/[^a-zA-Z0-9]/g, '')")),
        and('too-narrow', 'takes the order for nothing', tagOf("[...text].sort().join('')")),
      ],
      right: [],
    };
  },
};

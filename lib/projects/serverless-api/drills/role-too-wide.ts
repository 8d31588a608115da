import { INDEX_NAME } from '../../../../lambda/shared/table/keys.ts';
import { type CheckContext, defineDrill } from '../../../lab/drills/drill.ts';
import { addPolicy, attachPolicy, editPolicy } from '../../../lab/drills/policy-fixes.ts';
import { allowing, inlinePolicy, refused, status } from '../../../lab/drills/probes.ts';
import type { PolicyDocument } from '../../../lab/settings/iam.ts';
import { serverlessApi } from '../project.ts';
import { type Output, seedRoleName, tableArn } from './serverless-api.ts';

const withoutStar = ({ Version, Statement }: PolicyDocument): PolicyDocument => ({
  Version,
  Statement: Statement.filter(({ Action }) => Action !== 'dynamodb:*'),
});

export const roleTooWide = defineDrill(serverlessApi, {
  name: 'role-too-wide',
  title: 'The security review says that our public API could delete the database',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'The yearly review has one finding marked critical: "The function behind the public endpoint can write to and ' +
      'delete any table of the account." You have until tonight. The API has to go on working meanwhile.',
    impact: 'Nobody yet. One hole in the code of a public endpoint away from losing everything.',
    evidence:
      "The stack's template has no such permission. The review names the role ApiFunctionRoleName. Of all that it may " +
      'do on DynamoDB, the code of the function uses two actions.',
  },
  evidence: [{ command: 'lab aws iam get-account-authorization-details --filter Role', finds: /"dynamodb:\*"/ }],
  exam: ['SAA-C03/1.1', 'SAA-C03/1.2', 'DVA-C03/2.1', 'DVA-C02/2.1'],
  hints: [
    'The template and the account disagree. Read what the role really has: iam list-role-policies, get-role-policy.',
    'One statement is not in the stack. But is what it allows needed for something by now? Look at the others.',
    'Simulate before you delete: iam simulate-principal-policy for GetItem and Query on the table, and on its index.',
    'Take the statement out, whole. Narrowing it to the table would still let the API delete its own data.',
  ],
  lesson: {
    architect:
      'A permission that is added by hand "for a moment" outlives the moment. Drift detection, permission boundaries ' +
      'and a list of who may change roles are what keeps the template true.',
    developer:
      'What a function may do is part of its interface to an attacker. Two actions on two resources are written down ' +
      'in a minute, and anyone who gets into the function then gets a reader.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const policy = await inlinePolicy(lab.aws, lab.outputs.ApiFunctionRoleName);
    await lab.change('role-policy', policy, (document) => allowing(document, 'dynamodb:*', '*'));
  },
  check: [
    {
      expects: 'The API goes on serving lists and single things',
      look: async (lab) => status(await lab.request(`${lab.outputs.ApiUrl}/v1/exams/SAA-C03/tasks/1.1`), 200),
    },
    {
      expects: 'The reader is allowed to read: the table by key, and its index',
      async look(lab) {
        const table = await tableArn(lab);
        const role = lab.outputs.ApiFunctionRoleName;
        const get = await refused(lab.aws, role, 'dynamodb:GetItem', table);
        const query = await refused(lab.aws, role, 'dynamodb:Query', `${table}/index/${INDEX_NAME}`);
        const broken = get.ok ? get : query;
        return { ok: !get.ok && !query.ok, saw: broken.saw, wanted: 'GetItem and Query allowed' };
      },
    },
    ...(['dynamodb:DeleteTable', 'dynamodb:PutItem', 'dynamodb:Scan'] as const).map((action) => ({
      expects: `The reader may not call ${action} on its own table`,
      look: async (lab: CheckContext<Output>) =>
        refused(lab.aws, lab.outputs.ApiFunctionRoleName, action, await tableArn(lab)),
    })),
  ],
  solution: {
    steps: ['iam put-role-policy with the same document, less the statement that allows dynamodb:* on *.'],
    apply: (lab) => editPolicy(lab, lab.outputs.ApiFunctionRoleName, withoutStar),
  },
  otherFixes: [
    {
      title: 'Rewrites the policy from the access patterns: two actions on the table, one on its index',
      async apply(lab) {
        const table = await tableArn(lab);
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, ({ Version, Statement }) => ({
          Version,
          Statement: [
            ...Statement.filter(({ Action }) => !String(Action).includes('dynamodb:')),
            { Sid: 'ByKey', Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: [table] },
            {
              Sid: 'Lists',
              Effect: 'Allow',
              Action: ['dynamodb:Query'],
              Resource: [`${table}/index/${INDEX_NAME}`, table],
            },
          ],
        }));
      },
    },
    {
      title: 'Moves what the function needs into a customer managed policy, and deletes the inline one',
      async apply(lab) {
        const role = lab.outputs.ApiFunctionRoleName;
        const policy = await inlinePolicy(lab.aws, role);
        const { Version, Statement } = await lab.get('role-policy', policy);
        await attachPolicy(lab, role, ...Statement.filter(({ Action }) => Action !== 'dynamodb:*'));
        await lab.set('role-policy', policy, { Version, Statement: [] });
      },
    },
  ],
  shortcuts: [
    {
      kind: 'too-wide',
      title: 'Narrows the statement to the table, and keeps all actions',
      async apply(lab) {
        const table = await tableArn(lab);
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) =>
          allowing(withoutStar(document), 'dynamodb:*', table),
        );
      },
    },
    {
      kind: 'too-narrow',
      title: 'Takes everything about DynamoDB away, which the review likes best',
      apply: (lab) =>
        editPolicy(lab, lab.outputs.ApiFunctionRoleName, ({ Version, Statement }) => ({
          Version,
          Statement: Statement.filter(({ Action }) => !String(Action).includes('dynamodb:')),
        })),
    },
    {
      kind: 'too-wide',
      title: 'Forbids the three actions that the review named, and leaves all others',
      apply: (lab) =>
        editPolicy(lab, lab.outputs.ApiFunctionRoleName, ({ Version, Statement }) => ({
          Version,
          Statement: [
            ...Statement,
            {
              Effect: 'Deny',
              Action: ['dynamodb:DeleteTable', 'dynamodb:PutItem', 'dynamodb:Scan'],
              Resource: '*',
            },
          ],
        })),
    },
    {
      kind: 'elsewhere',
      title: 'Moves the statement into a managed policy, where the review did not look',
      async apply(lab) {
        const role = lab.outputs.ApiFunctionRoleName;
        await editPolicy(lab, role, withoutStar);
        await attachPolicy(lab, role, { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' });
      },
    },
    {
      kind: 'elsewhere',
      title: "Moves the statement to the seed's role, which is not public",
      async apply(lab) {
        await editPolicy(lab, lab.outputs.ApiFunctionRoleName, withoutStar);
        await addPolicy(lab, await seedRoleName(lab), { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' });
      },
    },
    {
      kind: 'hidden',
      title: 'Writes the star as a list of beginnings, so that the analysis finds no "dynamodb:*"',
      apply: (lab) =>
        editPolicy(lab, lab.outputs.ApiFunctionRoleName, (document) =>
          allowing(withoutStar(document), ['dynamodb:D*', 'dynamodb:G*', 'dynamodb:P*', 'dynamodb:U*'], '*'),
        ),
    },
  ],
});

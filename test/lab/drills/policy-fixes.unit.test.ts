/** Fixes of a lost permission, on an IAM in memory: what the roles hold afterwards, and that undoing leaves no trace. */
import { expect, test } from 'vitest';
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import {
  editPolicy,
  grantedCarelessly,
  grantedOtherwise,
  type LostPermission,
} from '../../../lib/lab/drills/policy-fixes.ts';
import type { PolicyDocument, PolicyStatement } from '../../../lib/lab/settings/iam.ts';
import { settingOf } from '../../../lib/lab/settings/settings.ts';
import { answeringAws } from '../../support/fakes/answering-aws.ts';

const ACTION = 'dynamodb:GetItem';
const TABLES = ['arn:table/one', 'arn:table/two'];
const KEPT: PolicyStatement[] = [
  { Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' },
  { Effect: 'Allow', Action: ['xray:PutTraceSegments'], Resource: ['*'] },
];

type Named = { RoleName: string; PolicyName: string; PolicyArn: string; PolicyDocument: string };

/** Two roles, each with the one inline policy that the CDK gives it, and the context in which a fix is made. */
function account() {
  const roles = new Map(
    ['reader', 'other'].map((name) => [
      name,
      {
        inline: new Map<string, PolicyDocument>([['Default', { Version: '2012-10-17', Statement: KEPT }]]),
        attached: new Set<string>(),
      },
    ]),
  );
  const managed = new Map<string, PolicyDocument>();
  const roleOf = ({ RoleName }: Named) => roles.get(RoleName) as NonNullable<ReturnType<typeof roles.get>>;
  const { aws } = answeringAws({
    'iam.getRole': ({ RoleName }: Named) => ({ Role: { RoleName } }),
    'iam.listRolePolicies': (input: Named) => ({ PolicyNames: [...roleOf(input).inline.keys()] }),
    'iam.getRolePolicy': (input: Named) => ({
      PolicyDocument: encodeURIComponent(JSON.stringify(roleOf(input).inline.get(input.PolicyName))),
    }),
    'iam.putRolePolicy': (input: Named) => {
      roleOf(input).inline.set(input.PolicyName, JSON.parse(input.PolicyDocument));
      return {};
    },
    'iam.createPolicy': (input: Named) => {
      const Arn = `arn:aws:iam::111122223333:policy/${input.PolicyName}`;
      managed.set(Arn, JSON.parse(input.PolicyDocument));
      return { Policy: { Arn } };
    },
    'iam.deletePolicy': ({ PolicyArn }: Named) => {
      // As IAM does: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
      if ([...roles.values()].some(({ attached }) => attached.has(PolicyArn))) throw new Error('DeleteConflict');
      return { deleted: managed.delete(PolicyArn) };
    },
    'iam.attachRolePolicy': (input: Named) => ({ attached: roleOf(input).attached.add(input.PolicyArn) }),
    'iam.detachRolePolicy': (input: Named) => ({ detached: roleOf(input).attached.delete(input.PolicyArn) }),
  });
  const undos: (() => Promise<unknown>)[] = [];
  const setting = settingOf('role-policy');
  const lab = {
    ...{ aws, outputs: {}, nonce: () => 'n1' },
    get: (_: 'role-policy', target: { roleName: string; policyName: string }) => setting.read(aws, target),
    set: (_: 'role-policy', target: { roleName: string; policyName: string }, value: PolicyDocument) =>
      setting.write(aws, target, value),
    undoBy: (undo: () => Promise<unknown>) => undos.push(undo),
  } as unknown as FixContext;
  /** Every statement that holds for a role, and the ARNs of managed policies that are AWS's own. */
  const held = (role: string) => {
    const { inline, attached } = roleOf({ RoleName: role } as Named);
    const documents = [...inline.values(), ...[...attached].flatMap((arn) => managed.get(arn) ?? [])];
    return {
      statements: documents.flatMap(({ Statement }) => Statement).map(({ Sid: _, ...statement }) => statement),
      ofAws: [...attached].filter((arn) => !managed.has(arn)),
      versions: new Set(documents.map(({ Version }) => Version)),
    };
  };
  const undo = async () => {
    for (const step of undos.toReversed()) await step();
  };
  return { lab, held, undo, managed, attachedTo: (role: string) => roleOf({ RoleName: role } as Named).attached };
}

/** A permission, and how often the fix did what has to be done besides. */
function lostPermission() {
  const besides: FixContext[] = [];
  const lost: LostPermission<string> = {
    ...{ role: async () => 'reader', bystander: async () => 'other', action: ACTION, resources: async () => TABLES },
    besides: async (lab) => besides.push(lab),
  };
  return { lost, besides };
}

/** Pairs of action and resource, in small letters, as IAM compares actions. */
const pairs = (statements: readonly Partial<PolicyStatement>[]) =>
  statements
    .flatMap(({ Action = [], Resource = [] }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action.toLowerCase()} ${resource}`)),
    )
    .sort();

test.for(grantedOtherwise(lostPermission().lost).map(({ title }, index) => [title, index] as const))(
  '%s',
  async ([, index]) => {
    const { lab, held, undo, managed, attachedTo } = account();
    const { lost, besides } = lostPermission();
    await grantedOtherwise(lost)[index]?.apply(lab);
    const reader = held('reader');
    expect(pairs(reader.statements)).toEqual(pairs([...KEPT, { Action: ACTION, Resource: TABLES }]));
    expect(reader.statements.every(({ Effect }) => Effect === 'Allow')).toBe(true);
    expect([...reader.versions]).toEqual(['2012-10-17']);
    expect(reader.ofAws).toEqual([]);
    expect(pairs(held('other').statements)).toEqual(pairs(KEPT));
    expect(besides).toEqual([lab]);
    await undo();
    expect([managed.size, attachedTo('reader').size]).toEqual([0, 0]);
    // Most permissions need nothing besides.
    await expect(
      grantedOtherwise({ ...lost, besides: undefined })[index]?.apply(account().lab),
    ).resolves.toBeUndefined();
  },
);

test('the other wordings are truly other: names of statements are unique, and one of them rewrites the order', async () => {
  const { lost } = lostPermission();
  const documents = await Promise.all(
    grantedOtherwise(lost).map(async (fix) => {
      const { lab, managed } = account();
      const written: PolicyDocument[] = [];
      const { set } = lab;
      const watching = {
        ...lab,
        set: (async (kind, target, value) => {
          written.push(value as PolicyDocument);
          return set(kind, target, value);
        }) as FixContext['set'],
      };
      await fix.apply(watching);
      return [...written, ...managed.values()];
    }),
  );
  for (const { Statement } of documents.flat()) {
    const names = Statement.flatMap(({ Sid }) => Sid ?? []);
    expect(new Set(names).size).toBe(names.length);
  }
  const [, , [rewritten] = []] = documents;
  expect(rewritten?.Statement.map(({ Action }) => [Action].flat()[0])).toEqual([
    ACTION,
    'xray:PutTraceSegments',
    'logs:PutLogEvents',
  ]);
});

test('a careless fix opens more than was closed, or helps another role', async () => {
  const seen = await Promise.all(
    grantedCarelessly(lostPermission().lost).map(async (_, index) => {
      const { lab, held, undo, attachedTo } = account();
      const { lost, besides } = lostPermission();
      const careless = grantedCarelessly(lost)[index];
      await careless?.apply(lab);
      const added = (role: string) =>
        held(role).statements.filter(
          (statement) => !KEPT.some((kept) => JSON.stringify(kept) === JSON.stringify(statement)),
        );
      const result = {
        kind: careless?.kind,
        reader: added('reader'),
        ofAws: held('reader').ofAws,
        other: added('other'),
      };
      expect(besides).toEqual([lab]);
      await undo();
      expect(attachedTo('reader').size).toBe(0);
      await grantedCarelessly({ ...lost, besides: undefined })[index]?.apply(account().lab);
      return result;
    }),
  );
  const none = { reader: [], ofAws: [], other: [] };
  expect(seen).toEqual([
    { ...none, kind: 'too-wide', reader: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }] },
    {
      ...none,
      kind: 'too-wide',
      reader: [{ Effect: 'Allow', NotAction: ['iam:*', 'dynamodb:Delete*'], Resource: '*' }],
    },
    { ...none, kind: 'too-wide', ofAws: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
    { ...none, kind: 'elsewhere', other: [{ Effect: 'Allow', Action: ACTION, Resource: TABLES }] },
  ]);
});

test('an edit starts from the policy that the role has', async () => {
  const { lab, held } = account();
  await editPolicy(lab, 'other', (document) => ({ ...document, Statement: document.Statement.slice(1) }));
  expect(held('other').statements).toEqual(KEPT.slice(1));
  expect(held('reader').statements).toEqual(KEPT);
});

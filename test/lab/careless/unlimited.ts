/**
 * Found by hand on 2026-11-29: somebody new, or somebody who was there, may do everything since the repair. It is refused by what
 * was remembered before the fault, and done to the whole account: tried while a drill is open, and nothing else. See `model.ts`.
 */
import type { FixContext } from '../../../lib/lab/drills/drill.ts';
import type { Output as EventOutput } from './event-pipeline-by-hand.ts';
import { besides, type TriedOn } from './model.ts';
import type { Output as ApiOutput } from './serverless-api-by-hand.ts';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: statement });
const EVERYTHING = document({ Effect: 'Allow', Action: '*', Resource: '*' });
const TABLES = document({ Effect: 'Allow', Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:*:*:table/*' });
const TRUST = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } });

async function newUser({ aws: { iam }, nonce, undoBy }: FixContext): Promise<string> {
  const UserName = `by-hand-${nonce()}`;
  await iam.createUser({ UserName });
  undoBy(() => iam.deleteUser({ UserName }));
  return UserName;
}

async function newRole({ aws: { iam }, nonce, undoBy }: FixContext): Promise<string> {
  const RoleName = `by-hand-${nonce()}`;
  await iam.createRole({ RoleName, AssumeRolePolicyDocument: TRUST });
  undoBy(() => iam.deleteRole({ RoleName }));
  return RoleName;
}

async function allowUser(lab: FixContext, PolicyDocument: string) {
  const { iam } = lab.aws;
  const inline = { UserName: await newUser(lab), PolicyName: 'test' };
  await iam.putUserPolicy({ ...inline, PolicyDocument });
  lab.undoBy(() => iam.deleteUserPolicy(inline));
}

async function administrators(lab: FixContext) {
  const { iam } = lab.aws;
  const [GroupName, UserName] = [`by-hand-${lab.nonce()}`, await newUser(lab)];
  await iam.createGroup({ GroupName });
  lab.undoBy(() => iam.deleteGroup({ GroupName }));
  await iam.attachGroupPolicy({ GroupName, PolicyArn: ADMINISTRATOR });
  lab.undoBy(() => iam.detachGroupPolicy({ GroupName, PolicyArn: ADMINISTRATOR }));
  await iam.addUserToGroup({ GroupName, UserName });
  lab.undoBy(() => iam.removeUserFromGroup({ GroupName, UserName }));
}

async function mightyRole(lab: FixContext) {
  const { iam } = lab.aws;
  const attached = { RoleName: await newRole(lab), PolicyArn: ADMINISTRATOR };
  await iam.attachRolePolicy(attached);
  lab.undoBy(() => iam.detachRolePolicy(attached));
}

export const unlimitedOnServerlessApi: TriedOn<ApiOutput> = {
  'query-denied': () => ({
    careless: [
      besides<ApiOutput>('too-wide', 'makes a user who may do everything, to test with', (lab) =>
        allowUser(lab, EVERYTHING),
      ),
      besides<ApiOutput>('too-wide', 'puts a new colleague into a group of administrators', administrators),
    ],
    right: [],
  }),
};

export const unlimitedOnEventPipeline: TriedOn<EventOutput> = {
  'milestone-denied': () => ({
    careless: [
      besides<EventOutput>('too-wide', 'makes a role for the night, with AdministratorAccess', mightyRole),
      besides<EventOutput>('too-wide', 'lets a new user do everything with every table', (lab) =>
        allowUser(lab, TABLES),
      ),
    ],
    right: [],
  }),
};

/** iam-simulate lets callers try that must get in, and others that must not. */
import type { Caller, Trust } from '../../../lambda/shared/questions/security/assume-role.ts';
import type { Proof } from '../proof.ts';
import { isAllowed } from './simulate.ts';

const OWN = '111122223333';

interface Attempt {
  readonly principal: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Whether a trust policy of ours lets in a caller whose own policies allow the call. */
export const getsIn = ({ principal, condition }: Trust, attempt: Attempt) =>
  isAllowed({
    action: 'sts:AssumeRole',
    principal: attempt.principal,
    resource: `arn:aws:iam::${OWN}:role/ours`,
    owner: OWN,
    context: attempt.context,
    identity: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }],
    resourcePolicy: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal }, Condition: condition },
    ],
  });

/** Every kind of caller, with everything right, and with one thing wrong or unsaid at a time. */
function attemptsOf({ account, role, token }: Caller): Attempt[] {
  const right = { 'sts:ExternalId': token, 'aws:MultiFactorAuthPresent': 'true', 'aws:PrincipalOrgID': `o-${token}` };
  const other = { 'sts:ExternalId': 'other', 'aws:MultiFactorAuthPresent': 'false', 'aws:PrincipalOrgID': 'o-other' };
  const keys = Object.keys(right) as (keyof typeof right)[];
  const contexts = [
    right,
    ...keys.flatMap((key) => {
      const { [key]: _, ...unsaid } = right;
      return [{ ...right, [key]: other[key] }, unsaid];
    }),
    ...keys.map((key) => ({ [key]: right[key] })),
  ];
  return [
    `arn:aws:iam::${account}:role/${role}`,
    `arn:aws:iam::${account}:role/another`,
    `arn:aws:iam::999900001111:role/${role}`,
  ].flatMap((principal) => contexts.map((context) => ({ principal, context })));
}

function mustGetIn({ who, need, account, role, token }: Caller, { principal, context }: Attempt): boolean {
  const isMeant =
    who === 'one role' ? principal === `arn:aws:iam::${account}:role/${role}` : principal.includes(`::${account}:`);
  const mfa = context['aws:MultiFactorAuthPresent'];
  return (
    isMeant &&
    {
      'external id': context['sts:ExternalId'] === token,
      mfa: mfa === 'true',
      'mfa where it is said': mfa !== 'false',
      organization: context['aws:PrincipalOrgID'] === `o-${token}`,
    }[need]
  );
}

async function firstMistake(caller: Caller, trust: Trust): Promise<string | undefined> {
  for (const attempt of attemptsOf(caller)) {
    const allowed = await getsIn(trust, attempt);
    if (allowed !== mustGetIn(caller, attempt))
      return `${attempt.principal} with ${JSON.stringify(attempt.context)} ${allowed ? 'gets in' : 'is kept out'}`;
  }
  return undefined;
}

const partner: Caller = {
  who: 'one role',
  need: 'external id',
  account: '444455556666',
  role: 'reader',
  token: 'k7q2',
};
const reader = 'arn:aws:iam::444455556666:role/reader';

export const assumeRoleProof: Proof<Caller, Trust> = {
  holds: async (caller, trust) => (await firstMistake(caller, trust)) === undefined,
  explain: async (caller, trust) => [
    (await firstMistake(caller, trust)) ?? `right about all ${attemptsOf(caller).length} callers that try`,
  ],
  vectors: [
    {
      source: 'IAM User Guide, "Access to AWS accounts owned by third parties": a condition on sts:ExternalId',
      parameters: partner,
      claim: { principal: reader, condition: { StringEquals: { 'sts:ExternalId': 'k7q2' } } },
      holds: true,
    },
    {
      source:
        'IAM User Guide, "AWS global condition context keys", aws:MultiFactorAuthPresent: IfExists passes for long-term keys',
      parameters: { ...partner, need: 'mfa' },
      claim: { principal: reader, condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } },
      holds: false,
    },
    {
      source:
        'IAM User Guide, "AWS JSON policy elements: Principal": an account stands for every principal that it allows',
      parameters: partner,
      claim: { principal: 'arn:aws:iam::444455556666:root', condition: { StringEquals: { 'sts:ExternalId': 'k7q2' } } },
      holds: false,
    },
  ],
};

/** Which trust policy lets in whom it must, on the condition that it must, and nobody else? */
import { defineFamily } from '../family.ts';

export type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;
export type Need = 'external id' | 'mfa' | 'mfa where it is said' | 'organization';

/** Who must be let in: one role of the account, or anyone its administrators choose. */
export interface Caller {
  readonly who: 'one role' | 'the account';
  readonly need: Need;
  readonly account: string;
  readonly role: string;
  /** The external id, or the end of the organization's id. */
  readonly token: string;
}

export interface Trust {
  readonly principal: string;
  readonly condition: Condition;
}

const PARTNERS = ['a monitoring partner', 'a backup partner', 'a billing partner', 'an auditor', 'a sister company'];
const ROLES = ['reader', 'operator', 'collector', 'exporter'];
const NEEDS: readonly Need[] = ['external id', 'mfa', 'mfa where it is said', 'organization'];

const conditionOf = (need: Need, token: string): Condition =>
  ({
    'external id': { StringEquals: { 'sts:ExternalId': token } },
    mfa: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    'mfa where it is said': { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
    organization: { StringEquals: { 'aws:PrincipalOrgID': `o-${token}` } },
  })[need];

export const assumeRole = defineFamily<Caller, Trust>({
  id: 'assume-role',
  kind: 'proven',
  tasks: ['SAA-C03/1.1', 'DVA-C03/2.1'],
  level: 'apply',
  read: [
    { guide: 'AWS Identity and Access Management User Guide', page: 'Access to AWS accounts owned by third parties' },
    { guide: 'AWS Identity and Access Management User Guide', page: 'The confused deputy problem' },
  ],
  asOf: '2026-11-27',
  names: [...PARTNERS, ...ROLES],
  misconceptions: {
    'an-account-is-one-caller': 'To name an account is to name the one role that is meant.',
    'a-role-stands-for-its-account': 'To name a role is to let in its whole account.',
    'any-condition-is-as-good': 'A condition makes a trust safe, whatever it asks.',
    'if-exists-makes-no-difference': 'A condition with IfExists asks the same as one without.',
  },
  draw: (random) => ({
    who: random.pick(['one role', 'the account']),
    need: random.pick(NEEDS),
    account: random.pick(['444455556666', '777788889999', '222233334444']),
    role: random.pick(ROLES),
    token: random.pick(['k7q2', 'q3m8', 'x9d1', 'm4t6', 'z2w5']),
  }),
  write({ who, need, account, role, token }, random) {
    const arn = `arn:aws:iam::${account}:role/${role}`;
    const root = `arn:aws:iam::${account}:root`;
    const [right, other] = who === 'one role' ? [arn, root] : [root, arn];
    const otherNeed = random.pick(NEEDS.filter((one) => one !== need));
    const says: Readonly<Record<Need, string>> = {
      'external id': `only when the caller sends the external id ${token}`,
      mfa: 'only when the caller has signed in with MFA: long-term access keys, which say nothing of MFA, are to be refused',
      'mfa where it is said':
        'but anyone who is said to have signed in without MFA is to be refused; callers of which nothing is said may',
      organization: `only as long as its account belongs to our organization o-${token}`,
    };
    const wrongWho =
      who === 'one role'
        ? `It lets in every principal of the account that its administrators allow, not ${role} alone.`
        : `It lets in ${role} alone, and nobody else of the account.`;
    const asks: Readonly<Record<Need, string>> = {
      'external id': 'It asks for the external id',
      mfa: 'It asks for MFA, and fails where nothing is said of it',
      'mfa where it is said': 'It asks for MFA, and passes where nothing is said of it',
      organization: 'It asks for the organization',
    };
    const wrongNeed = `${asks[otherNeed]}, which is not what is needed.`;
    const isMfa = (one: Need) => one.startsWith('mfa');
    const misWho = who === 'one role' ? 'an-account-is-one-caller' : 'a-role-stands-for-its-account';
    const misNeed = isMfa(need) && isMfa(otherNeed) ? 'if-exists-makes-no-difference' : 'any-condition-is-as-good';
    const option = (principal: string, asked: Need, reason: string, misconception?: string) => {
      const claim: Trust = { principal, condition: conditionOf(asked, token) };
      return {
        text: JSON.stringify({ Principal: { AWS: claim.principal }, Condition: claim.condition }),
        claim,
        reason,
        ...(misconception && { misconception }),
      };
    };
    return {
      stem:
        `${who === 'one role' ? `The role ${role}` : 'Any principal that the administrators choose'} in the account ${account} of ` +
        `${random.pick(PARTNERS)} may take on a role of ours, ${says[need]}. Nobody else may. Which trust policy of our role does ` +
        'it? Each is shown without its Allow and sts:AssumeRole.',
      decides: says[need],
      options: [
        option(right, need, `It names ${who === 'one role' ? 'the role' : 'the account'}. ${asks[need]}.`),
        option(other, need, wrongWho, misWho),
        option(right, otherNeed, wrongNeed, misNeed),
        option(other, otherNeed, `${wrongWho} ${wrongNeed}`, misNeed),
      ],
    };
  },
});

/** What an agent may still do once a text has talked it into trying: its role's conditions decide. */
import { defineFamily } from '../family.ts';

/** What each part of the role's policy allows. */
export interface Grants {
  readonly asks: 'go through' | 'are refused';
  readonly model: 'any' | 'with the guardrail' | 'the small one';
  readonly table: 'all' | 'own key' | 'own key, read';
  readonly files: 'all' | 'own prefix' | 'own prefix, read';
  readonly mail: 'anybody' | 'the firm';
}

/** A call that the agent makes for customer c-17. */
export type Call =
  | { readonly to: 'model'; readonly model: 'small' | 'large'; readonly guardrail: boolean }
  | { readonly to: 'table'; readonly does: 'Query' | 'UpdateItem'; readonly customer: 'c-17' | 'c-40' }
  | { readonly to: 'files'; readonly does: 'GetObject' | 'PutObject'; readonly customer: 'c-17' | 'c-40' }
  | { readonly to: 'mail'; readonly recipient: 'clerk@firm.example' | 'thief@else.example' };

const FIRMS = ['A travel agency', 'An insurer', 'A bank', 'A clinic', 'A shop', 'A publisher'];

const CALLS: readonly Call[] = [
  ...(['small', 'large'] as const).flatMap((model) =>
    [true, false].map((guardrail): Call => ({ to: 'model', model, guardrail })),
  ),
  ...(['c-17', 'c-40'] as const).flatMap((customer): Call[] => [
    { to: 'table', does: 'Query', customer },
    { to: 'table', does: 'UpdateItem', customer },
    { to: 'files', does: 'GetObject', customer },
    { to: 'files', does: 'PutObject', customer },
  ]),
  { to: 'mail', recipient: 'clerk@firm.example' },
  { to: 'mail', recipient: 'thief@else.example' },
];

const RULES = {
  model: {
    any: 'bedrock:InvokeModel  on every model',
    'with the guardrail': 'bedrock:InvokeModel  on every model if bedrock:GuardrailIdentifier is ours',
    'the small one': 'bedrock:InvokeModel  on the small model',
  },
  table: {
    all: 'dynamodb:Query, UpdateItem  on the table',
    'own key': 'dynamodb:Query, UpdateItem  if each dynamodb:LeadingKeys is the tag customer',
    'own key, read': 'dynamodb:Query  if each dynamodb:LeadingKeys is the tag customer',
  },
  files: {
    all: 's3:GetObject, PutObject  on bucket/*',
    'own prefix': 's3:GetObject, PutObject  on bucket/{tag customer}/*',
    'own prefix, read': 's3:GetObject  on bucket/{tag customer}/*',
  },
  mail: {
    anybody: 'ses:SendEmail  to anybody',
    'the firm': 'ses:SendEmail  if each ses:Recipients is *@firm.example',
  },
} as const;

/** What refuses a call, in words and as the idea of somebody who overlooks it; undefined where it goes through. */
function refusal(grants: Grants, call: Call): readonly [why: string, idea: string] | undefined {
  switch (call.to) {
    case 'model':
      if (grants.model === 'with the guardrail' && !call.guardrail)
        return ['without the guardrail its condition does not hold', 'a-guardrail-is-a-request'];
      if (grants.model === 'the small one' && call.model === 'large')
        return ['the policy names the small model alone', 'a-role-is-for-the-service'];
      return undefined;
    case 'table':
    case 'files': {
      const rule = grants[call.to];
      if (rule.endsWith('read') && (call.does === 'UpdateItem' || call.does === 'PutObject'))
        return [`${call.does} is allowed nowhere`, 'a-role-is-for-the-service'];
      if (rule !== 'all' && call.customer !== 'c-17')
        return ['the session’s tag is c-17, whatever the text asks for', 'the-model-names-the-customer'];
      return undefined;
    }
    case 'mail':
      return grants.mail === 'the firm' && !call.recipient.endsWith('@firm.example')
        ? ['the recipient is not of the firm', 'a-role-is-for-the-service']
        : undefined;
  }
}

function textOf(call: Call): string {
  switch (call.to) {
    case 'model':
      return `It calls the ${call.model} model ${call.guardrail ? 'under our guardrail' : 'under no guardrail'}`;
    case 'table':
      return call.does === 'Query'
        ? `It queries the items of customer ${call.customer}`
        : `It changes an item of customer ${call.customer}`;
    case 'files':
      return call.does === 'GetObject'
        ? `It reads an object of customer ${call.customer}`
        : `It writes an object of customer ${call.customer}`;
    case 'mail':
      return `It sends a mail to ${call.recipient}`;
  }
}

const keys = <K extends string>(of: Readonly<Record<K, string>>) => Object.keys(of) as K[];

export const agentGrants = defineFamily<Grants, Call>({
  id: 'agent-grants',
  kind: 'proven',
  tasks: ['DVA-C03/2.3', 'DVA-C03/2.1'],
  level: 'analyse',
  choose: 2,
  read: [
    { guide: 'Amazon Bedrock User Guide', page: 'Set up permissions to use Amazon Bedrock Guardrails' },
    { guide: 'AWS Identity and Access Management User Guide', page: 'IAM policy elements: Variables and tags' },
  ],
  asOf: '2026-11-27',
  names: FIRMS,
  misconceptions: {
    'a-guardrail-is-a-request': 'Whether a guardrail is used is up to the one who calls the model.',
    'a-role-is-for-the-service': 'A role that may use a service may use all of it.',
    'the-model-names-the-customer': 'Whose data is read is what the model puts into the call.',
    'injected-is-refused': 'What a stranger’s text asks for is refused as such.',
  },
  draw: (random) => ({
    asks: random.pick(['go through', 'are refused']),
    model: random.pick(keys(RULES.model)),
    table: random.pick(keys(RULES.table)),
    files: random.pick(keys(RULES.files)),
    mail: random.pick(keys(RULES.mail)),
  }),
  write(grants, random) {
    const judged = random.shuffle(CALLS).map((call) => {
      const refused = refusal(grants, call);
      return { call, refused, isRight: (refused === undefined) === (grants.asks === 'go through') };
    });
    const right = judged.filter(({ isRight }) => isRight).slice(0, 2);
    const wrong = judged.filter(({ isRight }) => !isRight).slice(0, 3);
    if (right.length < 2 || wrong.length < 3) return undefined;
    const rules = [
      RULES.model[grants.model],
      RULES.table[grants.table],
      RULES.files[grants.files],
      RULES.mail[grants.mail],
    ];
    return {
      code: {
        text: rules.map((rule) => `Allow ${rule}`).join('\n'),
        words: `The policy, in short: ${rules.map((rule) => `allow ${rule.replace(/ +/g, ' ')}`).join('; ')}.`,
      },
      stem:
        `${random.pick(FIRMS)} has an agent whose tools run under one role. Its session bears the tag customer with the value c-17, which the application sets from a checked ` +
        'token. Keys of the table and prefixes of the bucket begin with a customer’s number. The policy is below, in short. A text in an ' +
        `upload of c-17 makes the agent try all of these calls. Which two ${grants.asks}?`,
      decides: 'tag customer with the value c-17',
      options: [...right, ...wrong].map(({ call, refused, isRight }) => ({
        text: textOf(call),
        claim: call,
        reason: refused ? `Refused: ${refused[0]}.` : 'The policy allows it, and IAM does not ask why it is tried.',
        ...(!isRight && { misconception: refused ? refused[1] : 'injected-is-refused' }),
      })),
    };
  },
});

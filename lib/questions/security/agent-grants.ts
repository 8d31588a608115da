/** iam-simulate says of each call, under the role's policy written out and the session's tag, whether it goes through. */
import type { Call, Grants } from '../../../lambda/shared/questions/security/agent-grants.ts';
import type { Proof } from '../proof.ts';
import { isAllowed, type Statement } from './simulate.ts';

const ACCOUNT = '111122223333';
const GUARDRAIL = `arn:aws:bedrock:eu-central-1:${ACCOUNT}:guardrail/ours`;
const MODEL = 'arn:aws:bedrock:eu-central-1::foundation-model/maker.';
const TABLE = `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/orders`;
const TAG = `\${aws:PrincipalTag/customer}`;

function policy({ model, table, files, mail }: Grants): readonly Statement[] {
  const ownKey = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [TAG] } };
  return [
    {
      Effect: 'Allow',
      Action: 'bedrock:InvokeModel',
      Resource: model === 'the small one' ? `${MODEL}small` : `${MODEL}*`,
      ...(model === 'with the guardrail' && {
        Condition: { StringEquals: { 'bedrock:GuardrailIdentifier': GUARDRAIL } },
      }),
    },
    {
      Effect: 'Allow',
      Action: table === 'own key, read' ? 'dynamodb:Query' : ['dynamodb:Query', 'dynamodb:UpdateItem'],
      Resource: TABLE,
      ...(table !== 'all' && { Condition: ownKey }),
    },
    {
      Effect: 'Allow',
      Action: files === 'own prefix, read' ? 's3:GetObject' : ['s3:GetObject', 's3:PutObject'],
      Resource: files === 'all' ? 'arn:aws:s3:::bucket/*' : `arn:aws:s3:::bucket/${TAG}/*`,
    },
    {
      Effect: 'Allow',
      Action: 'ses:SendEmail',
      Resource: '*',
      ...(mail === 'the firm' && {
        Condition: { 'ForAllValues:StringLike': { 'ses:Recipients': ['*@firm.example'] } },
      }),
    },
  ];
}

function request(call: Call): { action: string; resource: string; context: Record<string, string | string[]> } {
  switch (call.to) {
    case 'model':
      return {
        action: 'bedrock:InvokeModel',
        resource: `${MODEL}${call.model}`,
        context: call.guardrail ? { 'bedrock:GuardrailIdentifier': GUARDRAIL } : {},
      };
    case 'table':
      return {
        action: `dynamodb:${call.does}`,
        resource: TABLE,
        context: { 'dynamodb:LeadingKeys': [call.customer] },
      };
    case 'files':
      return { action: `s3:${call.does}`, resource: `arn:aws:s3:::bucket/${call.customer}/1.pdf`, context: {} };
    case 'mail':
      return {
        action: 'ses:SendEmail',
        resource: `arn:aws:ses:eu-central-1:${ACCOUNT}:identity/firm.example`,
        context: { 'ses:Recipients': [call.recipient] },
      };
  }
}

function goesThrough(grants: Grants, call: Call): Promise<boolean> {
  const { action, resource, context } = request(call);
  return isAllowed({
    ...{ action, resource, owner: ACCOUNT, identity: policy(grants) },
    principal: `arn:aws:iam::${ACCOUNT}:role/agent`,
    context: { ...context, 'aws:PrincipalTag/customer': 'c-17' },
  });
}

const tight: Grants = {
  asks: 'go through',
  model: 'with the guardrail',
  table: 'own key',
  files: 'own prefix',
  mail: 'the firm',
};

export const agentGrantsProof: Proof<Grants, Call> = {
  holds: async (grants, call) => (await goesThrough(grants, call)) === (grants.asks === 'go through'),
  second({ asks, ...grants }, call) {
    const isOwn = (customer: string) => customer === 'c-17';
    const passes = () => {
      if (call.to === 'mail') return grants.mail === 'anybody' || call.recipient.endsWith('@firm.example');
      if (call.to === 'model')
        return { any: true, 'with the guardrail': call.guardrail, 'the small one': call.model === 'small' }[
          grants.model
        ];
      const rule = call.to === 'table' ? grants.table : grants.files;
      if (rule === 'all') return true;
      return isOwn(call.customer) && (!rule.endsWith(', read') || call.does === 'Query' || call.does === 'GetObject');
    };
    return passes() === (asks === 'go through');
  },
  explain: async (grants, call) => {
    const { action, resource, context } = request(call);
    return [
      `${action} on ${resource} with ${JSON.stringify(context)}: ${(await goesThrough(grants, call)) ? 'allowed' : 'refused'}`,
    ];
  },
  vectors: [
    {
      source:
        'Amazon Bedrock User Guide, "Set up permissions to use Amazon Bedrock Guardrails": InvokeModel without the guardrail of the condition is refused',
      parameters: tight,
      claim: { to: 'model', model: 'small', guardrail: false },
      holds: false,
    },
    {
      source: 'the same, with the guardrail',
      parameters: tight,
      claim: { to: 'model', model: 'large', guardrail: true },
      holds: true,
    },
    {
      source:
        'Amazon DynamoDB Developer Guide, "Using IAM policy conditions for fine-grained access control": LeadingKeys of another',
      parameters: tight,
      claim: { to: 'table', does: 'Query', customer: 'c-40' },
      holds: false,
    },
    {
      source: 'AWS IAM User Guide, "IAM policy elements: Variables and tags": a prefix by the tag of the principal',
      parameters: tight,
      claim: { to: 'files', does: 'PutObject', customer: 'c-17' },
      holds: true,
    },
    {
      source: 'Amazon SES Developer Guide, "Controlling access": ses:Recipients',
      parameters: tight,
      claim: { to: 'mail', recipient: 'thief@else.example' },
      holds: false,
    },
  ],
};

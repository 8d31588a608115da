/** IAM, as far as drills work with it: inline policies of roles, and whether they allow something. */
import { globMatches } from '../../../../lib/lab/access/glob.ts';
import type { PolicyDocument } from '../../../../lib/lab/settings/iam.ts';
import type { LateSettings } from './late-settings.ts';

export const ARN = 'arn:aws';
export const REGION = 'us-east-1:111122223333';

/** One inline policy for each role. */
export type Roles = Readonly<Record<string, PolicyDocument>>;

export const roleArn = (roleName: string) => `${ARN}:iam::111122223333:role/${roleName}`;
export const tableArnOf = (table: string) => `${ARN}:dynamodb:${REGION}:table/${table}`;
export const queueArnOf = (url: string) => `${ARN}:sqs:${REGION}:${url.split('/').at(-1)}`;

/** A policy of statements that each allow one action. */
export const allows = (
  ...statements: readonly (readonly [action: string, ...resources: string[]])[]
): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map(([Action, ...Resource]) => ({ Effect: 'Allow', Action, Resource })),
});

/** Whether a document allows an action on a resource. */
export const isAllowed = ({ Statement }: PolicyDocument, action: string, resource: string): boolean =>
  Statement.some(
    ({ Action, Resource }) =>
      [Action].flat().some((pattern) => globMatches(pattern, action)) &&
      [Resource].flat().some((pattern) => globMatches(pattern, resource)),
  );

export function missing(name: string, what: string): never {
  throw Object.assign(new Error(`${what} does not exist`), { name });
}

export function lateRoles(settings: LateSettings<{ roles: Roles }>) {
  const documentOf = (roleName: string) => settings.now.roles[roleName] ?? missing('NoSuchEntityException', roleName);
  return {
    async getRole({ RoleName }: { RoleName: string }) {
      documentOf(RoleName);
      return { Role: { Arn: roleArn(RoleName), RoleName } };
    },
    async listRolePolicies() {
      return { PolicyNames: ['DefaultPolicy'] };
    },
    async getRolePolicy({ RoleName }: { RoleName: string }) {
      return { PolicyDocument: encodeURIComponent(JSON.stringify(documentOf(RoleName))) };
    },
    async putRolePolicy({ RoleName, PolicyDocument }: { RoleName: string; PolicyDocument: string }) {
      settings.change('roles', { ...settings.now.roles, [RoleName]: JSON.parse(PolicyDocument) });
      return {};
    },
    /** The simulator reads the policies as they are, and not as they have spread. */
    async simulatePrincipalPolicy(asked: { PolicySourceArn: string; ActionNames: string[]; ResourceArns: string[] }) {
      const { PolicySourceArn, ActionNames: [action = ''] = [], ResourceArns: [resource = ''] = [] } = asked;
      const document = documentOf(PolicySourceArn.split('/').at(-1) as string);
      const EvalDecision = isAllowed(document, action, resource) ? 'allowed' : 'implicitDeny';
      return { EvaluationResults: [{ EvalDecision }] };
    },
  };
}

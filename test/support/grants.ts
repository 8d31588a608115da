/** What the roles of a stack are granted by its template, and which of that nobody uses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALLS_FILE } from '../../lib/emulator/emulator.ts';
import { globMatches } from '../../lib/lab/access/glob.ts';
import { deployedRoles } from '../../lib/lab/access/holders.ts';
import type { DeployedStack } from '../../lib/lab/deployed/template.ts';

export interface Grant {
  /** Logical id of the role. */
  readonly of: string;
  readonly roleName: string;
  readonly action: string;
  readonly resource: string;
}

/** A call that was held against the policies of the role that made it. */
export interface Call {
  readonly roleName: string;
  readonly action: string;
  readonly resource: string;
}

/** What nobody calls here, and why it is granted all the same. */
export interface NotCalled {
  readonly grant: RegExp;
  readonly because: string;
}

/** Every action on every resource that a stack's roles are granted, one by one. */
export function grantsOf(stack: DeployedStack): Grant[] {
  const names = new Map(
    stack.resources.filter(({ type }) => type === 'AWS::IAM::Role').map((role) => [role.physicalId, role.logicalId]),
  );
  return deployedRoles(stack).flatMap(({ roleName, policies }) =>
    policies
      .flatMap(({ policy }) => [policy.Statement ?? []].flat())
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action = [], Resource = [] }) =>
        [Action]
          .flat()
          .flatMap((action) =>
            [Resource].flat().map((resource) => ({ of: names.get(roleName) as string, roleName, action, resource })),
          ),
      ),
  );
}

/** The calls that the emulator of this state folder held against somebody's policies since it was started. */
export const callsHeld = (stateFolder: string): Call[] =>
  readFileSync(join(stateFolder, CALLS_FILE), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as [string, string, string, string])
    .map(([principal, action, resource]) => ({ roleName: principal.split('/')[1] ?? '', action, resource }));

export const sentence = ({ of, action, resource }: Grant) => `${of}: ${action} on ${resource}`;

/** The grants that no call needed, in sentences. */
export const unused = (grants: readonly Grant[], calls: readonly Call[]): string[] =>
  grants
    .filter(
      (grant) =>
        !calls.some(
          (call) =>
            call.roleName === grant.roleName &&
            call.action.toLowerCase() === grant.action.toLowerCase() &&
            globMatches(grant.resource, call.resource),
        ),
    )
    .map(sentence);

/** Compares what is idle with the list: what is on neither side, and entries of the list that hold nothing. */
export const unlisted = (idle: readonly string[], list: readonly NotCalled[]) => ({
  withoutReason: idle.filter((grant) => !list.some((entry) => entry.grant.test(grant))),
  reasonForNothing: list
    .filter((entry) => !idle.some((grant) => entry.grant.test(grant)))
    .map(({ because }) => because),
});

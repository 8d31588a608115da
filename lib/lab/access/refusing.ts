/** Refusals that depend on something. */
import type { RawStatement } from './statements.ts';
import type { Access } from './wider.ts';

/** What a refusal may ask for that no request of a deployed part is without: that it is encrypted, and in this region. */
const NEVER_MET = ['aws:securetransport', 'aws:requestedregion'];

/**
 * The same with every refusal as if its condition were met: there is a request that it is meant for, of these items, from that
 * network, after this day, and it was allowed as deployed.
 */
export function refusing({ policies, ...others }: Access): Access {
  const isMet = ({ Effect, Condition = {} }: RawStatement) =>
    Effect === 'Deny' &&
    Object.values(Condition).some((keys) => Object.keys(keys).some((key) => !NEVER_MET.includes(key.toLowerCase())));
  const met = (statement: RawStatement) => (isMet(statement) ? { ...statement, Condition: undefined } : statement);
  return {
    ...others,
    policies: policies.map(({ name, policy }) => ({
      name,
      policy: { ...policy, Statement: [policy.Statement ?? []].flat().map(met) },
    })),
  };
}

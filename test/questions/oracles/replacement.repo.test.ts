/**
 * Which changes replace a resource, by the schemas of CloudFormation's registry as cfn-lint brings them: the second proof of
 * `replacement`, beside the CDK's own table (docs/decisions/0098-two-proofs-of-each-family.md).
 */
import { expect, it } from 'vitest';
import { replacement } from '../../../lambda/shared/questions/delivery/replacement.ts';
import { replacementProof } from '../../../lib/questions/delivery/replacement.ts';
import { createOnlyOf, installCfnLint } from '../../support/cfn-lint.ts';

/**
 * Of what the registry calls create-only in some cases: what always is where the family changes it. Its reference says of a
 * table's `KeySchema` "Update requires: Replacement"; the others are so for members of a cluster, and no instance here is one.
 */
const ALWAYS: Readonly<Record<string, readonly string[]>> = { 'AWS::DynamoDB::Table': ['KeySchema'] };

await installCfnLint();

it('is what the proof of replacement says, for each option', async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 300; seed++) {
    const made = replacement.make(seed);
    if (!made) continue;
    const { asks, type, before } = made.parameters;
    const { createOnly, conditional } = createOnlyOf(type);
    for (const { after } of made.claims) {
      const changed = Object.keys(after).filter((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
      const always = conditional.filter((name) => ALWAYS[type]?.includes(name));
      const isReplaced = changed.some((name) => createOnly.includes(name) || always.includes(name));
      expect(await replacementProof.holds(made.parameters, { after }), `${type} ${changed.join(', ')}`).toBe(
        isReplaced === (asks === 'replaced'),
      );
      for (const name of changed) seen.add(`${type} ${isReplaced ? 'new' : 'kept'} ${name}`);
    }
  }
  // Seven types, with all that the family knows to change of them.
  expect(seen.size).toBeGreaterThan(40);
});

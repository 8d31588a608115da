/** The ninth list, of 2026-11-29, for the drills of the comparison API: what passed before it was remembered. See `model.ts`. */
import type { ProjectDrill, Shortcut } from '../../../lib/lab/drills/drill.ts';
import { versionsOf } from '../../../lib/projects/serverless-api/drills/serverless-api.ts';
import { fixedAnd, type TriedOn } from './model.ts';
import { type Lab, live, type Output } from './serverless-api-by-hand.ts';

/**
 * Deletes what was published before the live version. The first is the template's own, which other tests of the deployment read.
 * Those after it are of the fixes and restores that the proof has tried before.
 */
async function deleteVersions(lab: Lab) {
  const { FunctionVersion } = await lab.aws.lambda.getAlias(live(lab));
  const old = (await versionsOf(lab)).slice(1).filter(({ Version }) => Version !== FunctionVersion);
  if (old.length === 0) throw new Error('No version but the live one was published since the deployment.');
  for (const { Version: Qualifier } of old)
    await lab.aws.lambda.deleteFunction({ FunctionName: lab.outputs.ApiFunctionName, Qualifier });
}

const alsoDeletesVersions = (drill: ProjectDrill): { careless: Shortcut<Output>[]; right: [] } => ({
  careless: [
    {
      ...fixedAnd<Output>(drill)('elsewhere', 'deletes every other version, to tidy up', deleteVersions),
      destroys: true,
    },
  ],
  right: [],
});

export const ninthOnServerlessApi: TriedOn<Output> = {
  'half-a-move': alsoDeletesVersions,
  'tenth-of-yesterday': alsoDeletesVersions,
};

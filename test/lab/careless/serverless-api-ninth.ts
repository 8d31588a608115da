/** The ninth list, of 2026-11-29, for the drills of the comparison API: what passed before it was remembered. See `model.ts`. */
import type { ProjectDrill, Shortcut } from '../../../lib/lab/drills/drill.ts';
import { versionsOf } from '../../../lib/projects/serverless-api/drills/serverless-api.ts';
import { fixedAnd, type TriedOn } from './model.ts';
import { type Lab, live, type Output } from './serverless-api-by-hand.ts';

/**
 * Deletes an old release. The first is the template's own, which other tests of the deployment read; the one after it is of what the
 * proof has tried before this fault. Those of this fault have to stay: what was tried is undone by them.
 */
async function deleteOldRelease(lab: Lab) {
  const { FunctionVersion } = await lab.aws.lambda.getAlias(live(lab));
  const [, old] = await versionsOf(lab);
  if (!old || old.Version === FunctionVersion) throw new Error('Nothing was published before this fault.');
  await lab.aws.lambda.deleteFunction({ FunctionName: lab.outputs.ApiFunctionName, Qualifier: old.Version });
}

const alsoDeletesRelease = (drill: ProjectDrill): { careless: Shortcut<Output>[]; right: [] } => ({
  careless: [
    {
      ...fixedAnd<Output>(drill)('elsewhere', 'deletes an old release, to tidy up', deleteOldRelease),
      destroys: true,
    },
  ],
  right: [],
});

export const ninthOnServerlessApi: TriedOn<Output> = {
  'half-a-move': alsoDeletesRelease,
  'tenth-of-yesterday': alsoDeletesRelease,
};

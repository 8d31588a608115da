/** The fifth list, of 2026-11-28, for the drills of the comparison API: what the first four had not. See `model.ts`. */
import { addPolicy } from '../../../lib/lab/drills/policy-fixes.ts';
import { besides, fixedAnd, type TriedOn } from './model.ts';
import { FILE, type Output, role, table } from './serverless-api-by-hand.ts';

export const fifthOnServerlessApi: TriedOn<Output> = {
  'index-forgotten': () => {
    return {
      careless: [
        besides<Output>('too-wide', 'allows Query on whatever is not the table', async (lab) => {
          await addPolicy(lab, role(lab), { Effect: 'Allow', Action: 'dynamodb:Query', NotResource: await table(lab) });
        }),
      ],
      right: [],
    };
  },
  'page-skips': (drill) => {
    return {
      careless: [
        fixedAnd<Output>(drill)('hidden', 'leads on from the last page to an empty one', (lab) =>
          lab.fixSources({
            file: FILE,
            find: 'found.length > limit ? items.at(-1) : undefined',
            replace: 'items.at(-1)',
          }),
        ),
      ],
      right: [],
    };
  },
};

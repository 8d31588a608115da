/**
 * The whole lab once, on whatever it is deployed to: every project answers, three drills go through break, refusal, fix
 * and restore, and the pipeline takes a commit to production and a bad one back. `npm test` runs this very file on the
 * emulator; `npm run test:aws` runs it on an account, where nobody has run it yet.
 */
import { describe, expect, it } from 'vitest';
import { allDrills, findDrill } from '../../lib/lab/drills/catalogue.ts';
import { contextToFix } from '../../lib/lab/drills/drill-context.ts';
import { breakProject, check, leftDifferent, restore } from '../../lib/lab/drills/run-drill.ts';
import { allOutputs } from '../../lib/lab/stacks/stacks.ts';
import { deliveryPipeline } from '../../lib/projects/delivery-pipeline/project.ts';
import { STARTED_BY_DEFAULT } from '../../lib/projects/registry.ts';
import { serverlessApi } from '../../lib/projects/serverless-api/project.ts';
import { RELEASE_HEADER } from '../../lib/rehearsal/commits.ts';
import { openPlace } from './place.ts';
import { RELEASE_SECONDS, release } from './release.ts';

const place = await openPlace();
const drills = await allDrills({ projects: STARTED_BY_DEFAULT });

/** A look at everything takes minutes on AWS, where what was changed may take a minute to show. */
const PATIENT = 20 * 60_000;

describe.each(STARTED_BY_DEFAULT.map(({ project }) => project))('$title', (project) => {
  it('is deployed, with every output that it promises', async () => {
    const { outputs } = await place.deployment(project);
    const missing = Object.keys(project.outputs).filter((name) => !outputs[name]);
    // The emulator has no pipeline, and so no name of one.
    const expected = place.target.name === 'emulator' && project.slug === deliveryPipeline.slug ? ['PipelineName'] : [];
    expect(missing).toEqual(expected);
  });
});

/** One whose fault is in a policy, one in a setting of a function, one on the way of an event. */
const DRILLS = ['serverless-api/query-denied', 'serverless-api/table-name-lost', 'event-pipeline/consumer-asleep'];

describe.each(DRILLS)('%s', (id) => {
  const drill = findDrill(drills, id);

  it('breaks, is refused as long as it is broken, is fixed, and restored', { timeout: PATIENT }, async () => {
    const deployment = await place.deployment(drill.project);

    // Before it breaks anything, it asks all that the health contract of the project promises.
    const incident = await breakProject(drill, deployment);
    try {
      const broken = await check(drill, deployment, { settlesWithin: 0 });
      await drill.solution.apply(contextToFix(deployment));
      const fixed = await check(drill, deployment);
      expect({ broken: broken.verdict, fixed: fixed.verdict }).toEqual({ broken: 'not-yet', fixed: 'fixed' });
    } finally {
      await restore(incident, deployment.aws);
    }
    expect(await leftDifferent(incident, deployment.aws)).toEqual([]);
    expect(await check(drill, deployment)).toMatchObject({ verdict: 'fixed' });
  });
});

describe('the delivery pipeline', () => {
  it('takes an uploaded commit to production, and a bad one back', {
    timeout: RELEASE_SECONDS * 2_000 + PATIENT,
  }, async (context) => {
    // The emulator runs no pipeline; what its stages do is rehearsed (test/delivery-pipeline/pipeline-run.emulator.test.ts).
    if (place.target.name === 'emulator') return context.skip('AWS::CodePipeline::Pipeline');
    const { outputs } = await place.deployment(deliveryPipeline);
    const production = async () => {
      const { ApiUrl } = await allOutputs(`Prod-${serverlessApi.stackName}`, place.target);
      const { status, headers } = await fetch(`${ApiUrl}/health`);
      return { status, released: headers.has(RELEASE_HEADER) };
    };

    expect(await release(place.target, outputs)).toEqual({ status: 'Succeeded', failed: [] });
    expect(await production()).toEqual({ status: 200, released: true });

    expect(await release(place.target, outputs, 'hook')).toEqual({ status: 'Failed', failed: ['Prod'] });
    expect(await production()).toEqual({ status: 200, released: true });
  });
});

/** What AWS would refuse in this project's templates, as test/gates/cfn-lint.repo.test.ts asks of those of the curriculum. */
import { expect, it } from 'vitest';
import { installCfnLint, lint } from '../support/cfn-lint.ts';
import { FORMS, synthesizeRecovery } from './synthesize-recovery.ts';

it('is nothing, in each strategy and in the region of each stack', { timeout: 480_000 }, async () => {
  await installCfnLint();
  const byRegion: Record<string, Record<string, never>> = { 'us-east-1': {}, 'us-west-2': {} };
  for (const form of FORMS) {
    const { copies, primary, standby } = await synthesizeRecovery(form);
    for (const stack of [copies, primary, ...(standby ? [standby] : [])]) {
      const region = stack.environment.split('/').at(-1) as string;
      (byRegion[region] as Record<string, never>)[`${form} ${stack.name}`] = stack.template.toJSON() as never;
    }
  }
  for (const [region, templates] of Object.entries(byRegion)) {
    expect(Object.keys(templates).length).toBeGreaterThan(7);
    expect(await lint(templates, [region])).toEqual([]);
  }

  const whole = JSON.stringify((await synthesizeRecovery('warm-standby waiting')).standby?.template.toJSON());
  const broken = JSON.parse(whole.replace('"db.serverless"', '"db.serverles"'));
  expect((await lint({ broken }, ['us-west-2'])).length).toBeGreaterThan(0);
});

/** What AWS would refuse in this project's templates, as test/gates/cfn-lint.repo.test.ts asks of those of the curriculum. */
import { expect, it } from 'vitest';
import { installCfnLint, lint } from '../support/cfn-lint.ts';
import { synthesizeWebApp } from './synthesize-web-app.ts';

it('is nothing, in either size', { timeout: 240_000 }, async () => {
  await installCfnLint();
  const templateOf = (size: string) => structuredClone(synthesizeWebApp(size).template.toJSON()) as never;
  expect(await lint({ production: templateOf('production') }, ['us-east-1'])).toEqual([]);
  expect(await lint({ sandbox: templateOf('sandbox') }, ['us-east-1', 'eu-central-1'])).toEqual([]);

  const broken = JSON.parse(JSON.stringify(templateOf('sandbox')).replace('"db.serverless"', '"db.serverles"'));
  expect((await lint({ broken }, ['us-east-1'])).length).toBeGreaterThan(0);
});

import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import cdkJson from '../cdk.json' with { type: 'json' };
import { SettingError } from './constructs/setting-error.ts';
import { applyVendedProviderRules } from './constructs/vended-providers.ts';
import { CURRICULUM, STARTED_BY_DEFAULT } from './projects/registry.ts';

/**
 * The CDK app with the stacks of the projects that the context asks for (`-c projects=serverless-api,…`), by default those
 * that come up where none is named. Handlers have to be bundled before. Synthesis fails on any finding of the policy checks.
 *
 * @throws SettingError for a project that there is not
 */
export async function createApp(props: AppProps = {}): Promise<App> {
  // The toolkit hands in the context of cdk.json by itself; a test or the lab gets the same feature flags this way.
  const app = new App({ ...props, context: { ...cdkJson.context, ...props.context } });

  for (const { project, stacks } of chosen(app.node.tryGetContext('projects'))) {
    // On the stacks and on every resource: cost reports and `lab down` find by it what belongs to the lab.
    for (const made of (await stacks())(app)) Tags.of(made).add('certlab', project.slug);
  }

  applyVendedProviderRules(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}

function chosen(slugs: string | undefined) {
  if (slugs === undefined) return STARTED_BY_DEFAULT;
  const known = CURRICULUM.map(({ project }) => project.slug);
  const unknown = slugs.split(',').filter((slug) => !known.includes(slug));
  if (unknown.length > 0) {
    throw new SettingError('Context projects', unknown.join(', '), `any of ${known.join(', ')}`);
  }
  return CURRICULUM.filter(({ project }) => slugs.split(',').includes(project.slug));
}

/** The stack as the app makes it, in either size: feature flags, tags, aspects, and every policy check. */
import { App, Tags, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { applyVendedProviderRules } from '../../lib/constructs/vended-providers.ts';
import { webApp } from '../../lib/projects/web-app/project.ts';
import { WebAppStack } from '../../lib/projects/web-app/stack.ts';
import type { Synthesized } from '../support/synthesize.ts';

/** @throws what synthesis throws, with every finding of the policy checks */
export function synthesizeWebApp(size?: string): Synthesized {
  const app = new App({ context: { ...cdkJson.context, ...(size !== undefined && { size }) } });
  const made = new WebAppStack(app, webApp.stackName, { description: `certlab: ${webApp.title}` });
  Tags.of(made).add('certlab', webApp.slug);
  applyVendedProviderRules(app);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const stack = app.synth().getStackArtifact(made.artifactId);
  return {
    name: stack.stackName,
    template: Template.fromJSON(stack.template),
    resources: stack.template.Resources,
    tags: stack.tags,
    environment: stack.environment.name,
  };
}

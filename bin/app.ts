/** The CDK app, as `npx cdk` runs it (cdk.json): bundles the handlers, makes the stacks, writes the cloud assembly. */
import { bundleHandlers } from '../lib/bundle.ts';
import { SettingError } from '../lib/constructs/setting-error.ts';
import { STARTED_BY_DEFAULT } from '../lib/projects/registry.ts';

/** Those that come up where none is named are functions alone: without the others, no image has to be built. */
function wantsImages(): boolean {
  const { projects = '' } = JSON.parse(process.env.CDK_CONTEXT_JSON ?? '{}') as { projects?: string };
  const functions = STARTED_BY_DEFAULT.map(({ project }) => project.slug);
  return projects.split(',').some((slug) => slug && !functions.includes(slug));
}

try {
  // esbuild begins at once, and works while the CDK is loaded.
  const [{ createApp }] = await Promise.all([import('../lib/app.ts'), bundleHandlers({ images: wantsImages() })]);
  const app = await createApp();
  app.synth();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`certlab: ${error.message}`);
  process.exitCode = 1;
}

/** The CDK app, as `npx cdk` runs it (cdk.json): bundles the handlers, makes the stacks, writes the cloud assembly. */
import { bundleHandlers } from '../lib/bundle.ts';
import { SettingError } from '../lib/constructs/setting-error.ts';

try {
  // esbuild begins at once, and works while the CDK is loaded.
  const [{ createApp }] = await Promise.all([import('../lib/app.ts'), bundleHandlers()]);
  const app = await createApp();
  app.synth();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`certlab: ${error.message}`);
  process.exitCode = 1;
}

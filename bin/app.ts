/** The CDK app, as `npx cdk` runs it (cdk.json): bundles the handlers, makes the stacks, writes the cloud assembly. */
import { createApp } from '../lib/app.ts';
import { bundleHandlers } from '../lib/bundle.ts';
import { SettingError } from '../lib/constructs/setting-error.ts';

try {
  await bundleHandlers();
  const app = await createApp();
  app.synth();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`certlab: ${error.message}`);
  process.exitCode = 1;
}

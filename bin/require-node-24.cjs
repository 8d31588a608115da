/**
 * Preloaded by cdk.json, in the syntax of any Node: an older one stops here with a sentence, and not in the middle of
 * a TypeScript file with a syntax error.
 */
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `certlab: this is Node ${process.versions.node}, and the app needs Node 24, which \`npm ci\` installs beside it. ` +
      'Run the CDK as `npx cdk …`, which finds it.',
  );
  process.exit(1);
}

/**
 * What CodeBuild runs, as data: `lab rehearse` and the tests take these commands out of the synthesized template
 * and run them as they are.
 */

import { STACKS_BEGIN } from '../../../project.ts';

/** Folder of what a build hands on. Everything after the build runs from there, and nothing is built again. */
export const RELEASE_FOLDER = 'build/release';
/** The cloud assembly in that folder. */
export const ASSEMBLY = 'assembly';

/** For `npm ci` and for what runs without `node_modules`; under `npx` the repository's own Node 24 comes first. */
const RUNTIME = { 'runtime-versions': { nodejs: 22 } };

const esbuild = 'npx esbuild --bundle --platform=node --target=node22 --log-level=warning';

/**
 * Checks, tests, synthesizes once. Unit and template tests only: they need nothing but the clone and take a minute;
 * what needs something deployed is asked of beta (docs/decisions/0016-what-the-build-stage-runs.md).
 * @param synthArguments context that makes this synthesis produce this very pipeline again
 */
export const buildBuildspec = (reportGroupArn: string, synthArguments: string) => ({
  version: '0.2',
  // A run may choose fewer (StartBuild overrides variables); the rehearsal asks for the unit tests alone.
  env: { variables: { TESTS: '--project unit --project template' } },
  phases: {
    install: {
      ...RUNTIME,
      commands: ['npm ci --prefer-offline --no-audit --no-fund'],
    },
    pre_build: {
      commands: ['npx tsc -p .', 'npx biome ci --colors=off --error-on-warnings .'],
    },
    build: {
      commands: [
        'npx vitest run $TESTS --reporter=default --reporter=junit --outputFile.junit=build/reports/junit.xml',
        // Under the names that this pipeline's own stack has.
        `${STACKS_BEGIN && 'CERTLAB_TEST_STACKS=1 '}npx cdk synth --quiet --output ${RELEASE_FOLDER}/${ASSEMBLY} -c projects=delivery-pipeline${synthArguments}`,
        `${esbuild} --outfile=${RELEASE_FOLDER}/integration-tests.cjs test/delivery-pipeline/integration-tests.ts`,
        `${esbuild} --outfile=${RELEASE_FOLDER}/describe-change.cjs lib/projects/delivery-pipeline/describe-change.ts`,
        // The toolkit that made the assembly publishes it as well: nothing is installed after this stage.
        `cp -R node_modules/aws-cdk ${RELEASE_FOLDER}/aws-cdk`,
        'mkdir -p build/sbom',
        'npm sbom --package-lock-only --sbom-format cyclonedx > build/sbom/sbom.cdx.json',
      ],
    },
  },
  reports: {
    [reportGroupArn]: { files: ['junit.xml'], 'base-directory': 'build/reports', 'file-format': 'JUNITXML' },
  },
  artifacts: {
    'secondary-artifacts': {
      Release: { 'base-directory': RELEASE_FOLDER, files: ['**/*'] },
      Sbom: { 'base-directory': 'build/sbom', files: ['**/*'] },
    },
  },
  cache: { paths: ['/root/.npm/**/*'] },
});

/** Puts the assembly's files where the templates expect them, under names that are the hashes of their content. */
export const publishBuildspec = () => ({
  version: '0.2',
  phases: {
    install: RUNTIME,
    build: {
      commands: [`node aws-cdk/bin/cdk publish-assets --unstable=publish-assets --app ${ASSEMBLY} --ci '**'`],
    },
  },
});

/** Tests what is deployed; `API_URL` comes from the outputs of its stack. */
export const integrationTestBuildspec = (reportGroupArn: string) => ({
  version: '0.2',
  phases: {
    install: RUNTIME,
    build: {
      commands: [
        'node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=junit.xml integration-tests.cjs',
      ],
    },
  },
  reports: { [reportGroupArn]: { files: ['junit.xml'], 'file-format': 'JUNITXML' } },
});

/** Puts the change set of `STACK_NAME` and `CHANGE_SET_NAME` into words, for anyone who has to approve it. */
export const describeChangeBuildspec = () => ({
  version: '0.2',
  env: { 'exported-variables': ['CHANGE_SET_URL', 'CHANGES'] },
  phases: {
    install: RUNTIME,
    build: {
      commands: [
        'node describe-change.cjs > change.json',
        `export CHANGE_SET_URL="$(node -p "require('./change.json').url")"`,
        `export CHANGES="$(node -p "require('./change.json').changes")"`,
      ],
    },
  },
});

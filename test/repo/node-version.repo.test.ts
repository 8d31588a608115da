import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { repository } from '../../lib/repository.ts';

const PRELOADED = './bin/require-node-24.cjs';

/** Runs what cdk.json preloads, in a process that takes itself for the Node given. */
const preloadOn = (version: string) =>
  spawnSync(
    process.execPath,
    ['-e', `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('${PRELOADED}');`],
    { cwd: repository, encoding: 'utf8' },
  );

describe('the command in cdk.json', () => {
  it('preloads the check of the version of Node', () => {
    expect(cdkJson.app).toBe(`node --require ${PRELOADED} bin/app.ts`);
  });

  it('refuses a Node older than the one in Lambda, and says what to do', () => {
    const { status, stderr } = preloadOn('22.20.0');
    expect(status).toBe(1);
    expect(stderr).toMatch(/Node 22\.20\.0.*npm ci.*npx cdk/);
  });

  it('lets Node 24 and newer pass', () => {
    for (const version of ['24.0.0', '26.1.0']) {
      expect(preloadOn(version)).toMatchObject({ status: 0, stderr: '' });
    }
  });
});

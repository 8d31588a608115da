import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type BundleSize, bundleHandlers, imageAsset } from '../../lib/bundle.ts';

/** Minified, in bytes. Every one of them is read and compiled before the first request is answered. */
const CEILING = 200_000;

test('the bundle of the API stays under its ceiling', async ({ annotate }) => {
  const sizes = await bundleHandlers();
  const api = sizes.find(({ handler }) => handler === 'serverless-api/serve-api') as BundleSize;

  const largest = api.packages.slice(0, 5).map(([name, bytes]) => `${name} ${bytes}`);
  console.log(`serve-api: ${api.bytes} of ${CEILING} bytes; the five largest packages: ${largest.join(', ')}`);
  await annotate(`${api.bytes} bytes`);

  expect(api.bytes).toBeLessThanOrEqual(CEILING);
  expect(api.packages.map(([name]) => name)).not.toContain('@aws-sdk/credential-provider-node');
  expect(api.packages.map(([name]) => name)).not.toContain('@aws-sdk/lib-dynamodb');
});

test('a function is bundled by what it imports: no content in the API, no routes in the seed', async () => {
  const sizes = await bundleHandlers();
  const packagesOf = (name: string) => new Map(sizes.find(({ handler }) => handler === name)?.packages);

  expect(packagesOf('serverless-api/seed-content').has('hono')).toBe(false);
  expect(packagesOf('serverless-api/serve-api').get('certlab')).toBeLessThan(45_000);
  expect(packagesOf('event-pipeline/accept-activity').has('zod')).toBe(true);
  expect(packagesOf('event-pipeline/read-standings').has('zod')).toBe(false);
});

test('code can be read by the user that Lambda runs it as, whatever umask it was built under', async () => {
  const bundles = mkdtempSync(join(tmpdir(), 'certlab-bundles-'));
  const umask = process.umask(0o077);
  try {
    await bundleHandlers({ bundles });
    const built = readdirSync(bundles, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const modes = built.map((entry) => statSync(join(entry.parentPath, entry.name)).mode & 0o777);

    expect(new Set(modes)).toEqual(new Set([0o644]));
  } finally {
    process.umask(umask);
    rmSync(bundles, { recursive: true });
  }
});

test('what images are built from is made where it is asked for, and stays where it is not', async () => {
  const bundles = mkdtempSync(join(tmpdir(), 'certlab-bundles-'));
  const program = join(imageAsset('web-app', bundles), 'server.mjs');
  try {
    await bundleHandlers({ bundles, images: false });
    expect(existsSync(program)).toBe(false);
    await bundleHandlers({ bundles });
    expect(existsSync(program)).toBe(true);
    await bundleHandlers({ bundles, images: false });
    expect(existsSync(program)).toBe(true);
  } finally {
    rmSync(bundles, { recursive: true });
  }
});

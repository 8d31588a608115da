/**
 * One esbuild pass over every `lambda/<slug>/<verb-noun>.handler.ts`, before any stack is synthesized.
 * `NodejsFunction` would start esbuild once a function (docs/decisions/0002-one-bundle-pass.md).
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const repository = join(import.meta.dirname, '..');
const bundles = join(repository, 'build', 'lambda');

/** The folder that holds one bundled handler, for `Code.fromAsset`; its entry is `index.handler`. */
export function handlerAsset(slug: string, name: string): string {
  return join(bundles, slug, name);
}

/** Bundles every handler into `build/lambda/<slug>/<verb-noun>/index.mjs`. Same sources, same bytes. */
export async function bundleHandlers(): Promise<void> {
  const entryPoints = readdirSync(join(repository, 'lambda'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
    .flatMap(({ name: slug }) =>
      readdirSync(join(repository, 'lambda', slug))
        .filter((file) => file.endsWith('.handler.ts'))
        .map((file) => ({
          in: join(repository, 'lambda', slug, file),
          out: join(slug, file.replace(/\.handler\.ts$/, ''), 'index'),
        })),
    );
  rmSync(bundles, { recursive: true, force: true });
  await build({
    entryPoints,
    outdir: bundles,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
}

/**
 * One esbuild pass over every `lambda/<slug>/<verb-noun>.handler.ts`, before any stack is synthesized.
 * `NodejsFunction` would start esbuild once a function (docs/decisions/0002-one-bundle-pass.md).
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { build, type BuildOptions as EsbuildOptions, type Metafile, type Plugin } from 'esbuild';
import { repository } from './repository.ts';

const handlers = join(repository, 'lambda');
const runtime = join(handlers, 'shared', 'runtime');
/** Each lab builds into a folder of its own: two in one clone, or one with a workbench open, must not mix. */
const DEFAULT_BUNDLES = process.env.CERTLAB_BUNDLES ?? join(repository, 'build', 'lambda');

/** The folder that holds one bundled handler, for `Code.fromAsset`; its entry is `index.handler`. */
export function handlerAsset(slug: string, name: string): string {
  return join(DEFAULT_BUNDLES, slug, name);
}

const IMAGE = 'image';

/** The folder that an image is built from: the Dockerfile of `lib/projects/<slug>/app`, and its program `server.mjs`. */
export function imageAsset(slug: string, bundles = DEFAULT_BUNDLES): string {
  return join(bundles, slug, IMAGE);
}

/** What a bundle is made of. */
export interface BundleSize {
  /** `<slug>/<verb-noun>`. */
  readonly handler: string;
  readonly bytes: number;
  /** Bytes by npm package, and `certlab` for our own code; the largest first. */
  readonly packages: readonly (readonly [name: string, bytes: number])[];
}

/** A handler that is built from other sources than the repository's: those that a learner fixes during a drill. */
export interface Workbench {
  /** Holds a copy of `lambda/`. */
  readonly folder: string;
  /** `<slug>/<verb-noun>`. */
  readonly handler: string;
  /** Of the incident: no two have the same. */
  readonly incident: string;
}

export interface BundleOptions {
  /** @default what the lab says in CERTLAB_WORKBENCHES, as JSON; none without it */
  readonly workbenches?: readonly Workbench[];
  /** @default build/lambda, which is where `handlerAsset` looks */
  readonly bundles?: string;
  /** Whether what images are built from is made too; where it is not, what there is of it stays. @default true */
  readonly images?: boolean;
}

/** How every program of ours is built, whether Lambda runs it or a container. */
const MODULES_FOR_NODE = {
  absWorkingDir: repository,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  write: false,
  logLevel: 'warning',
} as const satisfies EsbuildOptions;

/**
 * Bundles every handler into `build/lambda/<slug>/<verb-noun>/index.mjs`, with the files beside it that
 * `lambda/<slug>/assets.ts` makes, where there is one, and the study site. Same sources, same bytes.
 */
export async function bundleHandlers(options: BundleOptions = {}): Promise<readonly BundleSize[]> {
  const { bundles = DEFAULT_BUNDLES, images = true } = options;
  const { workbenches = JSON.parse(process.env.CERTLAB_WORKBENCHES ?? '[]') } = options;
  const sourcesOf = (handler: string) =>
    workbenches.find((workbench: Workbench) => workbench.handler === handler)?.folder ?? repository;
  const slugs = readdirSync(handlers, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
    .map((entry) => entry.name);
  const entryPoints = slugs.flatMap((slug) =>
    readdirSync(join(handlers, slug))
      .filter((file) => file.endsWith('.handler.ts'))
      .map((file) => {
        const name = file.replace(/\.handler\.ts$/, '');
        return { in: join(sourcesOf(`${slug}/${name}`), 'lambda', slug, file), out: join(slug, name, 'index') };
      }),
  );
  const handlersBuilt = build({
    ...MODULES_FOR_NODE,
    entryPoints,
    outdir: bundles,
    // A workbench is in the lab's state folder, which CERTLAB_STATE may put outside the clone.
    nodePaths: [join(repository, 'node_modules')],
    minify: true,
    // What the SDK carries for other places than Lambda (docs/decisions/0004-what-the-bundles-leave-out.md).
    alias: {
      '@aws-sdk/credential-provider-node': join(runtime, 'credential-provider.ts'),
      '@aws-sdk/endpoint-cache': join(runtime, 'endpoint-cache.ts'),
    },
    plugins: [builtinsWithoutFacades, withoutLazyEventStreams, withoutConfigFiles, withoutOtherPlaces],
    metafile: true,
  });
  // esbuild works beside this process, which makes the pages of the site meanwhile.
  const [{ metafile, outputFiles }, programs, ...assets] = await Promise.all([
    handlersBuilt,
    images ? programsOf(bundles) : [],
    ...slugs.map((slug) => assetsOf(slug, bundles)),
  ]);
  const files = [
    ...outputFiles.map(({ path, contents }) => ({ path, contents: Buffer.from(contents) })),
    ...assets.flat(),
    ...programs,
    // CloudFormation deploys what differs from what it deployed last. A drill's build went past it, so a repair that
    // comes out just like the build it knows would be no change to it, but for this file.
    ...workbenches.map(({ handler, incident }: Workbench) => ({
      path: join(bundles, handler, 'workbench'),
      contents: Buffer.from(incident),
    })),
  ];
  for (const file of files) writeWhole(file);
  const wanted = new Set(files.map(({ path }) => path));
  removeAll(bundles, (path) => !wanted.has(path) && (images || !isOfImage(path, bundles)));
  return sizesOf(metafile, bundles);
}

/**
 * Takes Node's own modules as `require` would. An `import` of one makes a module of all its properties, and to read
 * each of them is to load what Node would load only when used: `node:http` alone brings in undici.
 */
const builtinsWithoutFacades: Plugin = {
  name: 'builtins-without-facades',
  setup({ onResolve, onLoad }) {
    const filter = new RegExp(`^(node:.*|${builtinModules.join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path, namespace: 'builtin' }));
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Leaves out what the SDK loads only when an operation streams events, which none of ours does. A client that has such
 * an operation (Lambda's) needs it from the start, and gets it.
 */
const withoutLazyEventStreams: Plugin = {
  name: 'without-lazy-event-streams',
  setup({ onResolve }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { external: true } : undefined,
    );
  },
};

/** The SDK asks for each setting in the environment first and then in a file that no function has. */
const withoutConfigFiles: Plugin = {
  name: 'without-config-files',
  setup({ onResolve }) {
    onResolve({ filter: /\/loadSharedConfigFiles$/ }, () => ({ path: join(runtime, 'shared-config.ts') }));
  },
};

/**
 * Files of the SDK that have no part to play on Lambda, and what stands for each: SHA-256 in JavaScript, for a Node that was
 * built without OpenSSL; the region by EC2's metadata, which is asked only where `AWS_EXECUTION_ENV` and `AWS_REGION` are
 * not set (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html); what signs the headers of events that
 * are streamed to a service, and what paces the adaptive mode of retries, neither of which any of ours asks for; and of a
 * client's description of its package all but the version, which goes into the `User-Agent`.
 */
const withoutOtherPlaces: Plugin = {
  name: 'without-other-places',
  setup({ onLoad }) {
    onLoad({ filter: /@smithy\/core\/.*\/Sha256Js\.js$/ }, () => ({ contents: 'export const Sha256Js = undefined;' }));
    onLoad({ filter: /@smithy\/core\/.*\/getInstanceMetadataRegion\.js$/ }, () => ({
      contents: 'export const getInstanceMetadataRegion = async () => undefined;',
    }));
    onLoad({ filter: /@smithy\/signature-v4\/.*\/HeaderFormatter\.js$/ }, () => ({
      contents: 'export class HeaderFormatter {}',
    }));
    onLoad({ filter: /@smithy\/core\/.*\/DefaultRateLimiter\.js$/ }, () => ({
      contents: 'export class DefaultRateLimiter {}',
    }));
    onLoad({ filter: /@aws-sdk\/client-[\w-]+\/package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** What the image of every project that has an `app` is built from: one module, so that a container needs no packages. */
async function programsOf(bundles: string): Promise<BuiltFile[]> {
  const projects = readdirSync(join(repository, 'lib', 'projects')).filter((slug) =>
    existsSync(join(appOf(slug), 'server.ts')),
  );
  const { outputFiles } = await build({
    ...MODULES_FOR_NODE,
    entryPoints: projects.map((slug) => ({
      in: join(appOf(slug), 'server.ts'),
      out: join(relative(bundles, imageAsset(slug, bundles)), 'server'),
    })),
    outdir: bundles,
    // The names of errors and the lines of a stack are what its log is read for.
    minifySyntax: true,
    minifyWhitespace: true,
    // `pg` asks for it, and does without.
    external: ['pg-native'],
    plugins: [builtinsWithoutFacades],
  });
  return [
    ...outputFiles.map(({ path, contents }) => ({ path, contents: Buffer.from(contents) })),
    ...projects.map((slug) => ({
      path: join(imageAsset(slug, bundles), 'Dockerfile'),
      contents: readFileSync(join(appOf(slug), 'Dockerfile')),
    })),
  ];
}

const appOf = (slug: string): string => join(repository, 'lib', 'projects', slug, 'app');

interface BuiltFile {
  readonly path: string;
  readonly contents: Buffer;
}

/**
 * Lambda runs code as a user of its own, and a package keeps the modes of its files: one that only its owner may read
 * fails there with EACCES (https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html).
 */
const READABLE_BY_ALL = 0o644;

/** Others may be reading the file: it is left alone where nothing changed, and else replaced in one step. */
function writeWhole({ path, contents }: BuiltFile): void {
  if (!existsSync(path) || !readFileSync(path).equals(contents)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  // Whatever the umask is, the user's or the lab's.
  chmodSync(path, READABLE_BY_ALL);
}

/** What makes the pages of the study site. It knows all projects, so that it is beside them and not in one of them. */
const SITE = join(repository, 'lib', 'site', 'make.ts');

type Assets = Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>>;

/** The files that the slug's handlers need beside their bundles: of `lambda/<slug>/assets.ts`, and of the study site. */
async function assetsOf(slug: string, bundles: string): Promise<BuiltFile[]> {
  const modules = [join(handlers, slug, 'assets.ts'), ...(slug === 'serverless-api' ? [SITE] : [])].filter(existsSync);
  const made = await Promise.all(
    modules.map(async (module) => {
      const { assets } = (await import(module)) as { assets: (earlier: string) => Assets | Promise<Assets> };
      return Object.entries(await assets(join(bundles, slug)));
    }),
  );
  return made.flat().flatMap(([name, files]) =>
    Object.entries(files).map(([file, content]) => ({
      path: join(bundles, slug, name, file),
      contents: Buffer.from(content as Uint8Array),
    })),
  );
}

/** Whether a built file is in the folder of a project's image: `<slug>/image/…`. */
const isOfImage = (path: string, bundles: string): boolean => relative(bundles, path).split(sep)[1] === IMAGE;

/** What an earlier build left goes. */
function removeAll(bundles: string, isLeft: (path: string) => boolean): void {
  for (const entry of readdirSync(bundles, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const underWay = /\.\d+$/.test(path);
    if (entry.isFile() && !underWay && isLeft(path)) rmSync(path);
  }
}

function sizesOf({ outputs }: Metafile, bundles: string): BundleSize[] {
  return Object.entries(outputs).map(([output, { bytes, inputs }]) => {
    const packages = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'certlab';
      packages.set(name, (packages.get(name) ?? 0) + bytesInOutput);
    }
    const folder = relative(bundles, join(repository, output, '..'));
    return {
      handler: folder.split(sep).join('/'),
      bytes,
      packages: [...packages].toSorted(([, a], [, b]) => b - a),
    };
  });
}

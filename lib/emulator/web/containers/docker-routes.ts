/** The requests of the Docker Engine API that are answered, and how (docker-api.ts serves them). */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { platform } from 'node:process';
import { containerView, isOn, listView, NETWORK, networkView, SELF, selfView } from './docker-views.ts';
import type { Engine } from './engine.ts';
import { execs, frame, RAW_STREAM, sendLogs } from './streams.ts';

export const API_VERSION = '1.44';

/** What a request says. */
export interface Call {
  /** What the pattern of its route caught. */
  readonly names: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
}

/** An answer to be sent as JSON; nothing where the route has answered itself. */
export type Answer = { readonly status: number; readonly body?: unknown } | undefined;

/** The registry's digest of an image, by its tag: what is pinned by it is found again. */
const digestOf = (image: string) => `sha256:${createHash('sha256').update(image).digest('hex')}`;

const noSuch = (what: string, name: string): Answer => ({ status: 404, body: { message: `No such ${what}: ${name}` } });

/** docker-py leaves an undemanded timeout out; Docker waits ten seconds then. */
const seconds = (query: URLSearchParams) => Number(query.get('t') ?? 10);

/** What is asked for in `POST /containers/create`, of which a process needs the least part. */
interface CreateBody {
  readonly Image: string;
  readonly Env?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Entrypoint?: readonly string[];
  readonly Labels?: Readonly<Record<string, string>>;
  readonly HostConfig?: { readonly Binds?: readonly string[]; readonly Memory?: number };
}

/** The requests by method and path; each answers what docker-py reads of Docker's answer. */
export function routesOf(engine: Engine) {
  /** By digest, the images that were asked for: ECS pins those of a service, as `repository@sha256:…`. */
  const byDigest = new Map<string, string>();
  const named = (image: string) => byDigest.get(image.split('@').at(-1) as string) ?? image;
  const running = execs(engine);

  const of = (use: (container: NonNullable<ReturnType<Engine['find']>>, call: Call) => Promise<Answer> | Answer) => {
    return (call: Call): Promise<Answer> | Answer => {
      const name = call.names[0] as string;
      const container = engine.find(name);
      return container ? use(container, call) : noSuch('container', name);
    };
  };
  const ofImage = (use: (image: string) => Answer) => (call: Call) => {
    const image = named(call.names[0] as string);
    if (!engine.hasImage(image)) return noSuch('image', image);
    byDigest.set(digestOf(image), image);
    return use(image);
  };

  const routes: readonly (readonly [method: string, path: RegExp, (call: Call) => Promise<Answer> | Answer])[] = [
    [
      'GET',
      /^\/version$/,
      () => ({
        status: 200,
        body: { Version: 'certlab', ApiVersion: API_VERSION, MinAPIVersion: '1.24', Os: platform },
      }),
    ],
    ['GET', /^\/info$/, () => ({ status: 200, body: { Name: NETWORK, Containers: engine.list().length } })],
    ['GET', /^\/networks$/, () => ({ status: 200, body: [networkView()] })],
    ['GET', /^\/networks\/([^/]+)$/, () => ({ status: 200, body: networkView() })],

    [
      'POST',
      /^\/volumes\/create$/,
      ({ body }) => {
        const { Name } = body as { Name: string };
        engine.volumes.create(Name);
        return { status: 201, body: { Name, Driver: 'local' } };
      },
    ],
    [
      'GET',
      /^\/volumes\/([^/]+)$/,
      ({ names: [name = ''] }) =>
        engine.volumes.has(name) ? { status: 200, body: { Name: name, Driver: 'local' } } : noSuch('volume', name),
    ],
    [
      'DELETE',
      /^\/volumes\/([^/]+)$/,
      ({ names: [name = ''] }) => {
        if (!engine.volumes.has(name)) return noSuch('volume', name);
        engine.volumes.remove(name);
        return { status: 204 };
      },
    ],

    [
      'GET',
      /^\/images\/(.+)\/json$/,
      ofImage((image) => ({ status: 200, body: { Id: digestOf(image), RepoTags: [image], Config: {} } })),
    ],
    [
      'GET',
      /^\/distribution\/(.+)\/json$/,
      ofImage((image) => {
        const mediaType = 'application/vnd.oci.image.manifest.v1+json';
        return { status: 200, body: { Descriptor: { mediaType, digest: digestOf(image), size: 1 }, Platforms: [] } };
      }),
    ],
    ['POST', /^\/images\/(.+)\/tag$/, ofImage(() => ({ status: 201 }))],
    [
      'POST',
      /^\/images\/create$/,
      ({ query, response }) => {
        const tag = query.get('tag');
        const image = named(`${query.get('fromImage')}${tag ? `${tag.startsWith('sha256:') ? '@' : ':'}${tag}` : ''}`);
        if (!engine.hasImage(image)) return noSuch('image', image);
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(`${JSON.stringify({ status: `Image is up to date for ${image}` })}\n`);
        return undefined;
      },
    ],

    [
      'POST',
      /^\/containers\/create$/,
      ({ query, body }) => {
        const { Image, Env = [], Cmd, Entrypoint, Labels = {}, HostConfig } = body as unknown as CreateBody;
        const image = named(Image);
        if (!engine.hasImage(image)) return noSuch('image', image);
        const name = query.get('name') ?? '';
        if (name && engine.find(name)) {
          return { status: 409, body: { message: `Conflict. The container name "/${name}" is already in use.` } };
        }
        const { id } = engine.create({
          name: name || `unnamed-${engine.list().length}`,
          image,
          env: Env,
          cmd: Cmd ?? [],
          entrypoint: Entrypoint ?? [],
          labels: Labels,
          binds: HostConfig?.Binds ?? [],
          ...(HostConfig?.Memory && { memory: HostConfig.Memory }),
        });
        return { status: 201, body: { Id: id, Warnings: [] } };
      },
    ],
    ['GET', /^\/containers\/json$/, ({ query }) => ({ status: 200, body: listView(engine.list(), query) })],
    [
      'GET',
      /^\/containers\/([^/]+)\/json$/,
      (call) => {
        // MiniStack asks for itself, to learn its own address on the network that it shares with its containers.
        if (call.names[0] === SELF) return { status: 200, body: selfView() };
        return of((container) => ({ status: 200, body: containerView(container) }))(call);
      },
    ],
    [
      'POST',
      /^\/containers\/([^/]+)\/start$/,
      of(async (container) => {
        await engine.start(container);
        return { status: 204 };
      }),
    ],
    [
      'POST',
      /^\/containers\/([^/]+)\/stop$/,
      of(async (container, { query }) => {
        await engine.stop(container, seconds(query));
        return { status: 204 };
      }),
    ],
    [
      'POST',
      /^\/containers\/([^/]+)\/restart$/,
      of(async (container, { query }) => {
        await engine.stop(container, seconds(query));
        await engine.start(container);
        return { status: 204 };
      }),
    ],
    [
      'POST',
      /^\/containers\/([^/]+)\/kill$/,
      of(async (container, { query }) => {
        const signal = (query.get('signal') ?? 'SIGKILL') as NodeJS.Signals;
        if (container.status !== 'running') {
          return { status: 409, body: { message: `Container ${container.id} is not running` } };
        }
        await engine.kill(container, signal);
        return { status: 204 };
      }),
    ],
    [
      'POST',
      /^\/containers\/([^/]+)\/wait$/,
      of(async (container) => {
        await engine.ended(container);
        return { status: 200, body: { StatusCode: container.exitCode } };
      }),
    ],
    // What MiniStack puts into a container is a certificate for PostgreSQL, which speaks without TLS here.
    ['PUT', /^\/containers\/([^/]+)\/archive$/, of(() => ({ status: 200 }))],
    [
      'GET',
      /^\/containers\/([^/]+)\/logs$/,
      of((container, { query, response }) => {
        const tail = query.get('tail') ?? 'all';
        sendLogs(container, response, { follow: isOn(query, 'follow'), tail });
        return undefined;
      }),
    ],
    [
      'DELETE',
      /^\/containers\/([^/]+)$/,
      of(async (container, { query }) => {
        if (container.status === 'running' && !isOn(query, 'force')) {
          return {
            status: 409,
            body: { message: `Container ${container.id} is running: stop it before it is removed.` },
          };
        }
        await engine.remove(container);
        return { status: 204 };
      }),
    ],

    [
      'POST',
      /^\/containers\/([^/]+)\/exec$/,
      of((container, { body }) => {
        const { Cmd } = body as { Cmd: readonly string[] };
        return { status: 201, body: { Id: running.create(container, Cmd) } };
      }),
    ],
    [
      'POST',
      /^\/exec\/([^/]+)\/start$/,
      async ({ names: [id = ''], response }) => {
        const output = await running.start(id);
        if (output === undefined) return noSuch('exec instance', id);
        response.writeHead(200, { 'content-type': RAW_STREAM, connection: 'close' });
        response.end(frame(Buffer.from(output)));
        return undefined;
      },
    ],
    [
      'GET',
      /^\/exec\/([^/]+)\/json$/,
      ({ names: [id = ''] }) => {
        const state = running.state(id);
        return state ? { status: 200, body: state } : noSuch('exec instance', id);
      },
    ],
  ];
  return { routes, running };
}

/** Clients as a caller would have them generated: types from an OpenAPI document, and a call of every operation. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonSchema, OpenApiDocument, OpenApiParameter } from '../../../lambda/shared/http/openapi-model.ts';
import { repository } from '../../../lib/repository.ts';

/** What a call gave. */
export interface Called {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: Response;
}

/** A generated module: a call for each operation, by its id. */
export interface GeneratedCalls {
  readonly calls: (fetch: (request: Request) => Promise<Response>) => Readonly<Record<string, () => Promise<Called>>>;
}

const folder = join(repository, 'build', 'clients');
const TYPESCRIPT_API = pathToFileURL(join(import.meta.dirname, '../sources/typescript-api.ts')).href;

/** openapi-typescript finds the JavaScript API of the compiler under its usual name. */
async function generator() {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'typescript' && context.parentURL?.includes('/openapi-typescript/')
        ? { url: TYPESCRIPT_API, shortCircuit: true }
        : next(specifier, context),
  });
  try {
    return await import('openapi-typescript');
  } finally {
    hooks.deregister();
  }
}

/**
 * Writes `<name>.ts`, the types of the document, and `<name>-calls.ts`, which calls every operation with every parameter
 * that it takes, into `build/clients`.
 * @param bodies of the operations that take one, by their ids
 * @returns the folder, which has a `tsconfig.json`
 */
export async function generateClients(
  documents: Readonly<Record<string, OpenApiDocument>>,
  bodies: Readonly<Record<string, object>>,
): Promise<string> {
  const { default: typesOf, astToString } = await generator();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, document] of Object.entries(documents)) {
    const types = await typesOf(JSON.stringify(document), { silent: true });
    writeFileSync(join(folder, `${name}.ts`), astToString(types));
    writeFileSync(join(folder, `${name}-calls.ts`), callsOf(name, document, bodies));
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: true },
      include: ['*.ts'],
      exclude: [],
    }),
  );
  return folder;
}

function callsOf(name: string, { paths }: OpenApiDocument, bodies: Readonly<Record<string, object>>): string {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters, requestBody }]) => {
      const inOf = (place: OpenApiParameter['in']) =>
        Object.fromEntries(
          parameters.filter((one) => one.in === place && one.name !== 'cursor').map((one) => [one.name, sampleOf(one)]),
        );
      const init = {
        params: { path: inOf('path'), query: inOf('query') },
        ...(requestBody && { body: bodies[operationId] }),
        ...(path === '/docs' && { parseAs: 'text' }),
      };
      // No parameters are none: the types refuse an empty object where an operation takes nothing.
      for (const place of ['path', 'query'] as const) {
        if (Object.keys(init.params[place]).length === 0) delete (init.params as Record<string, unknown>)[place];
      }
      return `    ${operationId}: () => client.${method.toUpperCase()}('${path}', ${JSON.stringify(init)}),`;
    }),
  );
  return `import createClient from 'openapi-fetch';
import type { paths } from './${name}.ts';

export const calls = (fetch: (request: Request) => Promise<Response>) => {
  const client = createClient<paths>({ baseUrl: 'https://api.example.org', fetch });
  return {
${calls.join('\n')}
  };
};
`;
}

/** The example of a parameter, or the first value that its schema allows. */
function sampleOf({ example, schema }: OpenApiParameter): unknown {
  const {
    enum: values,
    default: byDefault,
    type,
    items,
  } = schema as JsonSchema & {
    readonly enum?: readonly unknown[];
    readonly items?: { readonly enum?: readonly unknown[] };
  };
  if (type === 'array') return items?.enum?.slice(0, 2);
  return example ?? values?.[0] ?? byDefault;
}

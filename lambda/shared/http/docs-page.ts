/**
 * The OpenAPI document as one page of HTML, made at build time: no script, nothing loaded from anywhere
 * (docs/decisions/0005-docs-page-made-at-build-time.md).
 */
import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from './openapi-model.ts';

type Schema = { readonly [name: string]: unknown };

/** A whole page. Same document, same bytes. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags))];
  const inTag = (tag: string) => operations.filter(({ operation }) => operation.tags.includes(tag));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(document.info.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<nav aria-label="Operations">
${tags.map((tag) => `<h2>${html(tag)}</h2>\n<ul>${inTag(tag).map(navItem).join('')}</ul>`).join('\n')}
<h2>Schemas</h2>
<ul>${Object.keys(document.components.schemas)
    .map((name) => `<li><a href="#schema-${name}">${name}</a></li>`)
    .join('')}</ul>
</nav>
<main>
<h1>${html(document.info.title)} <small>${html(document.info.version)}</small></h1>
<p>${prose(document.info.description)}</p>
<p>The machine's version of this page: <a href="openapi.json">openapi.json</a> (OpenAPI ${document.openapi}), which describes
every property too.</p>
${tags.map((tag) => `<h2>${html(tag)}</h2>\n${inTag(tag).map(operationSection).join('\n')}`).join('\n')}
<h2>Schemas</h2>
${Object.entries(document.components.schemas)
  .map(([name, schema]) => `<section id="schema-${name}"><h3>${name}</h3>${schemaBlock(schema)}</section>`)
  .join('\n')}
</main>
</body>
</html>
`;
}

interface Listed {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

const navItem = ({ path, operation }: Listed): string =>
  `<li><a href="#${operation.operationId}">${html(path)}</a></li>`;

function operationSection({ path, method, operation }: Listed): string {
  const { operationId, summary, description, parameters, requestBody, responses, security } = operation;
  const body = requestBody?.content['application/json']?.schema;
  return `<section id="${operationId}">
<h3><b class="${method}">${method}</b> <code>${html(path)}</code></h3>
<p>${html(summary)}. ${prose(description)}${method === 'GET' && !security ? ` Try it: ${tryLink(path, parameters)}` : ''}</p>
${parameters.length > 0 ? parameterTable(parameters) : ''}
${body ? `<h4>Body</h4><p>${html(requestBody.description)}</p>${schemaBlock(body)}` : ''}
<table><caption>Answers</caption><tbody>${Object.entries(responses)
    .map(([status, response]) => `<tr><th scope="row">${status}</th><td>${responseText(response)}</td></tr>`)
    .join('')}</tbody></table>
</section>`;
}

/** Relative, so that it works wherever the page is served. */
function tryLink(path: string, parameters: readonly OpenApiParameter[]): string {
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, { name, example }) => text.replace(`{${name}}`, `${example ?? name}`), path.slice(1));
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, example }) => `${name}=${encodeURIComponent(example ?? '')}`)
    .join('&');
  const link = query ? `${filled}?${query}` : filled;
  return `<a href="${html(link)}"><code>/${html(link)}</code></a>`;
}

function parameterTable(parameters: readonly OpenApiParameter[]): string {
  const rows = parameters.map(
    (parameter) =>
      `<tr><th scope="row"><code>${parameter.name}</code></th><td>${parameter.in}${parameter.required ? ', required' : ''}</td>` +
      `<td>${typeText(parameter.schema)}</td><td>${prose(parameter.description)}</td></tr>`,
  );
  return `<table><caption>Parameters</caption><tbody>${rows.join('')}</tbody></table>`;
}

function responseText(response: OpenApiOperation['responses'][string]): string {
  if ('$ref' in response) return `<code>${html(lastPart(response.$ref))}</code>`;
  const { content = {}, description } = response;
  const [mediaType, { schema } = { schema: undefined }] = Object.entries(content)[0] ?? [];
  return schema ? `${typeText(schema)} as <code>${html(`${mediaType}`)}</code>` : html(description);
}

function schemaBlock(schema: Schema): string {
  const { properties, required = [] } = schema as { properties?: Record<string, Schema>; required?: string[] };
  if (!properties) return `<p>${typeText(schema)}</p>`;
  const rows = Object.entries(properties).map(
    ([name, property]) =>
      `<tr><th scope="row"><code>${html(name)}</code>${required.includes(name) ? '' : ' <i>optional</i>'}</th>` +
      `<td>${isObject(property) ? schemaBlock(property) : typeText(property)}</td></tr>`,
  );
  return `<table><tbody>${rows.join('')}</tbody></table>`;
}

const isObject = (schema: Schema): boolean => 'properties' in schema;

function typeText(schema: Schema): string {
  if (typeof schema.$ref === 'string') {
    const name = lastPart(schema.$ref);
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((choice: Schema) => typeText(choice)).join(' or ');
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `<code>${html(`${value}`)}</code>`).join(' ');
  if (schema.const !== undefined) return `<code>${html(`${schema.const}`)}</code>`;
  if (schema.type === 'array') {
    const items = (schema.items ?? {}) as Schema;
    return `list of ${isObject(items) ? schemaBlock(items) : typeText(items)}`;
  }
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object') {
    return `names to ${typeText(schema.additionalProperties as Schema)}`;
  }
  const bounds = [
    schema.format,
    schema.minimum !== undefined && `at least ${schema.minimum}`,
    schema.maximum !== undefined && `at most ${schema.maximum}`,
    schema.maxLength !== undefined && `at most ${schema.maxLength} characters`,
    schema.default !== undefined && `default ${schema.default}`,
  ].filter(Boolean);
  return html([schema.type, ...bounds].join(', '));
}

/** Text in which names stand between backticks, as OpenAPI's descriptions may have them. */
const prose = (text: string): string => html(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const lastPart = (reference: string): string => reference.split('/').at(-1) ?? reference;

const html = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `
:root{color-scheme:light dark;--line:light-dark(#d5dbe3,#3a434f);--soft:light-dark(#f4f6f9,#1b2129);--link:light-dark(#0b5cad,#7db8ff)}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,sans-serif;display:grid;grid-template-columns:17rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1rem;border-right:1px solid var(--line);background:var(--soft);font-size:.875rem}
nav h2{font-size:.75rem;margin:1rem 0 .25rem;text-transform:uppercase;letter-spacing:.05em}
nav ul{list-style:none;margin:0;padding:0}
main{padding:1rem 2rem 4rem;max-width:60rem}
a{color:var(--link)}
section{overflow-x:auto;border-top:1px solid var(--line);padding-top:.5rem;margin-top:1.5rem;scroll-margin-top:1rem}
h3 b{font-size:.75rem;padding:.15rem .4rem;border:1px solid var(--line);border-radius:.25rem}
code{font:.875em ui-monospace,monospace;overflow-wrap:anywhere}
th code{overflow-wrap:normal}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
caption{text-align:left;font-weight:600}
th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top;font-weight:400}
i{opacity:.75;font-size:.875em}
@media(max-width:48rem){body{display:block}nav{position:static;height:auto;border-right:0}main{padding:1rem}}
`.trim();

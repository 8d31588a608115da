/** Markdown of this repository's own documents as HTML: what marked reads, written by templates that escape. */
import { html } from 'hono/html';
import { marked, type Token, type Tokens } from 'marked';
import type { Html } from '../page.ts';
import { codeBlock } from '../parts.ts';

/** Where a link of a document leads on the site; undefined where the site has nothing at its end. */
export type Resolve = (href: string) => string | undefined;

/** The parts of a document under its headings of the second level, by heading; what stands before them is under ''. */
export function sectionsOf(document: string): ReadonlyMap<string, readonly Token[]> {
  const sections = new Map<string, Token[]>();
  let section: Token[] = [];
  sections.set('', section);
  for (const token of marked.lexer(document)) {
    if (token.type === 'heading' && token.depth === 2) {
      section = [];
      sections.set(token.text, section);
    } else if (!(token.type === 'heading' && token.depth === 1)) {
      section.push(token);
    }
  }
  return sections;
}

/** What GitHub makes of a heading: the end of links to it. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
    .replaceAll(' ', '-');

/** Text without its marks, as a screen reader says it. */
export function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => ('tokens' in token && token.tokens ? plainText(token.tokens) : ((token as Tokens.Text).text ?? '')))
    .join('');
}

/** Blocks, with headings of the third level as anchors that begin with `prefix`. Comments and drawings are left out. */
export function blocks(tokens: readonly Token[], resolve: Resolve, prefix: string): Html {
  return html`${tokens.map((token) => block(token as Tokens.Generic, resolve, prefix))}`;
}

function block(token: Tokens.Generic, resolve: Resolve, prefix: string): Html {
  const inside = () => inline(token.tokens ?? [], resolve);
  switch (token.type) {
    case 'paragraph':
      return html`<p>${inside()}</p>
`;
    case 'text':
      return token.tokens ? inside() : html`${token.text}`;
    case 'heading':
      return html`<h3 id="${prefix}-${anchorOf(token.text)}">${inside()}</h3>
`;
    case 'table':
      return table(token as Tokens.Table, resolve);
    case 'list': {
      const items = (token as Tokens.List).items.map((item) => html`<li>${blocks(item.tokens, resolve, prefix)}</li>`);
      return token.ordered
        ? html`<ol class="steps">${items}</ol>
`
        : html`<ul class="dots">${items}</ul>
`;
    }
    case 'code':
      return token.lang === 'mermaid'
        ? html``
        : html`${codeBlock('Code', token.text)}
`;
    default:
      return html``;
  }
}

function table({ header, rows }: Tokens.Table, resolve: Resolve): Html {
  const cell = ({ tokens }: Tokens.TableCell) => inline(tokens, resolve);
  const about = plainText(header[0]?.tokens ?? []);
  return html`<div class="canvas" role="group" aria-label="Table: ${about}" tabindex="0"><table>
<thead><tr>${header.map((head) => html`<th scope="col">${cell(head)}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${row.map((one) => html`<td>${cell(one)}</td>`)}</tr>
`,
  )}</tbody></table></div>
`;
}

/** Words within a line. A link that leads nowhere on the site names the file of the repository behind its words. */
export function inline(tokens: readonly Token[], resolve: Resolve): Html {
  return html`${tokens.map((token) => word(token as Tokens.Generic, resolve))}`;
}

function word(token: Tokens.Generic, resolve: Resolve): Html {
  const inside = () => (token.tokens ? inline(token.tokens, resolve) : html`${token.text}`);
  switch (token.type) {
    case 'strong':
      return html`<strong>${inside()}</strong>`;
    case 'em':
      return html`<em>${inside()}</em>`;
    case 'codespan':
      return html`<code>${token.text}</code>`;
    case 'br':
      return html`<br>`;
    case 'html':
      return token.text === '<br>' ? html`<br>` : html``;
    case 'link': {
      const href = /^https?:/.test(token.href) ? token.href : resolve(token.href);
      return href ? html`<a href="${href}">${inside()}</a>` : inside();
    }
    default:
      return inside();
  }
}

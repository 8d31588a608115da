/** Writes a tree as HTML: what is text stays text, whatever is in it. */
import type { Tree } from './tree.ts';

export const htmlOf = (...trees: readonly Tree[]): string => trees.map(one).join('');

/** Text as it stands in HTML, between tags and in quotes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);

function one(tree: Tree): string {
  if (typeof tree === 'string') return escaped(tree);
  const { tag, attributes, children } = tree;
  const said = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return value === true ? ` ${name}` : ` ${name}="${escaped(value)}"`;
  });
  const start = `<${tag}${said.join('')}>`;
  return VOID.has(tag) ? start : `${start}${htmlOf(...children)}</${tag}>`;
}

/** Elements of ours that have no end tag (https://html.spec.whatwg.org/multipage/syntax.html#void-elements). */
const VOID = new Set(['br', 'input']);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

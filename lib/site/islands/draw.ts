/** Draws a tree as elements: text stays text, whatever is in it. */
import type { Tree } from '../../../lambda/shared/pages/tree.ts';

export function draw(tree: Tree): Node {
  if (typeof tree === 'string') return document.createTextNode(tree);
  const element = document.createElement(tree.tag);
  for (const [name, value] of Object.entries(tree.attributes))
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
  element.append(...tree.children.map(draw));
  return element;
}

export const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

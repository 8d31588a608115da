/**
 * Generated parts of hand-written pages. A block stands between `<!-- generated:<name> -->` and
 * `<!-- /generated:<name> -->`; everything outside the markers belongs to people.
 */

/** What makes the text of each block, by the block's name. */
export type Blocks = Readonly<Record<string, () => string>>;

const BLOCK = /<!-- generated:(?<name>[\w-]+) -->\n(?<body>[\s\S]*?)<!-- \/generated:\k<name> -->/g;

/**
 * The page with each of its blocks renewed; a page without markers comes back as it is.
 * @throws Error for a block that nothing makes, and for a marker without its counterpart
 */
export function renewBlocks(page: string, blocks: Blocks): string {
  const stray = /<!-- \/?generated:[\w-]+ -->/.exec(page.replace(BLOCK, ''))?.[0];
  if (stray) throw new Error(`${stray} has no counterpart on its page.`);
  return page.replace(BLOCK, (_, name: string) => {
    const make = blocks[name];
    if (!make) {
      throw new Error(`Nothing makes the block ${name}. lib/docs makes ${Object.keys(blocks).join(', ')}.`);
    }
    return `<!-- generated:${name} -->\n${make().trim()}\n<!-- /generated:${name} -->`;
  });
}

/** The names of the blocks in which two versions of a page differ; empty when they do not. */
export function staleBlocks(page: string, renewed: string): string[] {
  const bodies = (text: string) => new Map([...text.matchAll(BLOCK)].map(([, name, body]) => [name as string, body]));
  const before = bodies(page);
  return [...bodies(renewed)].filter(([name, body]) => before.get(name) !== body).map(([name]) => name);
}

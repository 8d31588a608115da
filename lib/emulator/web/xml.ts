/** Reads the XML of AWS's query protocol: elements and text, without attributes that matter. */

export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  /** The text of the element itself, or of the child of this name; undefined where there is no such child. */
  text(name?: string): string | undefined;
  child(name: string): Element | undefined;
  /** What is listed in the child of this name, in `<member>` or `<item>`; nothing where it is missing. */
  list(name: string): readonly Element[];
  /** The first of this name, however deep. */
  find(name: string): Element | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string) =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });

function element(name: string, children: readonly Element[], content: string): Element {
  const child = (wanted: string) => children.find((inner) => inner.name === wanted);
  return {
    name,
    children,
    child,
    text: (wanted) => (wanted === undefined ? unescaped(content) : child(wanted)?.text()),
    list: (wanted) => child(wanted)?.children ?? [],
    find: (wanted) => child(wanted) ?? children.map((inner) => inner.find(wanted)).find((found) => found),
  };
}

const TOKEN = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g;

/** The root element; of a text that is not XML an element without a name. */
export function parseXml(text: string): Element {
  const open: { name: string; children: Element[]; content: string }[] = [{ name: '', children: [], content: '' }];
  for (const [, closes, name, empty, content] of text.matchAll(TOKEN)) {
    const current = open.at(-1) as (typeof open)[number];
    if (content !== undefined) current.content += content;
    else if (name && empty) current.children.push(element(name, [], ''));
    else if (name && !closes) open.push({ name, children: [], content: '' });
    else if (name && open.length > 1) {
      open.pop();
      open.at(-1)?.children.push(element(current.name, current.children, current.content));
    }
  }
  return open[0]?.children[0] ?? element('', [], text);
}

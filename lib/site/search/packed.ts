/** A document for a page's script, small: kind, title, text, address, and what it is found by besides. */
export type Packed = readonly [
  kind: string,
  title: string,
  text: string,
  href: string,
  keywords?: string,
  weight?: number,
];

/** A piece of a page as data: Trusted Types let no script write HTML, and what is data can be drawn anywhere. */
export type Tree = string | Branch;

export interface Branch {
  readonly tag: string;
  /** `true` stands for an attribute without a value; what is undefined or false is left out. */
  readonly attributes: Readonly<Record<string, string | boolean | undefined>>;
  readonly children: readonly Tree[];
}

export const el = (
  tag: string,
  attributes: Branch['attributes'] = {},
  ...children: readonly (Tree | undefined | false | readonly Tree[])[]
): Branch => ({
  tag,
  attributes,
  children: children.flat().filter((child): child is Tree => child !== undefined && child !== false && child !== ''),
});

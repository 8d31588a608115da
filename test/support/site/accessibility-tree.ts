/** A page as a screen reader gets it: the browser's accessibility tree (W3C Core Accessibility API Mappings), and what is wrong there. */
import type { Page } from 'playwright-core';

/** As far as it is looked at (https://chromedevtools.github.io/devtools-protocol/tot/Accessibility/#type-AXNode). */
interface AxNode {
  readonly nodeId: string;
  readonly parentId?: string;
  readonly childIds?: readonly string[];
  readonly ignored: boolean;
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
}

/** What somebody operates; by these roles a screen reader lists it. */
const CONTROLS = new Set([
  ...['button', 'checkbox', 'combobox', 'link', 'listbox', 'menuitem', 'radio', 'searchbox', 'slider', 'spinbutton'],
  // Chromium's own words: `summary`, and a field of a day.
  ...['switch', 'tab', 'textbox', 'DisclosureTriangle', 'Date'],
]);
/** Where it is told what a control belongs to, if it has a name. */
const GROUPS = new Set([
  ...['article', 'complementary', 'dialog', 'form', 'group', 'navigation', 'radiogroup', 'region', 'search', 'table'],
]);

/** Faults, each as a sentence; empty where every control can be told from every other, and headings make an outline. */
export async function treeFaults(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: readonly AxNode[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const said = inOrder(nodes, byId).filter(({ ignored }) => !ignored);
  // Over an open dialog a screen reader gets nothing of the page.
  const isModal = said.some((node) => roleOf(node) === 'dialog' && propertyOf(node, 'modal') === true);
  return [...controlFaults(said, byId), ...(isModal ? [] : [...headingFaults(said), ...landmarkFaults(said)])];
}

const roleOf = ({ role }: AxNode): string => role?.value ?? '';
const nameOf = ({ name }: AxNode): string => (name?.value ?? '').trim();
const propertyOf = ({ properties = [] }: AxNode, wanted: string) =>
  properties.find(({ name }) => name === wanted)?.value.value;

/** As they are read: each before what is in it. */
function inOrder(nodes: readonly AxNode[], byId: ReadonlyMap<string, AxNode>): AxNode[] {
  const from = (node: AxNode): AxNode[] => [
    node,
    ...(node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id);
      return child ? from(child) : [];
    }),
  ];
  return nodes.filter(({ parentId }) => parentId === undefined).flatMap(from);
}

function controlFaults(said: readonly AxNode[], byId: ReadonlyMap<string, AxNode>): string[] {
  const faults: string[] = [];
  /** By group, role and name: where a link leads, and for anything else nothing. */
  const met = new Map<string, unknown>();
  for (const node of said) {
    const [role, name] = [roleOf(node), nameOf(node)];
    const isControl = CONTROLS.has(role);
    if (!isControl && (propertyOf(node, 'focusable') !== true || role === 'RootWebArea')) continue;
    if (name === '') faults.push(`a ${role} has no name`);
    else if (['generic', 'none'].includes(role)) faults.push(`“${name}” can be focused and has no role`);
    if (!isControl || name === '') continue;
    const [group, leads] = [groupOf(node, byId), propertyOf(node, 'url')];
    const key = JSON.stringify([group, role, name]);
    // Two links of one name are the same thing to a reader, if they lead to the same place.
    if (met.has(key) && (leads === undefined || met.get(key) !== leads))
      faults.push(`two of the role ${role} are called “${name}” in ${group}`);
    met.set(key, leads);
  }
  return faults;
}

/** The nearest thing around a control that is told with it, by its role and name; the page itself where there is none. */
function groupOf(node: AxNode, byId: ReadonlyMap<string, AxNode>): string {
  for (let at = byId.get(node.parentId ?? ''); at; at = byId.get(at.parentId ?? '')) {
    if (!at.ignored && GROUPS.has(roleOf(at)) && nameOf(at) !== '') return `${roleOf(at)} “${nameOf(at)}”`;
  }
  return 'the page';
}

/** One of the first level, which comes first, and none that leaves a level out on the way down. */
function headingFaults(said: readonly AxNode[]): string[] {
  const levels = said.flatMap((node) =>
    roleOf(node) === 'heading' ? [{ level: Number(propertyOf(node, 'level')), name: nameOf(node) }] : [],
  );
  return [
    ...(levels.filter(({ level }) => level === 1).length === 1 ? [] : ['there is not one heading of the first level']),
    ...levels.flatMap(({ level, name }, place) =>
      level > (levels[place - 1]?.level ?? 0) + 1 ? [`heading “${name}” of level ${level} leaves one out`] : [],
    ),
    ...levels.flatMap(({ level, name }) => (name === '' ? [`a heading of level ${level} says nothing`] : [])),
  ];
}

const landmarkFaults = (said: readonly AxNode[]): string[] =>
  ['banner', 'main', 'contentinfo'].flatMap((landmark) => {
    const many = said.filter((node) => roleOf(node) === landmark).length;
    return many === 1 ? [] : [`${many} landmarks ${landmark}`];
  });

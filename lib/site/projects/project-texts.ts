/** What a project's own documents and sources say, as pieces of a page: nothing is worded a second time. */
import { posix } from 'node:path';
import type { Token, Tokens } from 'marked';
import type { DeployableSlug } from '../../../lambda/shared/content/model.ts';
import type { Html } from '../page.ts';
import { anchorOf, blocks, inline, plainText, type Resolve, sectionsOf } from './markdown.ts';
import { REASONS } from './reasons.ts';
import { sourceText } from './source-line.ts';

/** Why a part is as it is: one row of the README's table. */
export interface Reason {
  readonly what: Html;
  readonly why: Html;
  /** Ids of the parts that it is about; none where `reasons.ts` knows none. */
  readonly parts: readonly string[];
}

/** A decision that the README names. */
export interface Decision {
  /** Four digits. */
  readonly number: string;
  readonly title: string;
  readonly path: string;
}

export interface ProjectTexts {
  /** What it is about, in a paragraph; and what else stands before the first section, if anything. */
  readonly intro: Html;
  readonly more: Html | undefined;
  readonly reasons: readonly Reason[];
  /** Undefined where the README has no such section. */
  readonly cost: Html | undefined;
  readonly runbook: Html | undefined;
  readonly decisions: readonly Decision[];
}

const PARTS = 'Parts, and why';
/** Sections of a README that a project's page shows under an address of their own. */
const SHOWN: Readonly<Record<string, string>> = {
  Cost: '#cost',
  Runbook: '#runbook',
  Drills: '#drills',
  [PARTS]: '#parts',
};

/** The texts of a project's README; a section that it does not have is empty. */
export function projectTexts(slug: DeployableSlug): ProjectTexts {
  const folder = `lib/projects/${slug}`;
  const readme = sourceText(`${folder}/README.md`);
  const sections = sectionsOf(readme);
  const section = (heading: string): readonly Token[] => sections.get(heading) ?? [];
  const decisions = decisionsIn(readme, folder);
  const runbook = section('Runbook').flatMap((token) =>
    token.type === 'heading' ? [anchorOf((token as Tokens.Heading).text)] : [],
  );

  const resolve = (href: string): string | undefined => {
    const [file = '', anchor = ''] = href.split('#');
    if (file === '') {
      if (runbook.includes(anchor)) return `#runbook-${anchor}`;
      return Object.entries(SHOWN).find(([heading]) => anchorOf(heading) === anchor)?.[1];
    }
    const path = posix.join(folder, file);
    const decision = decisions.find((one) => one.path === path);
    if (decision) return `#decision-${decision.number}`;
    const project = /^lib\/projects\/([\w-]+)\/README\.md$/.exec(path)?.[1];
    return project && project !== slug ? `/projects/${project}` : undefined;
  };

  const intro = section('');
  const place = intro.findIndex(({ type }) => type === 'paragraph');
  const more = intro.slice(place + 1);
  return {
    intro: blocks(intro.slice(0, place + 1), resolve, 'intro'),
    more: more.some(({ type }) => type === 'paragraph') ? blocks(more, resolve, 'try') : undefined,
    reasons: reasonsIn(section(PARTS), REASONS[slug] ?? {}, resolve),
    cost: sections.has('Cost') ? blocks(section('Cost'), resolve, 'cost') : undefined,
    runbook: sections.has('Runbook') ? blocks(section('Runbook'), resolve, 'runbook') : undefined,
    decisions,
  };
}

function reasonsIn(
  tokens: readonly Token[],
  of: Readonly<Record<string, readonly string[]>>,
  resolve: Resolve,
): Reason[] {
  const table = tokens.find((token): token is Tokens.Table => token.type === 'table');
  return (table?.rows ?? []).map(([what, why]): Reason => {
    const words = plainText(what?.tokens ?? []);
    const parts = Object.entries(of).find(([key]) => words.includes(key))?.[1] ?? [];
    return { what: inline(what?.tokens ?? [], resolve), why: inline(why?.tokens ?? [], resolve), parts };
  });
}

/** The decision records that a README links to, in their order. */
function decisionsIn(readme: string, folder: string): Decision[] {
  const paths = [...readme.matchAll(/\]\(([^)#\s]*docs\/decisions\/\d{4}[^)#\s]*)/g)].map(([, href = '']) =>
    posix.join(folder, href),
  );
  return [...new Set(paths)].toSorted().flatMap((path) => {
    const [, number = '', title = ''] = /^# (\d+): (.+)$/m.exec(sourceText(path)) ?? [];
    return number ? [{ number, title, path }] : [];
  });
}

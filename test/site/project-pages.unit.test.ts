import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DeployableSlug } from '../../lambda/shared/content/model.ts';
import { CLAIMS } from '../../lambda/shared/exams/practice-map.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import { calendarOn } from '../../lib/site/calendar.ts';
import { documentOf } from '../../lib/site/layout.ts';
import type { Page } from '../../lib/site/page.ts';
import { drillPages } from '../../lib/site/pages/drill.ts';
import { drillsPage } from '../../lib/site/pages/drills.ts';
import { diagramOf, projectPages } from '../../lib/site/pages/project.ts';
import { projectsPage } from '../../lib/site/pages/projects.ts';
import { BROKEN_PARTS } from '../../lib/site/projects/broken-parts.ts';
import { DRILLS } from '../../lib/site/projects/drill-parts.ts';
import { anchorOf, blocks, sectionsOf } from '../../lib/site/projects/markdown.ts';
import { projectTexts } from '../../lib/site/projects/project-texts.ts';
import { REASONS, SHOWN_BY } from '../../lib/site/projects/reasons.ts';
import { codeAt } from '../../lib/site/projects/source-line.ts';
import { readSource } from '../support/sources/source-files.ts';

/** Parts that no claim of lambda/shared/exams/practice-map.ts is about. */
const OF_NO_TASK = ['site-function', 'figures-function', 'figures-table', 'undelivered'];
const pages = [projectsPage, ...projectPages, drillsPage, ...drillPages];
const site = { calendar: calendarOn('2026-11-28'), edition: 'abc', paths: new Set(pages.map(({ path }) => path)) };
/** Every asset at its own name: a page that asks for one that there is not says `undefined`. */
const ASSETS = Object.fromEntries(
  ['site.css', 'favicon.svg', 'search.json', ...readdirSync(join(repository, 'lib/site/islands'))].map((name) => [
    name.replace(/\.ts$/, '.js'),
    `/assets/${name}`,
  ]),
);
const render = (page: Page) => documentOf(page, site, ASSETS);
const texts = new Map(await Promise.all(pages.map(async (page) => [page.path, await render(page)] as const)));
const textOf = (path: string) => texts.get(path) as string;
const idsOf = (text: string) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id as string);
const slugs = CURRICULUM.map(({ project }) => project.slug);
const partsOf = (slug: string) => diagramOf(slug)?.parts.filter(({ look }) => look !== 'outside') ?? [];

describe('every page of projects and drills', () => {
  it('is at an address of its own', () => {
    expect(texts.size).toBe(pages.length);
    expect(drillPages.length).toBe(DRILLS.length);
  });

  it.each([...texts])('%s: each id once, and each link within the site leads somewhere', (path, text) => {
    const ids = idsOf(text);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...text.matchAll(/ href="((?:\/(?:projects|drills))?[^":.]*)"/g)].map(([, href]) => href as string);
    const broken = links.filter((href) => {
      const [target = '', anchor] = href.split('#');
      if (target !== '' && !texts.has(target)) return /^\/(projects|drills)/.test(target);
      return anchor !== undefined && !idsOf(textOf(target || path)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each([...texts])('%s: one first heading, and no style of its own', (_, text) => {
    expect(text.match(/<h1/g)).toHaveLength(1);
    expect(text).not.toMatch(/ style=|<script(?! type="module" src="\/assets\/)|\[object|undefined/);
  });
});

describe.each(slugs)("%s's page", (slug) => {
  const text = textOf(`/projects/${slug}`);

  it('is small: 24 KB with its style sheet are allowed, and that takes 5', () => {
    expect(brotliCompressSync(text).length).toBeLessThan(19 * 1024);
  });

  it('ties every reason of the README to a part, by lib/site/projects/reasons.ts', () => {
    expect(partsOf(slug).length).toBeGreaterThan(3);
    expect(text).not.toContain('And besides');
  });

  it('leads from each part of the diagram to why it is there, and to the lines that make it', () => {
    for (const { id, lines } of partsOf(slug)) {
      const article = text.slice(text.indexOf(`<li id="part-${id}"`)).split('\n<li id="part-')[0] as string;
      expect(text, id).toContain(`href="#part-${id}"`);
      expect(article, id).toContain('<dl class="reasons">');
      expect(article.includes('href="#task-'), id).toBe(!OF_NO_TASK.includes(id));
      for (const line of lines.filter((line) => line.startsWith('lib/projects/'))) expect(article).toContain(line);
    }
  });

  it('shows code where a line is named', () => {
    for (const line of partsOf(slug).flatMap(({ lines }) => lines)) expect(codeAt(line), line).toMatch(/\w/);
  });

  it('has the cost and the runbook of the README, and every decision that it names', () => {
    expect(text).toContain('id="cost"');
    expect(text.match(/id="runbook-/g)?.length).toBeGreaterThan(2);
    for (const [, number] of text.matchAll(/href="#decision-(\d{4})"/g))
      expect(text).toContain(`id="decision-${number}"`);
  });
});

describe('what is chosen without script', () => {
  const sheet = ['diagram.css', 'projects.css'].map((file) => readSource(`lib/site/${file}`)).join('\n');
  const chosen = [...texts.values()].flatMap((text) => [...text.matchAll(/<input type="radio"[^>]* id="([^"]+)"/g)]);
  const ids = [...new Set(chosen.map(([, id]) => id as string))].filter((id) => !id.endsWith('-all'));

  it.each(ids)('%s: the style sheet has a rule for it, of classes that a page has', (id) => {
    const rules = [...sheet.matchAll(new RegExp(`:has\\(#${id}:checked\\)([^,{]*)`, 'g'))].map(
      ([, rest]) => rest as string,
    );
    expect(rules).not.toEqual([]);
    for (const [, name] of rules.join(' ').matchAll(/\.([\w-]+)/g)) {
      const pattern = new RegExp(`class="[^"]*\\b${name}\\b`);
      expect(
        [...texts.values()].some((text) => pattern.test(text)),
        `.${name}`,
      ).toBe(true);
    }
  });

  it('has a rule for each project with drills', () => {
    const projects = new Set(DRILLS.map(({ project }) => project.slug));
    expect(ids.filter((id) => id.startsWith('project-'))).toHaveLength(projects.size);
  });

  it.each(slugs)('puts out all ways of failures in the diagram of %s, and no other', (slug) => {
    const failures = diagramOf(slug)?.arrows.filter(({ failure }) => failure) ?? [];
    expect(textOf(`/projects/${slug}`).split('<g class="way fails">').length - 1).toBe(failures.length);
  });
});

describe('what ties the diagrams to other lists', () => {
  it.each(slugs)('REASONS: names parts of %s that are there', (slug) => {
    const ids = partsOf(slug).map(({ id }) => id);
    const named = Object.values(REASONS[slug as keyof typeof REASONS]).flat();
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('BROKEN_PARTS: has every drill, and parts that are there', () => {
    expect(Object.keys(BROKEN_PARTS).toSorted()).toEqual(DRILLS.map(({ id }) => id).toSorted());
    for (const [drill, parts] of Object.entries(BROKEN_PARTS)) {
      const ids = partsOf(drill.split('/')[0] as string).map(({ id }) => id);
      expect(
        parts.filter((id) => !ids.includes(id)),
        drill,
      ).toEqual([]);
    }
  });

  it('SHOWN_BY: has files that the map of the exams names, and parts that are there', () => {
    const ids = slugs.flatMap((slug) => partsOf(slug).map(({ id }) => id));
    for (const [path, parts] of Object.entries(SHOWN_BY)) {
      expect(existsSync(join(repository, path)), path).toBe(true);
      expect(
        CLAIMS.map((claim) => claim.path),
        path,
      ).toContain(path);
      expect(
        parts.filter((id) => !ids.includes(id)),
        path,
      ).toEqual([]);
    }
  });
});

describe('a drill’s page', () => {
  it.each(DRILLS.map((drill) => [drill.number, drill] as const))(
    '%s gives nothing away to who has not asked',
    (number, drill) => {
      const text = textOf(`/drills/${number}`);
      const open = text.replace(/<details class="hint">[\s\S]*<\/details>/, '');
      const secrets = [
        ...drill.hints,
        ...drill.solution.steps,
        drill.lesson.architect,
        drill.lesson.developer,
        ...drill.shortcuts.map(({ title }) => title),
      ];
      const plain = (html: string) =>
        html
          .replaceAll('&#39;', "'")
          .replaceAll('&quot;', '"')
          .replaceAll('&gt;', '>')
          .replaceAll('&lt;', '<')
          .replaceAll('&amp;', '&');
      expect(open.length).toBeLessThan(text.length);
      expect(plain(text)).toContain(drill.hints.at(-1));
      expect(secrets.filter((secret) => plain(open).includes(secret))).toEqual([]);
      expect(plain(text)).not.toContain(drill.lesson.developer);
      expect(text).not.toMatch(new RegExp(`\\b${drill.name}\\b`));
      expect(plain(text)).toContain(drill.ticket.report);
    },
  );

  it('names the way to open it, on the emulator or on paper', () => {
    for (const { number, runsOn } of DRILLS) {
      expect(textOf(`/drills/${number}`)).toContain(
        runsOn.includes('emulator') ? `break ${number}` : `paper ${number}`,
      );
    }
  });

  it('is told once from beginning to end, folded up', () => {
    const [, session = ''] =
      /<section id="played"[\s\S]*?<details>[\s\S]*?<pre [^>]*><code>([\s\S]*?)<\/code>/.exec(textOf('/drills')) ?? [];
    expect(session).toMatch(/^\$ lab break [\s\S]*\$ lab check[\s\S]*Fixed\./);
  });

  it('is found by symptom, and by each exam task that it trains', () => {
    const text = textOf('/drills');
    for (const { number, exam } of DRILLS) {
      expect(text.split(`href="/drills/${number}"`).length - 1, number).toBe(1 + exam.length);
    }
  });
});

describe('documents of this repository', () => {
  const resolve = (href: string) => (href === '#here' ? '#there' : undefined);
  const htmlOf = (markdown: string) => String(blocks(sectionsOf(markdown).get('') ?? [], resolve, 'doc'));

  it('are escaped, in text, code and tables', () => {
    expect(htmlOf('a <b>bold</b> `<script>` & more')).toBe('<p>a bold <code>&lt;script&gt;</code> &amp; more</p>\n');
    expect(htmlOf('| a | b |\n|---|---|\n| `<x>` | 1 < 2 |')).toContain(
      '<td><code>&lt;x&gt;</code></td><td>1 &lt; 2</td>',
    );
  });

  it('keep links that lead somewhere, and the words of the others', () => {
    expect(htmlOf('[one](#here), [two](x.ts), [three](https://aws.amazon.com/)')).toBe(
      '<p><a href="#there">one</a>, two, <a href="https://aws.amazon.com/">three</a></p>\n',
    );
  });

  it('have headings, lists, steps and code; drawings and comments are left out', () => {
    const text = htmlOf(
      '### A `b` c\n\n- x\n- y\n\n1. p\n\n   q\n2. r\n\n```sh\nls\n```\n\n```mermaid\nflowchart\n```\n\n<!-- c -->',
    );
    expect(text).toContain('<h3 id="doc-a-b-c">A <code>b</code> c</h3>');
    expect(text).toContain('<ul class="dots"><li>x</li><li>y</li></ul>');
    expect(text).toContain('<ol class="steps"><li><p>p</p>\n<p>q</p>\n</li>');
    expect(text).toMatch(/<pre [^>]*><code>ls<\/code><\/pre>/);
    expect(text).not.toMatch(/flowchart|<!--/);
  });

  it('may be missing: a new project has no README and no diagram yet, and a page all the same', () => {
    const toy = projectTexts('toy' as DeployableSlug);
    expect([String(toy.intro), toy.more, toy.cost, toy.runbook]).toEqual(['', undefined, undefined, undefined]);
    expect([toy.reasons, toy.decisions, diagramOf('toy')]).toEqual([[], [], undefined]);
  });

  it('are split by headings of the second level', () => {
    const sections = sectionsOf('# T\n\nintro\n\n## A b\n\none\n\n### c\n\n## D\n\ntwo');
    expect([...sections.keys()]).toEqual(['', 'A b', 'D']);
    expect(anchorOf('Parts, and why')).toBe('parts-and-why');
  });
});

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { staleBlocks } from '../../lib/docs/blocks.ts';
import { diagramFile } from '../../lib/docs/diagram/files.ts';
import { type Page, pagePaths, renewPages } from '../../lib/docs/pages.ts';
import { FAILURES, USAGE_FAILURES } from '../../lib/errors.ts';
import { EXIT } from '../../lib/lab/terminal/output.ts';
import { CURRICULUM } from '../../lib/projects/registry.ts';
import { repository } from '../../lib/repository.ts';
import { readSource, sourceFiles } from '../support/sources/source-files.ts';

const projects = CURRICULUM.map(({ project }) => project);

describe('generated blocks', () => {
  let pages: readonly Page[];

  beforeAll(async () => {
    pages = await renewPages();
  }, 120_000);

  it.each(pagePaths())('are current in %s', (path) => {
    const { current, renewed } = pages.find((page) => page.path === path) as Page;
    expect(staleBlocks(current, renewed), 'stale blocks; `npm run docs` renews them').toEqual([]);
  });

  it.each(projects)('are current in the diagram of $slug', ({ slug }) => {
    const { current, renewed } = pages.find(({ path }) => path === diagramFile(slug)) as Page;
    expect(current, 'a stale diagram; `npm run docs` renews it').toBe(renewed);
  });

  it('stand in README.md: the projects, the picture, what is trained, and what the emulator lacks', () => {
    for (const name of ['curriculum', 'picture', 'exam-summary', 'emulator-gaps']) {
      expect(readSource('README.md')).toContain(`<!-- generated:${name} -->`);
    }
  });
});

const markdown = sourceFiles().filter((path) => path.endsWith('.md'));

/** Links outside of code: what is in a code block or in backticks is an example. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\((?<target>[^)\s]+)\)/g)].map(({ groups }) => groups?.target as string);
}

/** The anchors of a page, as GitHub makes them from its headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the links of', () => {
  it.each(markdown)('%s lead somewhere', (path) => {
    const broken = linksOf(readSource(path)).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [file, anchor] = link.split('#');
      const target = file ? join(dirname(path), file) : path;
      if (!existsSync(join(repository, target))) return true;
      return anchor !== undefined && !anchorsOf(readSource(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('docs/exit-codes.md', () => {
  it('explains every code that the lab ends with', () => {
    const explained = [...readSource('docs/exit-codes.md').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(explained).toEqual([0, ...Object.values(EXIT)].toSorted((a, b) => a - b));
  });
});

describe('the error codes', () => {
  /** Which codes the sources throw as what; `toolkit.ts` is handed its code. */
  const thrown = sourceFiles()
    .filter((path) => /^(bin|lib)\/.*\.ts$/.test(path) && path !== 'lib/errors.ts')
    .flatMap((path) => [
      ...readSource(path).matchAll(
        /\b(?:new (?<kind>LabError|UsageError)|withCdk)\(\s*'(?<code>\w+)'|code: '(?<shown>[A-Z]\w+)'/g,
      ),
    ])
    .map(({ groups }) => ({ kind: groups?.kind, code: (groups?.code ?? groups?.shown) as string }));
  const codes = (table: object) => Object.keys(table).toSorted();

  it('are each thrown somewhere: a code that nothing throws is not promised', () => {
    const unused = [...codes(FAILURES), ...codes(USAGE_FAILURES)].filter(
      (code) => !thrown.some((one) => one.code === code),
    );
    expect(unused).toEqual([]);
  });

  it('of wrong arguments are thrown as usage errors, and end with 64; of failures never', () => {
    const wrong = thrown.filter(
      ({ kind, code }) => kind !== undefined && (kind === 'UsageError') !== code in USAGE_FAILURES,
    );
    expect(wrong).toEqual([]);
  });
});

describe('docs/testing.md', () => {
  it('explains every suffix that a test has', () => {
    const suffixes = sourceFiles().flatMap((path) => /^test\/.*\.(\w+)\.test\.ts$/.exec(path)?.[1] ?? []);
    const explained = [...readSource('docs/testing.md').matchAll(/^\| `\*\.(\w+)\.test\.ts` \|/gm)].map(
      ([, name]) => name,
    );
    expect(explained.toSorted()).toEqual([...new Set(suffixes)].toSorted());
  });
});

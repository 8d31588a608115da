import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../lib/repository.ts';

const page = join(repository, 'lib/projects/delivery-pipeline/README.md');
const text = readFileSync(page, 'utf8');
const rows = [...text.matchAll(/^\| (\d+) \| (\w+) \| [^|]+ \| (required|recommended) \| (.+) \|$/gm)];

describe('the table of the reference architecture', () => {
  it('has its 23 required and 11 recommended actions, numbered', () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 34 }, (_, n) => n + 1));
    expect(rows.filter(([, , , kind]) => kind === 'required')).toHaveLength(23);
  });

  it('says of each whether it is done, in part, or not, and shows where', () => {
    for (const [row, , , , here = ''] of rows) {
      expect(here, row).toMatch(/^(Done|In part|Not done)[ :,.]/);
      if (here.startsWith('Done')) expect(here, row).toContain('](');
    }
  });

  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link as string);
    expect(links.length).toBeGreaterThan(40);
    for (const link of links) expect(existsSync(join(dirname(page), link)), link).toBe(true);
  });
});

describe('the runbook', () => {
  it('has the page that the alarm of a release sends people to', () => {
    const source = readFileSync(join(dirname(page), 'canary-release.ts'), 'utf8');
    const anchor = /README\.md#([a-z-]+)/.exec(source)?.[1];
    const headings = [...text.matchAll(/^### (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    expect(headings).toContain(anchor);
  });
});

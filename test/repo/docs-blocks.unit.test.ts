import { describe, expect, it } from 'vitest';
import { renewBlocks, staleBlocks } from '../../lib/docs/blocks.ts';
import { markdownTable } from '../../lib/markdown-table.ts';

const page = (body: string) => `Before.\n\n<!-- generated:sum -->\n${body}<!-- /generated:sum -->\n\nAfter.\n`;

describe('renewing blocks', () => {
  it('writes what stands between the markers, and nothing else', () => {
    expect(renewBlocks(page('old\n'), { sum: () => 'new' })).toBe(page('new\n'));
  });

  it('fills an empty block, and changes nothing the second time', () => {
    const once = renewBlocks(page(''), { sum: () => '$1 $& 3' });
    expect(once).toBe(page('$1 $& 3\n'));
    expect(renewBlocks(once, { sum: () => '$1 $& 3' })).toBe(once);
  });

  it('leaves a page without markers alone', () => {
    expect(renewBlocks('<!-- bench:api -->\n', {})).toBe('<!-- bench:api -->\n');
  });

  it('refuses a block that nothing makes, and names those that something does', () => {
    expect(() => renewBlocks(page(''), { total: () => '' })).toThrow(/block sum.*total/);
  });

  it('refuses a marker without its counterpart', () => {
    expect(() => renewBlocks('<!-- generated:sum -->\nno end', { sum: () => '' })).toThrow('generated:sum');
    expect(() => renewBlocks('no beginning\n<!-- /generated:sum -->', { sum: () => '' })).toThrow('/generated:sum');
  });
});

describe('stale blocks', () => {
  it('are named, and the others are not', () => {
    const [before, after] = [`${page('1\n')}`, `${page('2\n')}`];
    expect(staleBlocks(before, after)).toEqual(['sum']);
    expect(staleBlocks(after, after)).toEqual([]);
  });
});

describe('a table', () => {
  it('escapes what would end a cell', () => {
    expect(markdownTable(['a', 'b'], [['x|y', 'z']])).toBe('| a | b |\n|---|---|\n| x\\|y | z |');
  });
});

/** That the study site answers: a page, what it loads, its headers, and what it refuses. */
import type { Finding, Probe } from '../../../lab/drills/drill.ts';
import { first, status } from '../../../lab/drills/probes.ts';
import type { serverlessApi } from '../project.ts';
import { ask } from './serves.ts';

/** Its pages come from a file, so that each of these costs next to nothing. */
export const siteAnswers: Probe<keyof (typeof serverlessApi)['outputs']> = {
  expects: 'The study site answers beside the API',
  async look(lab) {
    const at = (target: string, method = 'GET') => ask(lab, { method, target });
    const [page, head, missing, post] = await Promise.all([
      at('/compare'),
      at('/exams', 'HEAD'),
      at('/exams/none'),
      at('/compare', 'POST'),
    ]);
    const sheet = /<link rel="stylesheet" href="([^"]+)"/.exec(page.text)?.[1] ?? '/assets/none';
    const style = await at(sheet);
    const policy = page.headers.get('content-security-policy') ?? 'no policy';
    const names = (text: string, wanted: string): Finding => ({
      ok: text.includes(wanted),
      saw: text.slice(0, 80),
      wanted,
    });
    return first(
      status(page, 200),
      names(page.headers.get('content-type') ?? 'no type', 'text/html'),
      names(policy, "default-src 'none'"),
      status(head, 200),
      status(style, 200),
      names(style.headers.get('cache-control') ?? 'no caching', 'immutable'),
      status(missing, 404),
      names(missing.headers.get('content-type') ?? 'no type', 'text/html'),
      status(post, 405),
    );
  },
};

import { defineDrill } from '../../../lab/drills/drill.ts';
import { status } from '../../../lab/drills/probes.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction } from './serverless-api.ts';

const FILE = 'serverless-api/operations.ts';
const RIGHT = 'found.length > limit ? items.at(-1) : undefined';
const WRONG = 'found.length > limit ? found.at(limit) : undefined';

export const pageSkips = defineDrill(serverlessApi, {
  name: 'page-skips',
  title: 'A certification is missing, and it depends on who counts',
  level: 2,
  causes: 1,
  ticket: {
    report:
      'A partner that copies our list of certifications page by page is missing some, not always the same ones. When ' +
      'we open the list in a browser all are there. It began with the release of this morning.',
    impact: 'Every client that reads more than one page. None of them gets an error.',
    evidence:
      'No errors, no throttles, no change in the data. The partner reads three at a time and misses more than the one ' +
      'who reads ten at a time. The sources of the release are in your workbench.',
  },
  evidence: [
    {
      // The second page, as the partner asks for it: it begins with the fifth certification, and not with the fourth.
      command:
        'curl -s "{ApiUrl}/v1/certifications?limit=3&cursor=' +
        '$(curl -s \'{ApiUrl}/v1/certifications?limit=3\' | sed \'s/.*nextCursor":"//; s/".*//\')"',
      finds: /^(?![\s\S]*ANS-C01)[\s\S]*CLF-C02/,
    },
  ],
  exam: ['DVA-C03/1.1', 'DVA-C03/1.3', 'DVA-C03/3.1', 'DVA-C02/1.1', 'DVA-C02/1.3', 'SAA-C03/2.1'],
  hints: [
    'Fetch the list whole, then three at a time, and compare the codes. Where in the pages are the missing ones?',
    'Exactly one is lost at each turn of a page. What does `nextCursor` say about where the next page begins?',
    'In the workbench: listCertifications in serverless-api/operations.ts. A page takes what comes *after* its cursor.',
    'The cursor has to name the last item that was shown, not the first that was not. Fix it there, then `lab up`.',
  ],
  lesson: {
    architect:
      'Pagination is a contract: every item exactly once, also while items come and go. Say in the contract what a ' +
      'cursor means, and have a test that reads to the end; monitors do not see an answer that is merely incomplete.',
    developer:
      'Inclusive or exclusive is the oldest of all off-by-one questions, and two places have to give the same answer ' +
      "to it: the one that makes the cursor and the one that reads it. DynamoDB's ExclusiveStartKey has it in its name.",
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const target = { ...apiFunction(lab), handler: 'serverless-api/serve-api' };
    await lab.deployDefect({ ...target, file: FILE, find: RIGHT, replace: WRONG });
  },
  check: [
    {
      expects: 'Page by page, the list holds every certification once, in order',
      async look(lab) {
        const all = await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?limit=100`);
        if (all.status !== 200) return status(all, 200);
        const codesIn = (text: string) => (JSON.parse(text) as { items: { code: string }[] }).items.map((i) => i.code);
        const wanted = codesIn(all.text);
        const saw: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null && saw.length < 2 * wanted.length) {
          const at: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
          const page = await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?limit=3${at}`);
          if (page.status !== 200) return status(page, 200);
          const onPage = codesIn(page.text);
          if (onPage.length > 3) return { ok: false, saw: `a page of ${onPage.length}`, wanted: 'pages of 3 at most' };
          saw.push(...onPage);
          cursor = (JSON.parse(page.text) as { nextCursor: string | null }).nextCursor;
        }
        const missing = wanted.filter((code) => !saw.includes(code));
        const right = JSON.stringify(saw) === JSON.stringify(wanted);
        return {
          ok: right && wanted.length > 3,
          saw: right ? `${saw.length} in order` : `${saw.length} items, without ${missing.join(', ') || 'any missing'}`,
          wanted: `${wanted.length}, each once`,
        };
      },
    },
    {
      expects: 'A cursor that was tampered with is refused',
      async look(lab) {
        const forged = Buffer.from(`${lab.nonce()}${lab.nonce()}SAA-C03`).toString('base64url');
        return status(await lab.request(`${lab.outputs.ApiUrl}/v1/certifications?limit=3&cursor=${forged}`), 400);
      },
    },
  ],
  solution: {
    steps: [
      'In listCertifications take the last item of the page for the cursor: items.at(-1).',
      'Deploy it: lab up serverless-api.',
    ],
    apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: RIGHT }),
  },
  otherFixes: [
    {
      title: 'Counts the last item of the page from the front',
      apply: (lab) =>
        lab.fixSources({ file: FILE, find: WRONG, replace: 'found.length > limit ? found[limit - 1] : undefined' }),
    },
    {
      title: 'Lets a cursor name the first item of the next page, and reads it so',
      apply: (lab) =>
        lab.fixSources({ file: FILE, find: 'certification.code > after', replace: 'certification.code >= after' }),
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Makes the default page so large that there is no second one',
      apply: (lab) =>
        lab.fixSources({
          file: 'serverless-api/contract/requests.ts',
          find: 'limit: wholeNumber(100, 20),',
          replace: 'limit: wholeNumber(100, 100),',
        }),
    },
    {
      kind: 'hidden',
      title: 'Ignores the limit and sends everything, so that there is only one page',
      async apply(lab) {
        await lab.fixSources({
          file: FILE,
          find: 'const items = found.slice(0, limit);',
          replace: 'const items = found;',
        });
        await lab.fixSources({
          file: FILE,
          find: `const last = ${WRONG};`,
          replace: 'const last = items.at(items.length);',
        });
      },
    },
    {
      kind: 'too-narrow',
      title: 'Turns the page two items early, so that none is lost and some come twice',
      apply: (lab) =>
        lab.fixSources({ file: FILE, find: WRONG, replace: 'found.length > limit ? found.at(limit - 2) : undefined' }),
    },
    {
      kind: 'too-wide',
      title: 'Fixes the cursor, and stops checking who made it',
      async apply(lab) {
        await lab.fixSources({ file: FILE, find: WRONG, replace: RIGHT });
        await lab.fixSources({
          file: 'serverless-api/cursor.ts',
          find: 'if (!canonical || !timingSafeEqual(signature, sign(key, query, last))) {',
          replace: 'if (last === undefined) {',
        });
      },
    },
    {
      kind: 'elsewhere',
      title: 'Shows one item more than was asked for, and leaves the cursor',
      apply: (lab) =>
        lab.fixSources({
          file: FILE,
          find: 'const items = found.slice(0, limit);',
          replace: 'const items = found.slice(0, limit + 1);',
        }),
    },
  ],
});

import { type CheckContext, defineDrill } from '../../../lab/drills/drill.ts';
import { equal, first, status } from '../../../lab/drills/probes.ts';
import { askedOtherwise, clockAhead } from '../../../lab/health/asked-otherwise.ts';
import { tagsOfCorrections } from '../health/corrections.ts';
import { serverlessApi } from '../project.ts';
import { apiFunction, type Output } from './serverless-api.ts';

const FILE = 'shared/http/representation.ts';
const CACHING_FILE = 'serverless-api/app.ts';
const RIGHT = "hash('sha256', text, 'base64url')";
const WRONG = "hash('sha256', String(text.length), 'base64url')";

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source code, to be put into a file
const BOTH = "hash('sha1', `${text.length}:${text}`, 'hex')";
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is source code, to be put into a file
const FIRST_LINE = "hash('sha256', `${text.length}${text.slice(0, 80)}`, 'base64url')";

/** Days whose digits are the same ones in another order, and days that differ in one digit. */
const DAYS = ['01', '02', '11', '12', '20', '21', '10', '22'].flatMap((day) =>
  ['2031-02', '2032-01', '2033-02'].map((month) => `${month}-${day}`),
);

/** Another day, another hour and another minute than now. */
const HOURS_LATER = 25.3;
type LaterAnswer = { readonly headers?: Readonly<Record<string, string>> };

/** One after the other: a process is started for each request that finds none free, here as on a new account. */
async function tagsOf(lab: CheckContext<Output>, urls: readonly string[]): Promise<(string | null)[]> {
  const tags: (string | null)[] = [];
  for (const url of urls) tags.push((await lab.request(url)).headers.get('etag'));
  return tags;
}

export const etagBlind = defineDrill(serverlessApi, {
  name: 'etag-blind',
  title: 'Some readers see yesterday, and a new browser sees today',
  level: 3,
  causes: 1,
  ticket: {
    report:
      'A typing error was corrected and published at noon. Anyone who opens the page for the first time sees it ' +
      'corrected. Anyone who had it open before still sees the error, hours later. Other corrections came through at once.',
    impact: 'Returning readers, and a crawler that has been copying outdated pages since the release.',
    evidence:
      'The table has the new text. The function answers quickly and without errors; the share of 304 has risen since ' +
      'the release "make ETags cheaper". The sources of the release are in your workbench.',
  },
  evidence: [{ command: 'lab logs serverless-api --filter 304', finds: /"status":\s*"?304/ }],
  // A reader who comes back the next day, and holds what was right the day before.
  async traffic(lab) {
    const page = (day: string) => `${lab.outputs.ApiUrl}/v1/exams/SAA-C03?on=2027-01-${day}`;
    const etag = (await lab.request(page('03'))).headers.get('etag');
    await lab.request(page('04'), { headers: { 'if-none-match': etag ?? 'none' } });
  },
  exam: ['DVA-C03/1.1', 'DVA-C03/4.3', 'DVA-C03/3.1', 'DVA-C02/1.1', 'DVA-C02/4.3', 'SAA-C03/3.4'],
  hints: [
    'Which corrections came through, and which did not? What is different about the one that did not?',
    'Ask for two documents that differ only a little, say /v1/exams/SAA-C03 on two days, and compare their ETags.',
    'An ETag has to change whenever the bytes do. In the workbench: where does representation.ts take it from?',
    'Hash the text itself again, and not a property of it. Then `lab up`.',
  ],
  lesson: {
    architect:
      'A validator that lies is worse than no cache: it cannot be flushed from where it is. Whatever sits at the edge, ' +
      'a browser, CloudFront, a crawler, believes the 304.',
    developer:
      'Equal length is not equal content. If hashing is too dear, derive the tag from the edition and the key; measure ' +
      'before, because SHA-256 of a page takes microseconds.',
  },
  runsOn: ['emulator', 'aws'],
  async fault(lab) {
    const target = { ...apiFunction(lab), handler: 'serverless-api/serve-api' };
    await lab.deployDefect({ ...target, file: FILE, find: RIGHT, replace: WRONG });
  },
  check: [
    {
      expects: "Who holds another day's answer is sent the one asked for",
      async look(lab) {
        const days = ['03', '04'].map((day) => `2027-${String((Date.now() % 9) + 1).padStart(2, '0')}-${day}`);
        const [held, asked] = days.map((day) => `${lab.outputs.ApiUrl}/v1/exams/SAA-C03?on=${day}`) as [string, string];
        const before = await lab.request(held);
        // Without a tag the other day's answer would be sent whatever it is made of.
        const etag = before.headers.get('etag') ?? '';
        const answer = await lab.request(asked, { headers: { 'if-none-match': etag } });
        return first(
          status(before, 200),
          { ok: etag !== '', saw: 'an answer without an ETag', wanted: 'an ETag' },
          status(answer, 200),
        );
      },
    },
    {
      expects: 'Answers that differ in a character or two, wherever, or in the order of some, have tags that differ',
      async look(lab) {
        const asked = DAYS.map((day) => `${lab.outputs.ApiUrl}/v1/exams/SAA-C03?on=${day}`);
        const tags = await tagsOf(lab, asked);
        return equal(`${new Set(tags).size} different`, `${DAYS.length} different`);
      },
    },
    {
      expects: 'Who holds this very answer is told so, and is sent nothing',
      async look(lab) {
        const url = `${lab.outputs.ApiUrl}/v1/comparison`;
        const etag = (await lab.request(url)).headers.get('etag') ?? 'none';
        return status(await lab.request(url, { headers: { 'if-none-match': etag } }), 304);
      },
    },
    {
      expects: 'A tag is long enough that no two answers share one by chance',
      guards: true,
      async look(lab) {
        const [tag] = await tagsOf(lab, [`${lab.outputs.ApiUrl}/v1/comparison`]);
        const characters = (tag ?? '').replace(/^W\/|"/g, '').length;
        return { ok: characters >= 8, saw: `${characters} characters`, wanted: '8 or more' };
      },
    },
    {
      expects: 'Whatever is corrected, a capital, a digit, a sign, anywhere in a document, its tag is another one',
      guards: true,
      async look(lab) {
        const tags = await tagsOfCorrections(lab);
        if (!tags) return { ok: true, saw: 'nothing to try it on', wanted: 'as many tags as corrections' };
        const again = tags.pop();
        const ok = !tags.includes(undefined) && new Set(tags).size === tags.length && again === tags[0];
        const saw = `${new Set(tags).size} tags of ${tags.length} corrections`;
        return { ok, saw, wanted: 'as many tags as corrections, and the first one again for the first' };
      },
    },
    {
      expects: 'The same answer has the same tag on another day',
      guards: true,
      async look(lab) {
        const { gatewayEvent } = await import('../../../../lambda/shared/http/gateway.ts');
        const target = '/v1/exams/SAA-C03?on=2031-02-01';
        const event = gatewayEvent({ method: 'GET', target, headers: {} });
        const tagAfter = async (hours: number) => {
          const { answer } = await askedOtherwise(lab, apiFunction(lab), clockAhead(hours), event);
          return (answer as LaterAnswer | null)?.headers?.etag;
        };
        const [now] = await tagsOf(lab, [`${lab.outputs.ApiUrl}${target}`]);
        const later = await tagAfter(HOURS_LATER);
        // The emulator hands out the newest build, whichever version callers reach: then a copy is compared with a copy.
        const ok = later !== undefined && (later === now || later === (await tagAfter(0)));
        return { ok, saw: ok ? 'the same' : 'another tag, or none', wanted: 'the same' };
      },
    },
    {
      expects: 'Nobody keeps an answer for longer than five minutes without asking',
      async look(lab) {
        const kept = (await lab.request(`${lab.outputs.ApiUrl}/v1/comparison`)).headers.get('cache-control') ?? '';
        const seconds = Number(/max-age=(\d+)/.exec(kept)?.[1] ?? Number.NaN);
        return { ok: seconds > 0 && seconds <= 300, saw: kept || 'no Cache-Control', wanted: 'max-age of 300 or less' };
      },
    },
  ],
  solution: {
    steps: ['In represent hash the text for the ETag.', 'Deploy it: lab up serverless-api.'],
    apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: RIGHT }),
  },
  otherFixes: [
    {
      title: 'Hashes the text by SHA-512',
      apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: "hash('sha512', text, 'base64url')" }),
    },
    {
      title: 'Hashes the length and the text, as hexadecimal digits',
      apply: (lab) => lab.fixSources({ file: FILE, find: WRONG, replace: BOTH }),
    },
  ],
  shortcuts: [
    {
      kind: 'hidden',
      title: 'Never answers 304 again, which ends the complaints and the caching',
      apply: (lab) =>
        lab.fixSources({
          file: FILE,
          find: "if (hasAlready(request.headers['if-none-match'], etag))",
          replace: 'if (!etag)',
        }),
    },
    {
      kind: 'hidden',
      title: 'Takes the time for the tag, so that no two answers have the same',
      apply: (lab) =>
        lab.fixSources({
          file: FILE,
          find: WRONG,
          replace: "hash('sha256', String(process.hrtime.bigint()), 'base64url')",
        }),
    },
    {
      kind: 'too-narrow',
      title: 'Hashes the first line of the text beside its length',
      apply: (lab) =>
        lab.fixSources({
          file: FILE,
          find: WRONG,
          replace: FIRST_LINE,
        }),
    },
    {
      kind: 'elsewhere',
      title: 'Lets nobody keep an answer, and leaves the tag as it is',
      apply: (lab) => lab.fixSources({ file: CACHING_FILE, find: "'public, max-age=300'", replace: "'no-cache'" }),
    },
    {
      kind: 'too-wide',
      title: 'Fixes the tag, and lets answers be kept for a year to make up for the hashing',
      async apply(lab) {
        await lab.fixSources({ file: FILE, find: WRONG, replace: RIGHT });
        await lab.fixSources({
          file: CACHING_FILE,
          find: "'public, max-age=300'",
          replace: "'public, max-age=31536000, immutable'",
        });
      },
    },
  ],
});

/**
 * The healthy API in this process: the application of this repository on the content of this repository, with neither
 * gateway, function nor table. What it answers is what a deployed one has to answer.
 */
import type { HttpHandler } from '../../../../lambda/shared/http/api.ts';
import type { Edition } from '../../../../lambda/shared/table/edition.ts';
import type { TableReads } from '../../../../lambda/shared/table/table-reads.ts';

/** A request as it stands on the wire. */
export interface Ask {
  readonly method: string;
  /** The path with its query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const known = new Map<string, Promise<Answered>>();

/** Answers a request as the healthy API does, today; what was asked before on this day is remembered. */
export function referenceAnswer(ask: Ask): Promise<Answered> {
  const key = `${new Date().toISOString().slice(0, 10)} ${JSON.stringify(ask)}`;
  const answer = known.get(key) ?? answered(ask);
  known.set(key, answer);
  return answer;
}

let made: Promise<HttpHandler> | undefined;

async function answered({ method, target, headers = {}, body }: Ask): Promise<Answered> {
  made ??= makeHandler();
  const [{ answerOf, gatewayEvent }, handler] = await Promise.all([
    import('../../../../lambda/shared/http/gateway.ts'),
    made,
  ]);
  const event = gatewayEvent({ method, target, headers, ...(body !== undefined && { body: Buffer.from(body) }) });
  const { statusCode, headers: sent, bytes } = answerOf(await handler(event));
  const named = Object.entries(sent).map(([name, value]) => [name.toLowerCase(), `${value}`]);
  return { status: statusCode, headers: Object.fromEntries(named), text: method === 'HEAD' ? '' : bytes.toString() };
}

/** Loads what it takes when it is first asked: every command that lists drills reaches this file. */
async function makeHandler(): Promise<HttpHandler> {
  const [{ comparisonApi }, { assets }, { contentReaders }, edition] = await Promise.all([
    import('../../../../lambda/serverless-api/app.ts'),
    import('../../../../lambda/serverless-api/assets.ts'),
    import('../../../../lambda/shared/table/content-reader.ts'),
    makeContent(),
  ]);
  const files = assets()['serve-api'] ?? {};
  return comparisonApi({
    content: contentReaders(readsOf(edition)),
    asset: async (name) => files[name] ?? '',
    now: () => new Date(),
    log: () => {},
  });
}

async function makeContent(): Promise<Edition> {
  const [{ content }, { searchDocuments }, { contentDrafts }, { questionDrafts }, { makeEdition }] = await Promise.all([
    import('../../../../lambda/shared/content/content.ts'),
    import('../../../../lambda/shared/search/documents.ts'),
    import('../../../../lambda/shared/table/content-drafts.ts'),
    import('../../../../lambda/shared/table/question-drafts.ts'),
    import('../../../../lambda/shared/table/edition.ts'),
  ]);
  return makeEdition([...contentDrafts(content, searchDocuments(content)), ...questionDrafts()]);
}

/** The edition as a table would answer with it. */
function readsOf({ version, items }: Edition): TableReads {
  const byBytes = (one = '', other = '') => Buffer.compare(Buffer.from(one), Buffer.from(other));
  const documentsOf = (found: Edition['items']) => found.map(({ document }) => document);
  return {
    served: async () => ({ version, seededAt: new Date(0).toISOString(), cursorKey: Buffer.alloc(32, 1) }),
    document: async (_, sk) => items.find((item) => item.sk === sk)?.document,
    documents: async (_, prefix) =>
      documentsOf(items.filter(({ sk }) => sk.startsWith(prefix)).toSorted((a, b) => byBytes(a.sk, b.sk))),
    facetDocuments: async (facet) =>
      documentsOf(items.filter((item) => item.facet === facet).toSorted((a, b) => byBytes(a.facetSort, b.facetSort))),
  };
}

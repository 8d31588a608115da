/** How an answer on a page is made on request: the page was made ahead, with a place for it. */

/** What a page is asked for. */
export interface AskedOfPage {
  /** The page as it was made ahead. */
  readonly page: string;
  readonly query: URLSearchParams;
  /** A day in UTC. */
  readonly today: string;
  /** What the site holds for answers, by name: see `SiteFiles.data`. */
  readonly data: (name: string) => Promise<unknown>;
  /** What is in a file that the data names. */
  readonly file: (name: string) => Promise<unknown>;
}

/** The page with its answer, and the status that it is sent with: 400 where something is wrong with what was asked. */
export interface MadePage {
  readonly status: 200 | 400;
  readonly page: string;
  /** Where the answer is a file to keep, and no page. */
  readonly file?: { readonly name: string; readonly type: string };
}

/** One page's answers. */
export interface Answers {
  /** Whether an address asks for an answer; otherwise it is the page as it was made ahead. */
  readonly asks: (query: URLSearchParams) => boolean;
  readonly made: (asked: AskedOfPage) => MadePage | Promise<MadePage>;
}

/** What a page is, before the layout puts a frame around it. */
import type { html } from 'hono/html';
import type { Calendar } from './calendar.ts';

/** A piece of HTML; text that is put into it was escaped. */
export type Html = ReturnType<typeof html>;

export interface Page {
  /** Its address, without a slash at its end: `/exams/DVA-C03`. */
  readonly path: string;
  /** In the browser's tab and in a list of links; the site's name is added. */
  readonly title: string;
  /** One sentence for who has not opened it yet. */
  readonly description: string;
  /** What is inside of `main`; its first heading is the one `h1`. */
  readonly body: (site: Site) => Html;
  /**
   * The file in `lib/site/islands` that it is better with; it is whole without. What every page has is bundled with it.
   * @default `keys` alone
   */
  readonly islands?: readonly [string];
}

/** What every page may know of the whole. */
export interface Site {
  readonly calendar: Calendar;
  /** Of the content, as the table names it. */
  readonly edition: string;
  /** Where a link may lead. */
  readonly paths: ReadonlySet<string>;
}

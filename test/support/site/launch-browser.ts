/** A browser that tests start: its pages are kept apart from one another as a learner's browser keeps them. */
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Flags of the build that are for Lambda: with them a second context ends the browser, and pages are not isolated. */
const FOR_LAMBDA = ['--single-process', '--no-zygote', '--disable-web-security'];

/** The bundled browser, and the flags that it needs on a machine without a screen. */
export const browserToStart = async () => ({
  executablePath: await chromium.executablePath(),
  args: chromium.args.filter((arg) => !FOR_LAMBDA.includes(arg)),
});

/**
 * A browser. One start in some hundred of this build ends in a segmentation fault before there is a page: it is started
 * once more. What a page does to a browser that runs is not tried again.
 *
 * @param more flags beside those of the build. The caller closes it.
 */
export async function launchBrowser(...more: readonly string[]): Promise<Browser> {
  const { executablePath, args } = await browserToStart();
  const launch = () => playwright.launch({ executablePath, args: [...args, ...more] });
  try {
    return await launch();
  } catch (error) {
    if (!/signal=SIGSEGV/.test((error as Error).message)) throw error;
    return launch();
  }
}

/** By how much a page has moved since it began to load. Run in the page, and so written as text. */
export const LAYOUT_SHIFT = `new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) sum += value; })
    .observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
})`;

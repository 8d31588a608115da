import { HtmlValidate } from 'html-validate';

/**
 * What is wrong with the HTML of a page, as `line: rule: message`.
 * @param anyId takes ids that begin with a digit, as the tasks of an exam guide have them
 */
export async function htmlFaults(text: string, anyId = false): Promise<string[]> {
  const { results } = await new HtmlValidate({
    extends: ['html-validate:recommended', 'html-validate:document'],
    rules: {
      // What is about spelling alone, and a measure of ours (test/site/pages.unit.test.ts).
      'long-title': 'off',
      'no-trailing-whitespace': 'off',
      'valid-id': ['error', { relaxed: anyId }],
      // Everything is of the same origin, and an asset's name is its hash.
      'require-sri': ['error', { target: 'crossorigin' }],
    },
  }).validateString(text);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, message, ruleId }) => `${line}: ${ruleId}: ${message}`),
  );
}

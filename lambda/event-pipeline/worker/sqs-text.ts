/**
 * Text from outside made fit for SQS, which refuses a message with characters that XML 1.0 does not have:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html (2026-11)
 */

/** What a message may weigh at most, its attributes included, and what a batch may: 1 MiB. */
export const MAX_MESSAGE_BYTES = 1_048_576;

const REFUSED = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A body whose characters SQS takes. The others become JSON escapes, which mean the same wherever the body is JSON. */
export const cleanBody = (text: string): string =>
  text.replace(REFUSED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The value of an attribute: characters that SQS takes, at most `longest` of them, and never none. */
export const cleanAttribute = (text: string, longest: number): string =>
  [...text.replace(REFUSED, '\ufffd')].slice(0, longest).join('') || '-';

/** The beginning of a text, at most so many bytes of it, without half a character at its end. */
export function cutToBytes(text: string, bytes: number): string {
  const cut = Buffer.from(text).subarray(0, Math.max(0, bytes));
  return cut.toString().replace(/\ufffd+$/, '');
}

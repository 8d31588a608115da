/** One text of several, those left out that are not there. */
export function sentences(parts: readonly (string | number | undefined)[]): string {
  return parts
    .flatMap((part) => (part ? `${part}` : []))
    .map((part) => part.replace(/\.$/, ''))
    .join('. ')
    .concat('.');
}

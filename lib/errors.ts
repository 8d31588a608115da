/**
 * A failure that the lab foresaw: the message says what was wrong and what to do, and nothing else is printed.
 * `code` is PascalCase and stable, for `--json` and for tests.
 */
export class LabError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LabError';
    this.code = code;
  }
}

/** A {@link LabError} for arguments that were wrong: the command ends with 64, as for an option that it does not have. */
export class UsageError extends LabError {}

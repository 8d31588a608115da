/** A setting of the app (its context) that cannot be right; the message says what was got and what was wanted. */
export class SettingError extends Error {
  override readonly name = 'SettingError';

  /** @param wanted completes "wanted …" */
  constructor(setting: string, got: unknown, wanted: string) {
    super(`${setting}: got ${typeof got === 'string' ? got : (JSON.stringify(got) ?? 'nothing')}, wanted ${wanted}.`);
  }
}

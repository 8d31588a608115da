/** One JSON object per line, in the form that Lambda's log-level filter reads: it is not encoded a second time. */
export type Log = (level: 'INFO' | 'ERROR', message: string, fields?: Readonly<Record<string, unknown>>) => void;

/** Logs to standard output. An `Error` among the fields is written with its name, its message and its stack. */
export const logToStdout: Log = (level, message, fields = {}) => {
  const line = { timestamp: new Date().toISOString(), level, message, ...fields };
  process.stdout.write(`${JSON.stringify(line, errorsToText)}\n`);
};

const errorsToText = (_name: string, value: unknown): unknown =>
  value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;

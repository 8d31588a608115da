/** What `NODE_OPTIONS` makes a program's clock a day ahead, while every other stays right. */
export const DAY_MS = 86_400_000;

const LOADER = `
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) { given.length > 0 ? super(...given) : super(Date.now()); }
    static now() { return Right.now() + ${DAY_MS}; }
  };`;

export const A_DAY_AHEAD = `--import=data:text/javascript,${encodeURIComponent(LOADER)}`;

/** The date that such a program writes into its log. */
export const tomorrow = (): string => new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);

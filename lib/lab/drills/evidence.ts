/** Commands that show what a ticket tells. */

/** A piece of evidence, found while the fault is there and light traffic goes on, and not on the healthy project. */
export interface Evidence {
  /**
   * A line for a shell, `lab …` or `curl …`, with the stack's outputs by name in braces:
   * `lab aws lambda invoke --function-name {SeedFunctionName}`, and of one that is an ARN its account,
   * `{DatabaseClusterArn.account}`. The ticket shows it, so it gives away no more than the
   * ticket does.
   */
  readonly command: string;
  /** In what the command prints. A test looks for it (test/lab/drills/evidence.emulator.test.ts). */
  readonly finds: RegExp;
}

/** The command with the values of the outputs; a name that is not among them stays as it is. */
export const evidenceCommand = (command: string, outputs: Readonly<Record<string, string>>): string =>
  command.replaceAll(/\{(\w+)(\.account)?\}/g, (whole, name: string, account?: string) => {
    const value = outputs[name];
    return (account ? value?.split(':')[4] : value) ?? whole;
  });
